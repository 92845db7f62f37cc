"""What of an ERP's stock goes into a shop: figures by stock id, credits by order line.

Shop orders are never subtracted here: the plugin does that, where the orders are.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum

from agent.domain.problems import Problem

ONE = Decimal(1)
ZERO = Decimal(0)
NAMED_MAX = 10


class SharedStock(StrEnum):
    """What several SKUs that sell from one stock mean: one figure each to add up, or a case."""

    SUM = "sum"
    CASE = "case"


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRules:
    """How a shop wants its stock. `warehouses` None: all; `pieces_per_unit` by SKU, else 1.

    `safety_stock` is kept back once a stock id, unless its SKUs have their own.
    `missing_is_zero`: the ERP leaves out what it has none of. The last four belong to the guard
    against sudden falls: it judges shops with at least `guard_from` figures above zero.
    """

    max_age: timedelta = timedelta(hours=1)
    warehouses: frozenset[str] | None = None
    pieces_per_unit: Mapping[str, Decimal] = field(default_factory=dict)
    safety_stock: Decimal = ZERO
    safety_stock_of: Mapping[str, Decimal] = field(default_factory=dict)
    shared: SharedStock = SharedStock.SUM
    missing_is_zero: bool = False
    whole_pieces: bool = True
    clock_margin: timedelta = timedelta(seconds=1)
    to_zero_max: Decimal = Decimal("0.20")
    drop_max: Decimal = Decimal("0.50")
    guard_from: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SkuFigure:
    """What the ERP says of one SKU in one warehouse."""

    sku: str
    warehouse: str
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogEntry:
    """One product of the shop that keeps stock, its own or its parent's."""

    sku: str
    stock_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One stock id's E: warehouses added up, in pieces, safety stock taken off."""

    stock_id: int
    skus: tuple[str, ...]
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """The shop's figures; `problems` name what was left out, the counts what has no partner."""

    figures: Mapping[int, Figure]
    problems: tuple[Problem, ...]
    not_in_shop: int
    not_in_erp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """How much of an order line the figure contains."""

    item_id: int
    stock_id: int
    quantity: Decimal


def credit_cutoff(
    *, began_at: datetime, as_of: datetime | None, clock_ahead: timedelta, rules: StockRules
) -> datetime:
    """The time before which an order must have been accepted to be inside the figure for sure.

    A figure may be older than the moment it was asked for; `as_of` is by the ERP's clock, which
    is `clock_ahead` of ours. Too early a time shows too little for one cycle, never too much.
    """
    if as_of is None:
        return began_at
    return min(began_at, as_of - clock_ahead - rules.clock_margin)


def compose(
    figures: Iterable[SkuFigure], catalog: Sequence[CatalogEntry], rules: StockRules
) -> Composed:
    """Bring the ERP's figures under the shop's stock ids."""
    pieces = _pieces_by_sku(figures, rules)
    ids_of_sku: dict[str, set[int]] = defaultdict(set)
    for entry in catalog:
        if entry.sku:
            ids_of_sku[entry.sku].add(entry.stock_id)
    twice = {sku for sku, ids in ids_of_sku.items() if len(ids) > 1}
    skus_of_id: dict[int, list[str]] = defaultdict(list)
    for sku, ids in sorted(ids_of_sku.items()):
        for stock_id in ids:
            skus_of_id[stock_id].append(sku)
    unsure = {i for i, skus in skus_of_id.items() if twice & set(skus)}
    shared = set()
    if rules.shared is SharedStock.CASE:
        shared = {i for i, skus in skus_of_id.items() if len(skus) > 1 and i not in unsure}
    composed = {
        stock_id: figure
        for stock_id, skus in skus_of_id.items()
        if stock_id not in unsure | shared
        and (figure := _figure(stock_id, skus, pieces, rules)) is not None
    }
    return Composed(
        figures=composed,
        problems=(
            *_named("stock_sku_twice", twice),
            *_named("stock_shared", (sku for i in shared for sku in skus_of_id[i])),
        ),
        not_in_shop=len(pieces.keys() - ids_of_sku.keys()),
        not_in_erp=len(ids_of_sku.keys() - pieces.keys()),
    )


def credits_by_stock_id(credited: Iterable[Credit]) -> dict[int, tuple[Credit, ...]]:
    """Each stock id's complete list, by order item."""
    lists: dict[int, list[Credit]] = defaultdict(list)
    for credit in credited:
        lists[credit.stock_id].append(credit)
    return {i: tuple(sorted(lines, key=lambda line: line.item_id)) for i, lines in lists.items()}


def _pieces_by_sku(figures: Iterable[SkuFigure], rules: StockRules) -> dict[str, Decimal]:
    pieces: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for figure in figures:
        if rules.warehouses is None or figure.warehouse in rules.warehouses:
            pieces[figure.sku] += figure.quantity * rules.pieces_per_unit.get(figure.sku, ONE)
    return dict(pieces)


def _figure(
    stock_id: int, skus: Sequence[str], pieces: Mapping[str, Decimal], rules: StockRules
) -> Figure | None:
    known = [sku for sku in skus if sku in pieces]
    if not known and not rules.missing_is_zero:
        return None
    quantity = sum((pieces[sku] for sku in known), ZERO)
    own_safety = [rules.safety_stock_of[sku] for sku in skus if sku in rules.safety_stock_of]
    quantity -= sum(own_safety, ZERO) if own_safety else rules.safety_stock
    if rules.whole_pieces:
        quantity = quantity.to_integral_value(ROUND_FLOOR)
    return Figure(stock_id=stock_id, skus=tuple(skus), quantity=quantity)


def _named(code: str, skus: Iterable[str]) -> tuple[Problem, ...]:
    named = sorted(set(skus))
    if not named:
        return ()
    more = ", …" if len(named) > NAMED_MAX else ""
    text = ", ".join(named[:NAMED_MAX]) + more
    return (Problem(code=code, params={"count": str(len(named)), "skus": text}),)
