"""Every way to place an order in real WooCommerce gives the order that was asked for."""

import pytest

from agent.practice.shop.orders import LineSpec, OrderSpec, ShopOrder, Way
from agent.practice.shop.shop import PracticeShop

pytestmark = pytest.mark.wordpress

SPEC = OrderSpec(
    lines=(
        LineSpec(sku="GOOD-003", quantity=2),
        LineSpec(sku="GOOD-007", quantity=1),  # at the reduced rate
        LineSpec(sku="WEAR-2-M", quantity=1),
        LineSpec(sku="SUIT-2-L", quantity=2),
    )
)


@pytest.mark.parametrize("way", list(Way))
def test_an_order_has_its_lines_and_takes_them_off_stock(
    way: Way, real_shop: tuple[str, PracticeShop]
) -> None:
    _, shop = real_shop
    before = shown(shop)
    found = order(shop, shop.place_order(SPEC, way))
    after = shown(shop)
    assert [(line.sku, line.quantity) for line in found.lines] == [
        (line.sku, line.quantity) for line in SPEC.lines
    ]
    assert found.status == "processing"
    assert {sku: before[sku] - after[sku] for sku in after if before[sku] != after[sku]} == {
        "GOOD-003": 2,
        "GOOD-007": 1,
        "WEAR-2-M": 1,
        **dict.fromkeys(("SUIT-2", "SUIT-2-S", "SUIT-2-M", "SUIT-2-L"), 2),
    }


def test_totals_are_those_of_the_stand_in(
    real_shop: tuple[str, PracticeShop], practice_shop: PracticeShop
) -> None:
    _, shop = real_shop
    real = order(shop, shop.place_order(SPEC))
    ours = order(practice_shop, practice_shop.place_order(SPEC))
    assert (ours.total, ours.total_tax) == (real.total, real.total_tax)
    assert [line.total for line in ours.lines] == [line.total for line in real.lines]


def test_hpos_is_as_asked(real_shop: tuple[str, PracticeShop]) -> None:
    version, shop = real_shop
    said = shop.php(
        "echo Automattic\\WooCommerce\\Utilities\\OrderUtil::custom_orders_table_usage_is_enabled()"
        " ? 'tables' : 'posts';"
    )
    assert said == ("posts" if "posts" in version else "tables")


def order(shop: PracticeShop, order_id: int) -> ShopOrder:
    return next(found for found in shop.orders() if found.id == order_id)


def shown(shop: PracticeShop) -> dict[str, int]:
    return {p.sku: int(p.stock) for p in shop.products() if p.stock is not None and p.sku}
