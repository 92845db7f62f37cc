"""Which orders are placed and what goes wrong, chosen by a seed that is printed."""

import random
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """What goes wrong with one order."""

    NONE = "none"
    UNKNOWN_SKU = "a SKU that the ERP does not know"
    TOTALS = "totals that do not add up"
    LOST_ANSWER = "the ERP books it and its answer is lost"
    LOST_REQUEST = "the ERP reads it, hangs up and books nothing"
    LATE = "the ERP hangs up and books it later"
    TWICE = "delivered to the agent twice"
    KILL = "the agent is killed while it is being sent"


class Way(StrEnum):
    """How an order comes into the shop."""

    PHP = "php"
    REST = "rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """One line: which product of the catalogue (by its place there) and how many."""

    product: int
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order to place."""

    place: int
    way: Way
    baskets: tuple[Basket, ...]
    fault: Fault
    cancelled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Everything that happens; after `down_after` orders the ERP is away for `down_s` seconds."""

    seed: int
    orders: tuple[Order, ...]
    down_after: int
    down_s: int


ONCE_EACH = (
    Fault.UNKNOWN_SKU,
    Fault.TOTALS,
    Fault.LOST_ANSWER,
    Fault.LOST_REQUEST,
    Fault.LATE,
    Fault.TWICE,
    Fault.KILL,
)


def choose(seed: int, *, orders: int, products: int) -> Scenario:
    """The same seed makes the same scenario. Needs at least as many orders as there are faults."""
    dice = random.Random(seed)  # noqa: S311 - a repeatable choice, nothing secret
    faulty = dict(zip(dice.sample(range(orders), len(ONCE_EACH)), ONCE_EACH, strict=True))
    more = [Fault.UNKNOWN_SKU, Fault.TOTALS, Fault.LOST_ANSWER]
    rest = [place for place in range(orders) if place not in faulty]
    if len(rest) > len(more):
        faulty |= dict(zip(dice.sample(rest, len(more)), more, strict=True))
    placed = tuple(
        _order(dice, place, faulty.get(place, Fault.NONE), products) for place in range(orders)
    )
    return Scenario(
        seed=seed,
        orders=placed,
        down_after=dice.randrange(orders // 3, 2 * orders // 3),
        down_s=dice.randrange(2, 5),
    )


def _order(dice: random.Random, place: int, fault: Fault, products: int) -> Order:
    chosen = dice.sample(range(products), dice.randrange(1, min(4, products) + 1))
    return Order(
        place=place,
        way=dice.choice(list(Way)) if fault is not Fault.TOTALS else Way.PHP,
        baskets=tuple(Basket(product=p, quantity=dice.randrange(1, 4)) for p in chosen),
        fault=fault,
        cancelled=fault is Fault.NONE and dice.random() < 0.08,
    )
