"""Whether a reading of stock may be shown at all: old, broken off, or a fall too sudden to believe.

What is refused changes nothing; the shop goes on with the last figures less its own sales.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from agent.domain.problems import Problem
from agent.domain.stock import ZERO, Figure, SkuFigure, StockRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that came in one reading. `announced`: how many figures the system said it has.

    `as_of` is by the system's own clock, which is `clock_ahead` of ours.
    """

    system: str
    began_at: datetime
    as_of: datetime | None
    clock_ahead: timedelta
    figures: Sequence[SkuFigure]
    announced: int | None
    is_complete: bool


def refusals(reading: Reading, rules: StockRules, now: datetime) -> tuple[Problem, ...]:
    """Everything that forbids showing this reading."""
    found = (
        _stale(reading, rules, now),
        _incomplete(reading),
        _count_differs(reading),
        _figure_twice(reading),
    )
    return tuple(problem for problem in found if problem is not None)


def mass_change(
    system: str,
    before: Mapping[int, Decimal],
    after: Mapping[int, Figure],
    rules: StockRules,
) -> Problem | None:
    """A fall of many products to nothing, or of all stock together by too much."""
    known = {i: quantity for i, quantity in before.items() if quantity > ZERO and i in after}
    if len(known) < max(rules.guard_from, 1):
        return None
    to_zero = sum(1 for i in known if after[i].quantity <= ZERO)
    total_before = sum(known.values(), ZERO)
    total_after = sum((max(ZERO, after[i].quantity) for i in known), ZERO)
    is_sudden = (
        to_zero > rules.to_zero_max * len(known)
        or total_before - total_after > rules.drop_max * total_before
    )
    if not is_sudden:
        return None
    return Problem(
        code="stock_mass_change",
        params={
            "system": system,
            "to_zero": str(to_zero),
            "count": str(len(known)),
            "before": f"{total_before:f}",
            "after": f"{total_after:f}",
        },
    )


def _stale(reading: Reading, rules: StockRules, now: datetime) -> Problem | None:
    as_of = reading.began_at if reading.as_of is None else reading.as_of - reading.clock_ahead
    age = now - as_of
    if age <= rules.max_age:
        return None
    return Problem(
        code="stock_stale",
        params={
            "system": reading.system,
            "as_of": as_of.strftime("%Y-%m-%d %H:%M:%S UTC"),
            "age": _minutes(age),
            "limit": _minutes(rules.max_age),
        },
    )


def _incomplete(reading: Reading) -> Problem | None:
    if reading.is_complete:
        return None
    params = {"system": reading.system, "got": str(len(reading.figures))}
    return Problem(code="stock_incomplete", params=params)


def _count_differs(reading: Reading) -> Problem | None:
    got = len(reading.figures)
    if not reading.is_complete or reading.announced in (None, got):
        return None
    return Problem(
        code="stock_count_differs",
        params={
            "system": reading.system,
            "announced": str(reading.announced),
            "got": str(got),
        },
    )


def _figure_twice(reading: Reading) -> Problem | None:
    seen: set[tuple[str, str]] = set()
    for figure in reading.figures:
        key = figure.sku, figure.warehouse
        if key in seen:
            return Problem(
                code="stock_figure_twice",
                params={"system": reading.system, "sku": key[0], "warehouse": key[1]},
            )
        seen.add(key)
    return None


def _minutes(duration: timedelta) -> str:
    return f"{int(duration.total_seconds() // 60)} min"
