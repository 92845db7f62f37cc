"""However an order changes, whatever dies: the highest seq holds the newest picture."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from agent.practice.shop.programs import PracticeShopError
from agent.practice.shop.shop import PracticeShop
from tests.php.conftest import GRACE_S
from tests.php.outbox import change, newest, pull, rows, settle, spec

pytestmark = pytest.mark.usefixtures("empty_outbox")


def place(shop: PracticeShop, **made_of: Any) -> int:
    """An order whose first picture is taken."""
    order_id = shop.place_order(spec(**made_of))
    settle(lambda: bool(rows(shop, order_id)) and rows(shop, order_id)[-1]["body"] is not None)
    return order_id


def kinds(shop: PracticeShop, order_id: int) -> list[tuple[str, str]]:
    """Kind and status of each row; a mark has no status until its picture is taken."""
    return [(row["kind"], (row["body"] or {}).get("status", "")) for row in rows(shop, order_id)]


CHANGES = {
    "status": "$order->update_status( 'completed' );",
    "note": "$order->set_customer_note( 'ring twice' ); $order->save();",
    "address": "$order->set_shipping_city( 'Köln' ); $order->save();",
    "an edited line": "$item = current( $order->get_items() ); $item->set_quantity( 7 );"
    "$item->save();",
    "a new line": "$id = wc_get_product_id_by_sku( 'GOOD-002' );"
    "$order->add_product( wc_get_product( $id ), 1 );",
    "a deleted line": "$order->remove_item( current( $order->get_items() )->get_id() );"
    "$order->save();",
    "public meta": "$order->update_meta_data( 'gift', 'yes' ); $order->save();",
    "payment": "$order->set_date_paid( null ); $order->set_status( 'pending' ); $order->save();"
    "$order->payment_complete( 'T-1' );",
}


@pytest.mark.parametrize("how", CHANGES)
def test_every_way_an_order_changes_is_noticed(shop: PracticeShop, how: str) -> None:
    order_id = place(shop)
    before = newest(shop, order_id)
    change(shop, order_id, CHANGES[how])
    settle(lambda: len(rows(shop, order_id)) >= 2 and rows(shop, order_id)[-1]["body"] is not None)
    after = newest(shop, order_id)
    assert after["seq"] > before["seq"]
    assert after["body"] != before["body"]


def test_a_draft_is_nobodys_business_until_it_is_placed(shop: PracticeShop) -> None:
    order_id = shop.place_order(spec(status="checkout-draft"))
    settle(lambda: rows(shop, order_id) == [])
    told = shop.sql("SELECT order_id FROM wp_counterfoil_order")
    assert [str(order_id)] not in told
    change(shop, order_id, "$order->update_status( 'processing' );")
    settle(lambda: kinds(shop, order_id) == [("order", "processing")])
    thrown_away = shop.place_order(spec(status="checkout-draft"))
    change(shop, thrown_away, "$order->delete( true );")
    settle(lambda: rows(shop, thrown_away) == [])


def test_trash_untrash_and_delete_are_told_in_order(shop: PracticeShop) -> None:
    order_id = place(shop)
    change(shop, order_id, "$order->delete( false );")
    settle(lambda: kinds(shop, order_id)[1:] == [("order_deleted", "trash")])
    shop.php(
        "$order = wc_get_order( $args[0] );"
        # Orders kept as posts come back by WordPress' own way in the older versions.
        "if ( 'shop_order' === get_post_type( $args[0] ) ) { wp_untrash_post( $args[0] ); }"
        "else { $order->untrash(); }",
        order_id,
    )
    settle(lambda: len(rows(shop, order_id)) == 3 and rows(shop, order_id)[2]["body"] is not None)
    assert rows(shop, order_id)[2]["kind"] == "order"
    change(shop, order_id, "$order->delete( true );")
    settle(lambda: kinds(shop, order_id)[3:] == [("order_deleted", "deleted")])
    assert len({row["incarnation"] for row in rows(shop, order_id)}) == 1
    seqs = [row["seq"] for row in rows(shop, order_id)]
    assert seqs == sorted(set(seqs))


def test_the_incarnation_is_frozen_at_first_sight(shop: PracticeShop) -> None:
    order_id = place(shop)
    change(shop, order_id, "$order->set_order_key( 'wc_order_another' ); $order->save();")
    settle(lambda: len(rows(shop, order_id)) == 2 and rows(shop, order_id)[1]["body"] is not None)
    assert len({row["incarnation"] for row in rows(shop, order_id)}) == 1


def test_a_line_keeps_the_sku_it_was_sold_under(shop: PracticeShop) -> None:
    order_id = shop.place_order(spec("GOOD-020"))
    renamed = (
        "$product = wc_get_product( wc_get_product_id_by_sku( $args[0] ) );"
        "$product->set_sku( $args[1] ); $product->save();"
    )
    shop.php(renamed, "GOOD-020", "RENAMED-20")
    try:
        change(shop, order_id, "$order->set_customer_note( 'later' ); $order->save();")
        settle(lambda: newest(shop, order_id)["body"]["customer_note"] == "later")
        assert [line["sku"] for line in newest(shop, order_id)["body"]["lines"]] == ["GOOD-020"]
    finally:
        shop.php(renamed, "RENAMED-20", "GOOD-020")


def test_a_save_by_a_stale_object_leaves_the_picture_true(shop: PracticeShop) -> None:
    order_id = place(shop, status="pending")
    change(
        shop,
        order_id,
        "$stale = $order; $fresh = wc_get_order( $args[0] ); $fresh->update_status( 'processing' );"
        "$stale->set_customer_note( 'saved last' ); $stale->save();",
    )
    settle(lambda: len(rows(shop, order_id)) == 2 and rows(shop, order_id)[1]["body"] is not None)
    shown = next(order for order in shop.orders() if order.id == order_id)
    assert newest(shop, order_id)["body"]["status"] == shown.status
    assert newest(shop, order_id)["body"]["customer_note"] == "saved last"


def test_a_request_that_exits_in_a_hook_still_hands_over(shop: PracticeShop) -> None:
    order_id = place(shop)
    change(
        shop,
        order_id,
        "add_action( 'woocommerce_update_order', function () { exit; }, 99 );"
        "$order->set_customer_note( 'and out' ); $order->save();",
    )
    settle(lambda: newest(shop, order_id)["body"]["customer_note"] == "and out")


def test_a_request_killed_before_its_end_is_finished_by_the_pull(shop: PracticeShop) -> None:
    order_id = place(shop)
    with pytest.raises((PracticeShopError, OSError, EOFError)):
        change(
            shop,
            order_id,
            "$order->set_customer_note( 'last words' ); $order->save();"
            "posix_kill( getmypid(), 9 );",
        )
    assert rows(shop, order_id)[-1]["body"] is None
    told = [event for event in pull(shop) if event["order_id"] == order_id]
    assert [event["seq"] for event in told] == [1], "a young mark is left to its request"
    time.sleep(GRACE_S + 0.1)
    told = [event for event in pull(shop) if event["order_id"] == order_id]
    assert [event["body"]["customer_note"] for event in told] == ["", "last words"]
    assert [event["seq"] for event in told] == [1, 2]


def test_where_the_pull_was_faster_the_request_adds_what_changed_since(shop: PracticeShop) -> None:
    order_id = place(shop)
    slow = (
        "global $wpdb; $order->set_customer_note( 'early' ); $order->save();"
        f"sleep( {GRACE_S + 2} );"
        # No hook tells of this one: only the comparison at the end can find it.
        "$places = array( 'wc_orders' => array( 'customer_note', 'id' ),"
        " 'posts' => array( 'post_excerpt', 'ID' ) );"
        "foreach ( $places as $table => $names ) { $wpdb->update( $wpdb->prefix . $table,"
        " array( $names[0] => 'late' ), array( $names[1] => $args[0] ) ); }"
    )
    with ThreadPoolExecutor() as threads:
        request = threads.submit(change, shop, order_id, slow)
        settle(lambda: len(rows(shop, order_id)) == 2)
        time.sleep(GRACE_S + 0.3)
        told = [event for event in pull(shop) if event["order_id"] == order_id]
        assert [event["body"]["customer_note"] for event in told] == ["", "early"]
        request.result()
    settle(lambda: len(rows(shop, order_id)) == 3)
    assert newest(shop, order_id)["body"]["customer_note"] == "late"
    assert [row["seq"] for row in rows(shop, order_id)] == [1, 2, 3]


def test_two_requests_that_edit_one_order_leave_the_newest_picture_on_top(
    shop: PracticeShop,
) -> None:
    order_id = place(shop)

    def edit(number: int) -> None:
        change(
            shop,
            order_id,
            f"usleep( {number * 20_000} ); $order->update_meta_data( 'edit-{number}', 'done' );"
            "$order->save();",
        )

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(edit, range(8)))
    settle(lambda: all(row["body"] is not None for row in rows(shop, order_id)))
    seqs = [row["seq"] for row in rows(shop, order_id)]
    assert sorted(seqs) == list(range(1, 10)), "every mark has a seq of its own"
    seen = {entry["key"] for entry in newest(shop, order_id)["body"]["meta"]}
    assert {f"edit-{number}" for number in range(8)} <= seen


def test_the_first_sight_of_an_order_by_several_at_once_gives_one_row_and_rising_seqs(
    shop: PracticeShop,
) -> None:
    order_id = place(shop)
    for table in ("order", "outbox"):
        shop.php(
            "global $wpdb; $wpdb->delete( $args[0], array( 'order_id' => $args[1] ) );",
            f"wp_counterfoil_{table}",
            order_id,
        )
    note = "$order->update_meta_data( wp_generate_uuid4(), 'x' ); $order->save();"
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: change(shop, order_id, note), range(4)))
    settle(lambda: all(row["body"] is not None for row in rows(shop, order_id)))
    assert sorted(row["seq"] for row in rows(shop, order_id)) == [1, 2, 3, 4]


def test_an_open_transaction_of_somebody_else_is_not_committed(shop: PracticeShop) -> None:
    order_id = place(shop)
    change(
        shop,
        order_id,
        "global $wpdb; $wpdb->query( 'START TRANSACTION' );"
        "$order->set_customer_note( 'never committed' ); $order->save();",
    )
    time.sleep(0.5)
    assert [row["seq"] for row in rows(shop, order_id)] == [1], "the mark was rolled back with it"
    note = next(order for order in shop.orders() if order.id == order_id)
    assert "never committed" not in str(note)


def test_a_fault_of_ours_breaks_no_order(shop: PracticeShop) -> None:
    shop.sql("RENAME TABLE wp_counterfoil_outbox TO wp_counterfoil_hidden")
    try:
        order_id = shop.place_order(spec())
    finally:
        shop.sql("RENAME TABLE wp_counterfoil_hidden TO wp_counterfoil_outbox")
    assert order_id in [order.id for order in shop.orders()]


def test_nothing_of_ours_is_written_into_the_order(shop: PracticeShop) -> None:
    order_id = place(shop)
    meta = shop.php("echo wp_json_encode( wc_get_order( $args[0] )->get_meta_data() );", order_id)
    assert "counterfoil" not in meta
