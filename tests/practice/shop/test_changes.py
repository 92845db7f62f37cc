"""Refunds, edited lines, deleted orders and REST changes move stock and rows as in WooCommerce."""

from decimal import Decimal
from typing import Any

from agent.practice.shop.buying import client
from agent.practice.shop.orders import LineSpec, OrderSpec, ShopOrder
from agent.practice.shop.shop import PracticeShop


def stock(shop: PracticeShop, sku: str) -> Decimal:
    found = next(product.stock for product in shop.products() if product.sku == sku)
    assert found is not None
    return found


def order(shop: PracticeShop, order_id: int) -> ShopOrder:
    return next(found for found in shop.orders() if found.id == order_id)


def sell(shop: PracticeShop, sku: str, quantity: int) -> ShopOrder:
    lines = (LineSpec(sku=sku, quantity=quantity, total="10.00"),)
    return order(shop, shop.place_order(OrderSpec(lines=lines)))


def test_a_refund_puts_back_what_it_names_and_leaves_status_and_total(
    practice_shop: PracticeShop,
) -> None:
    before = stock(practice_shop, "GOOD-010")
    sold = sell(practice_shop, "GOOD-010", 5)
    practice_shop.php(
        "wc_create_refund( array( 'order_id' => $args[0], 'amount' => '4.00',"
        " 'restock_items' => true, 'line_items' => array( $args[1] =>"
        " array( 'qty' => 2, 'refund_total' => '4.00' ) ) ) );",
        sold.id,
        sold.lines[0].item_id,
    )
    now = order(practice_shop, sold.id)
    assert stock(practice_shop, "GOOD-010") == before - 3
    assert (now.status, now.total, now.refunded) == (sold.status, sold.total, Decimal("4.00"))
    assert now.lines[0].reduced_stock == 3


def test_the_same_refund_twice_puts_back_twice_as_in_woocommerce(
    practice_shop: PracticeShop,
) -> None:
    before = stock(practice_shop, "GOOD-011")
    sold = sell(practice_shop, "GOOD-011", 5)
    for _ in range(2):
        answer = client(practice_shop).post(
            f"orders/{sold.id}/refunds",
            {
                "amount": "2.00",
                "line_items": [
                    {"id": sold.lines[0].item_id, "quantity": 1, "refund_total": "2.00"}
                ],
            },
        )
        assert answer.status_code == 201, answer.text
    assert stock(practice_shop, "GOOD-011") == before - 3


def test_a_full_refund_sets_the_status(practice_shop: PracticeShop) -> None:
    sold = sell(practice_shop, "GOOD-012", 1)
    practice_shop.php(
        "wc_create_refund( array( 'order_id' => $args[0], 'amount' => $args[1] ) );",
        sold.id,
        str(sold.total),
    )
    assert order(practice_shop, sold.id).status == "refunded"


def test_an_edited_quantity_moves_the_difference(practice_shop: PracticeShop) -> None:
    before = stock(practice_shop, "GOOD-013")
    sold = sell(practice_shop, "GOOD-013", 5)
    edit = (
        "Counterfoil\\Practice\\Order_Edit_Screen::save_lines("
        " $args[0], array( $args[1] => $args[2] ) );"
    )
    for quantity, left in (("7", 7), ("2", 2)):
        practice_shop.php(edit, sold.id, sold.lines[0].item_id, quantity)
        assert stock(practice_shop, "GOOD-013") == before - left
        line = order(practice_shop, sold.id).lines[0]
        assert (line.quantity, line.reduced_stock) == (left, left)
    practice_shop.php(edit, sold.id, sold.lines[0].item_id, "0")
    assert stock(practice_shop, "GOOD-013") == before
    assert order(practice_shop, sold.id).lines == ()


def test_a_deleted_order_leaves_no_rows_and_its_pieces_off_stock(
    practice_shop: PracticeShop,
) -> None:
    before = stock(practice_shop, "GOOD-014")
    sold = sell(practice_shop, "GOOD-014", 2)
    client(practice_shop).delete(f"orders/{sold.id}", params={"force": True})
    assert sold.id not in [found.id for found in practice_shop.orders()]
    left = practice_shop.sql(
        f"SELECT COUNT(*) FROM wp_woocommerce_order_items WHERE order_id = {sold.id}"
    )
    assert left == [["0"]]
    assert stock(practice_shop, "GOOD-014") == before - 2


def test_an_order_out_of_the_trash_has_the_status_it_had(practice_shop: PracticeShop) -> None:
    sold = sell(practice_shop, "GOOD-015", 1)
    practice_shop.php("wc_get_order( $args[0] )->delete();", sold.id)
    assert order(practice_shop, sold.id).status == "trash"
    practice_shop.php("wc_get_order( $args[0] )->untrash();", sold.id)
    assert order(practice_shop, sold.id).status == "processing"


def test_the_batch_of_products_answers_200_with_an_error_for_each_unknown_id(
    practice_shop: PracticeShop,
) -> None:
    known = practice_shop.product_ids()["GOOD-016"]
    update = [{"id": known, "stock_quantity": 17}, {"id": 999_999, "stock_quantity": 1}]
    answer = client(practice_shop).post("products/batch", {"update": update})
    first, second = answer.json()["update"]
    assert answer.status_code == 200
    assert first["stock_quantity"] == 17
    assert second["error"]["code"] == "woocommerce_rest_product_invalid_id"
    assert stock(practice_shop, "GOOD-016") == 17


def test_more_than_a_hundred_products_in_a_batch_are_refused(practice_shop: PracticeShop) -> None:
    update: list[dict[str, Any]] = [{"id": 1}] * 101
    answer = client(practice_shop).post("products/batch", {"update": update})
    assert answer.status_code == 413


def test_the_lookup_table_shows_what_the_product_has(practice_shop: PracticeShop) -> None:
    sell(practice_shop, "GOOD-017", 3)
    product = practice_shop.product_ids()["GOOD-017"]
    rows = practice_shop.php(
        "global $wpdb; echo wp_json_encode( $wpdb->get_row( $wpdb->prepare("
        ' "SELECT l.stock_quantity = m.meta_value, l.stock_status FROM'
        " {$wpdb->wc_product_meta_lookup} l JOIN {$wpdb->postmeta} m ON m.post_id = l.product_id"
        " AND m.meta_key = '_stock' WHERE l.product_id = %d\", $args[0] ), ARRAY_N ) );",
        product,
    )
    assert rows == '["1","instock"]'
