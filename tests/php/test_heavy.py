"""Much at once: a long outbox, an order of a thousand lines, an import of many orders."""

import json
from collections.abc import Iterator

import pytest

from agent.practice.shop.shop import PracticeShop
from tests.php.outbox import newest, pull, rows, settle

OPEN_ROWS = 10_000
FIRST_ID = 900_100_000
SEVERAL = 200
KEPT_PER_ORDER = 40 * 1024

# What reads the outbox at each pull, counted by the rows that the database had to touch.
TOUCHED = """
global $wpdb;
$outbox = new Counterfoil\\Outbox\\Outbox( new Counterfoil\\Database( $wpdb ) );
$wpdb->query( 'FLUSH STATUS' );
$outbox->unacknowledged( 50 );
echo array_sum( array_column( $wpdb->get_results( "SHOW STATUS WHERE Variable_name LIKE
    'Handler_read%'", ARRAY_A ), 'Value' ) );
"""
SAVE_MANY = """
$ids = array();
for ( $i = 0; $i < $args[0]; $i++ ) {
    $order = wc_create_order();
    $order->set_billing_email( "buyer$i@example.com" );
    $order->set_status( 'processing' );
    $order->save();
    $order->set_customer_note( "import $i" );
    $order->save();
    $ids[] = $order->get_id();
}
echo wp_json_encode( $ids );
"""
TAKE_MANY = """
global $wpdb;
$database = new Counterfoil\\Database( $wpdb );
$log      = new Counterfoil\\Log();
$skus     = new Counterfoil\\Order\\LineSkus( $database, $log );
$source   = new Counterfoil\\Order\\FreshOrder( $skus );
$taker    = new Counterfoil\\Outbox\\PictureTaker( $database, $source );
$outbox   = new Counterfoil\\Outbox\\Outbox( $database );
$held     = array();
foreach ( $args[0] as $id ) {
    $taker->take( $outbox->mark( $id ), $id );
    $held[] = memory_get_usage();
}
$half = intdiv( count( $held ), 2 );
echo (int) ( ( end( $held ) - $held[ $half ] ) / ( count( $held ) - $half ) );
"""
ADD_LINES = """
$order = wc_create_order();
for ( $i = 0; $i < 1000; $i++ ) {
    $item = new WC_Order_Item_Product();
    $item->set_props( array( 'name' => "Line $i", 'quantity' => 1, 'subtotal' => '1.00',
        'total' => '1.00', 'product_id' => $args[0] ) );
    $order->add_item( $item );
}
$order->set_status( 'processing' );
$order->save();
echo $order->get_id();
"""


@pytest.fixture
def long_outbox(shop: PracticeShop) -> Iterator[None]:
    """As many open rows as a shop may have after days without an agent."""
    shop.sql(
        "UPDATE wp_counterfoil_outbox SET acked_at = UTC_TIMESTAMP(3) WHERE acked_at IS NULL;"
        "INSERT INTO wp_counterfoil_outbox"
        " (event_id, order_id, kind, made_at, incarnation, seq, body)"
        f" SELECT UUID(), {FIRST_ID} + seq, 'order_deleted', UTC_TIMESTAMP(3), 'abcdef01', 1,"
        f" CONCAT('{{\"status\":\"', REPEAT('x', 3000), '\"}}') FROM seq_1_to_{OPEN_ROWS}"
    )
    yield
    shop.sql(f"DELETE FROM wp_counterfoil_outbox WHERE order_id > {FIRST_ID}")


def test_a_page_costs_no_more_behind_ten_thousand_open_rows(
    shop: PracticeShop, long_outbox: None
) -> None:
    page = pull(shop)
    assert [event["order_id"] for event in page] == [FIRST_ID + n for n in range(1, 51)]
    assert int(shop.php(TOUCHED)) < 200


def test_an_order_of_a_thousand_lines_is_told_whole(shop: PracticeShop) -> None:
    order_id = int(shop.php(ADD_LINES, shop.product_ids()["GOOD-001"]))
    settle(lambda: rows(shop, order_id)[-1]["body"] is not None, within_s=60)
    assert len(newest(shop, order_id)["body"]["lines"]) == 1000
    told = [event for event in pull(shop) if event["order_id"] == order_id]
    # A request that lasts longer than half the grace marks its order again: each tells it whole.
    assert {len(event["body"]["lines"]) for event in told} == {1000}
    # The agent's door takes a mebibyte.
    assert len(json.dumps(told[0], separators=(",", ":"))) < 1024 * 1024


def test_an_import_makes_one_row_an_order_and_keeps_no_order_in_memory(
    shop: PracticeShop,
) -> None:
    order_ids = json.loads(shop.php(SAVE_MANY, SEVERAL))
    listed = ", ".join(map(str, order_ids))
    count = f"SELECT COUNT(*), COUNT(body) FROM wp_counterfoil_outbox WHERE order_id IN ({listed})"
    settle(lambda: shop.sql(count) == [[str(SEVERAL), str(SEVERAL)]], within_s=60)
    assert int(shop.php(TAKE_MANY, order_ids)) < KEPT_PER_ORDER
