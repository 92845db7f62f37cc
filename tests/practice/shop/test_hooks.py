"""The hooks of the stand-in fire in WooCommerce's order.

`make test-wordpress` records the same ways through real WooCommerce and compares.
"""

from agent.practice.shop.orders import LineSpec, OrderSpec, Way
from agent.practice.shop.shop import PracticeShop
from tests.practice.shop.recording import hooks

SALE = OrderSpec(lines=(LineSpec(sku="GOOD-004", quantity=2),))
SAVED = ["woocommerce_before_order_object_save", "woocommerce_after_order_object_save"]
UPDATED = [SAVED[0], "woocommerce_update_order", SAVED[1]]
MOVED = [
    "woocommerce_product_before_set_stock",
    "woocommerce_update_product_stock_query",
    "woocommerce_updated_product_stock",
    "woocommerce_update_product",
    "woocommerce_product_set_stock",
]
# Twice: once by WordPress, once by WooCommerce under the same name.
CLAIMED = ["added_order_item_meta:_reduced_stock"] * 2
GIVEN_BACK = ["deleted_order_item_meta:_reduced_stock"] * 2
TO_PROCESSING = [
    *UPDATED,
    "woocommerce_order_status_processing",
    *SAVED * 3,  # downloads, sales count, coupons
    "woocommerce_can_reduce_order_stock",
    *MOVED,
    *CLAIMED,
    "woocommerce_reduce_order_item_stock",
    "woocommerce_reduce_order_stock",
    *SAVED,
    "woocommerce_order_status_pending_to_processing",
    "woocommerce_order_status_pending_to_processing_notification",
    *SAVED,
    "woocommerce_order_status_changed",
]


def of_orders(noted: list[str]) -> list[str]:
    """Without the hooks of lines, which fire once for each line at each save."""
    lines = {"woocommerce_update_order_item", "woocommerce_new_order_item"}
    return [hook for hook in noted if hook not in lines]


def test_an_order_by_php_is_announced_before_it_has_lines(practice_shop: PracticeShop) -> None:
    with hooks(practice_shop) as noted:
        practice_shop.place_order(SALE)
        seen = noted()
    assert seen[:4] == [
        SAVED[0],
        "woocommerce_new_order",
        SAVED[1],
        "woocommerce_new_order_item",
    ]
    assert of_orders(seen) == [
        SAVED[0],
        "woocommerce_new_order",
        SAVED[1],
        *UPDATED * 2,  # taxes, totals
        *TO_PROCESSING,
    ]


def test_an_order_by_rest_saves_three_times_before_its_status(
    practice_shop: PracticeShop,
) -> None:
    with hooks(practice_shop) as noted:
        practice_shop.place_order(SALE, Way.REST)
        seen = noted()
    created = [SAVED[0], "woocommerce_new_order", SAVED[1], *UPDATED * 2]
    assert of_orders(seen) == [*created, *TO_PROCESSING]


def test_the_classic_checkout_ends_with_a_save_of_its_stale_object(
    practice_shop: PracticeShop,
) -> None:
    with hooks(practice_shop) as noted:
        practice_shop.place_order(SALE, Way.CLASSIC)
        seen = noted()
    assert of_orders(seen) == [
        "woocommerce_checkout_create_order",
        SAVED[0],
        "woocommerce_new_order",
        SAVED[1],
        "woocommerce_checkout_update_order_meta",
        "woocommerce_checkout_order_created",
        *UPDATED,
        "woocommerce_checkout_order_processed",
        *UPDATED,
        *TO_PROCESSING,
        *UPDATED,
    ]


def test_cancelling_gives_back_before_the_change_is_announced(practice_shop: PracticeShop) -> None:
    order = practice_shop.place_order(SALE)
    with hooks(practice_shop) as noted:
        practice_shop.php("wc_get_order( $args[0] )->update_status( 'cancelled' );", order)
        seen = noted()
    assert of_orders(seen) == [
        *UPDATED,
        "woocommerce_order_status_cancelled",
        *SAVED,
        "woocommerce_can_restore_order_stock",
        *MOVED,
        *GIVEN_BACK,
        "woocommerce_restore_order_item_stock",
        "woocommerce_restore_order_stock",
        *SAVED,
        "woocommerce_order_status_processing_to_cancelled",
        *SAVED,
        "woocommerce_order_status_changed",
    ]


def test_the_trash_fires_no_change_of_status(practice_shop: PracticeShop) -> None:
    order = practice_shop.place_order(SALE)
    with hooks(practice_shop) as noted:
        practice_shop.php("wc_get_order( $args[0] )->delete();", order)
        seen = noted()
    assert not [hook for hook in seen if "status" in hook]
    assert [hook for hook in seen if "trash" in hook] == [
        "woocommerce_before_trash_order",
        "woocommerce_trash_order",
    ]
