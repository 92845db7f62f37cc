"""Orders move stock in the practice shop as they do in WooCommerce."""

from decimal import Decimal

from agent.practice.shop.orders import LineSpec, OrderSpec, ShopOrder, Way
from agent.practice.shop.shop import PracticeShop


def stock(shop: PracticeShop, sku: str) -> Decimal | None:
    return next(product.stock for product in shop.products() if product.sku == sku)


def order(shop: PracticeShop, order_id: int) -> ShopOrder:
    return next(found for found in shop.orders() if found.id == order_id)


def sale(*lines: LineSpec) -> OrderSpec:
    return OrderSpec(lines=lines)


def test_an_order_placed_by_php_takes_its_pieces_off_stock(practice_shop: PracticeShop) -> None:
    before = stock(practice_shop, "GOOD-001")
    placed = practice_shop.place_order(sale(LineSpec(sku="GOOD-001", quantity=3)))
    after = stock(practice_shop, "GOOD-001")
    assert before is not None
    assert after == before - 3
    assert order(practice_shop, placed).lines[0].reduced_stock == 3


def test_a_variation_without_own_stock_is_sold_from_its_parents(
    practice_shop: PracticeShop,
) -> None:
    before = stock(practice_shop, "SUIT-1")
    practice_shop.place_order(
        sale(LineSpec(sku="SUIT-1-S", quantity=1), LineSpec(sku="SUIT-1-L", quantity=2))
    )
    assert before is not None
    assert stock(practice_shop, "SUIT-1") == before - 3


def test_cancelling_gives_the_pieces_back(practice_shop: PracticeShop) -> None:
    before = stock(practice_shop, "GOOD-002")
    placed = practice_shop.place_order(sale(LineSpec(sku="GOOD-002", quantity=4)))
    practice_shop.php("wc_get_order( $args[0] )->update_status( 'cancelled' );", placed)
    assert stock(practice_shop, "GOOD-002") == before
    assert order(practice_shop, placed).lines[0].reduced_stock == 0


def test_a_total_that_is_not_the_sum_of_the_lines_stays_as_it_was_forced(
    practice_shop: PracticeShop,
) -> None:
    spec = OrderSpec(lines=(LineSpec(sku="GOOD-003"),), total="1.23")
    placed = practice_shop.place_order(spec)
    assert order(practice_shop, placed).total == Decimal("1.23")


def test_totals_are_lines_and_shipping_and_their_taxes(practice_shop: PracticeShop) -> None:
    placed = practice_shop.place_order(
        sale(LineSpec(sku="GOOD-001", total="10.00"), LineSpec(sku="GOOD-007", total="10.00")),
        Way.PHP,
    )
    found = order(practice_shop, placed)
    # 19 % on 10.00 and on the parcel's 4.90, 7 % on the reduced article.
    assert found.total_tax == Decimal("1.90") + Decimal("0.93") + Decimal("0.70")
    assert found.total == Decimal("24.90") + found.total_tax
