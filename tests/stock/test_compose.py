"""Figures by stock id: warehouses, units, safety stock, shared stock, SKUs in doubt."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from agent.domain.stock import (
    CatalogEntry,
    Credit,
    SharedStock,
    SkuFigure,
    StockRules,
    compose,
    credit_cutoff,
    credits_by_stock_id,
)
from agent.domain.stock_gate import Reading, mass_change, refusals

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def figure(sku: str, quantity: str, warehouse: str = "MAIN") -> SkuFigure:
    return SkuFigure(sku=sku, warehouse=warehouse, quantity=Decimal(quantity))


def entry(sku: str, stock_id: int) -> CatalogEntry:
    return CatalogEntry(sku=sku, stock_id=stock_id)


def quantities(
    figures: list[SkuFigure], catalog: list[CatalogEntry], rules: StockRules
) -> dict[int, Decimal]:
    return {i: f.quantity for i, f in compose(figures, catalog, rules).figures.items()}


def test_warehouses_add_up_and_others_do_not_count() -> None:
    figures = [figure("A", "3"), figure("A", "4", "SHOP"), figure("A", "9", "RETURNS")]
    rules = StockRules(warehouses=frozenset({"MAIN", "SHOP"}))
    assert quantities(figures, [entry("A", 1)], rules) == {1: Decimal(7)}


def test_units_become_pieces_and_broken_pieces_are_not_offered() -> None:
    rules = StockRules(pieces_per_unit={"BOX": Decimal("2.5")})
    assert quantities([figure("BOX", "3")], [entry("BOX", 1)], rules) == {1: Decimal(7)}
    assert quantities([figure("A", "-0.5")], [entry("A", 1)], StockRules()) == {1: Decimal(-1)}
    broken = StockRules(whole_pieces=False)
    assert quantities([figure("A", "1.25")], [entry("A", 1)], broken) == {1: Decimal("1.25")}


def test_safety_stock_is_kept_back_once_a_stock_id() -> None:
    rules = StockRules(safety_stock=Decimal(2), safety_stock_of={"C": Decimal(5)})
    figures = [figure("A", "6"), figure("B", "6"), figure("C", "6")]
    catalog = [entry("A", 1), entry("B", 1), entry("C", 2)]
    assert quantities(figures, catalog, rules) == {1: Decimal(10), 2: Decimal(1)}


def test_shared_stock_is_added_up_or_a_case() -> None:
    figures, catalog = [figure("A", "1"), figure("B", "2")], [entry("A", 1), entry("B", 1)]
    assert quantities(figures, catalog, StockRules()) == {1: Decimal(3)}
    composed = compose(figures, catalog, StockRules(shared=SharedStock.CASE))
    assert composed.figures == {}
    assert [problem.code for problem in composed.problems] == ["stock_shared"]


def test_a_sku_on_two_stocks_is_nobodys() -> None:
    composed = compose(
        [figure("A", "1"), figure("B", "2")],
        [entry("A", 1), entry("A", 2), entry("B", 3), entry("", 4)],
        StockRules(),
    )
    assert list(composed.figures) == [3]
    assert composed.problems[0].params["skus"] == "A"


def test_what_the_erp_leaves_out_is_left_alone_or_zero() -> None:
    catalog = [entry("A", 1)]
    assert quantities([], catalog, StockRules()) == {}
    assert quantities([], catalog, StockRules(missing_is_zero=True)) == {1: Decimal(0)}
    composed = compose([figure("X", "1")], catalog, StockRules())
    assert (composed.not_in_shop, composed.not_in_erp) == (1, 1)


@given(st.lists(st.integers(-50, 50), max_size=6), st.integers(0, 9))
def test_more_safety_stock_never_shows_more(numbers: list[int], safety: int) -> None:
    figures = [figure("A", str(n), str(i)) for i, n in enumerate(numbers)]
    rules = StockRules(missing_is_zero=True)
    kept = StockRules(missing_is_zero=True, safety_stock=Decimal(safety))
    plain = quantities(figures, [entry("A", 1)], rules)[1]
    assert quantities(figures, [entry("A", 1)], kept)[1] == plain - safety


def test_credits_are_listed_by_order_item() -> None:
    lines = [Credit(item_id=i, stock_id=1, quantity=Decimal(1)) for i in (7, 3)]
    assert [c.item_id for c in credits_by_stock_id(lines)[1]] == [3, 7]


def test_an_older_figure_moves_the_cutoff_back_by_the_erps_own_clock() -> None:
    ahead = timedelta(minutes=10)

    def cutoff(as_of: datetime | None) -> datetime:
        return credit_cutoff(began_at=NOON, as_of=as_of, clock_ahead=ahead, rules=StockRules())

    assert cutoff(None) == NOON
    assert cutoff(NOON + ahead + timedelta(seconds=5)) == NOON
    assert cutoff(NOON) == NOON - ahead - timedelta(seconds=1)


def reading(**changes: object) -> Reading:
    plain = {
        "system": "erp",
        "began_at": NOON,
        "as_of": None,
        "clock_ahead": timedelta(),
        "figures": (figure("A", "1"),),
        "announced": None,
        "is_complete": True,
    }
    return Reading(**{**plain, **changes})  # type: ignore[arg-type] # as above


def refused(given_reading: Reading) -> list[str]:
    now = NOON + timedelta(minutes=5)
    return [problem.code for problem in refusals(given_reading, StockRules(), now)]


def test_the_gate_names_everything_that_is_wrong() -> None:
    assert refused(reading()) == []
    assert refused(reading(as_of=NOON - timedelta(hours=1))) == ["stock_stale"]
    ahead = timedelta(hours=3)
    assert refused(reading(as_of=NOON, clock_ahead=ahead)) == ["stock_stale"]
    assert refused(reading(announced=2)) == ["stock_count_differs"]
    assert refused(reading(is_complete=False, announced=2)) == ["stock_incomplete"]
    assert refused(reading(figures=(figure("A", "1"), figure("A", "2")))) == ["stock_figure_twice"]


def fall(before: list[int], after: list[int]) -> bool:
    figures = [figure(str(i), str(n)) for i, n in enumerate(after)]
    catalog = [entry(str(i), i) for i in range(len(after))]
    was = {i: Decimal(n) for i, n in enumerate(before)}
    composed = compose(figures, catalog, StockRules()).figures
    return mass_change("erp", was, composed, StockRules()) is not None


def test_a_fall_of_a_fifth_to_nothing_or_half_of_all_is_sudden() -> None:
    assert not fall([10] * 10, [0] * 2 + [10] * 8)
    assert fall([10] * 10, [0] * 3 + [10] * 7)
    assert not fall([10] * 10, [5] * 10)
    assert fall([10] * 10, [4] * 10)
    assert not fall([10] * 9, [0] * 9), "a small shop sells out in a day"
    assert not fall([0] * 20 + [1], [0] * 21)
