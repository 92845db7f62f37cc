"""The three systems with a real shop, orders by every way it has, and the one comparison."""

import random
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from agent.practice.demo.books import Verdict, compare
from agent.practice.demo.ledgers import Ledgers
from agent.practice.demo.reading import read_books
from agent.practice.demo.systems import Systems, start
from agent.practice.shop.orders import LineSpec, OrderSpec, Way
from tests.support.shop import new_home
from tests.wordpress.pairs import Pair

WAYS = (Way.REST, Way.CLASSIC, Way.BLOCK, Way.PHP)
SETTLES_WITHIN_S = 240


@contextmanager
def systems_of(chosen: Pair) -> Iterator[Systems]:
    """Shop, agent and practice ERP in a folder of their own, paired and running."""
    home = new_home("main")
    running: Systems | None = None
    try:
        running = start(home, print, hpos=chosen.hpos, **chosen.folders)
        yield running
    finally:
        if running is not None:
            running.stop()
        shutil.rmtree(home, ignore_errors=True)


@dataclass(slots=True, kw_only=True)
class Buyers:
    """Places orders by every way in turn: of simple products and of variations of both kinds."""

    systems: Systems
    dice: random.Random
    placed: list[int] = field(default_factory=list)

    def buy(self, how_many: int) -> list[int]:
        """So many orders; their ids."""
        return [self.buy_one() for _ in range(how_many)]

    def buy_one(self, way: Way | None = None) -> int:
        way = way or WAYS[len(self.placed) % len(WAYS)]
        order_id = self.systems.shop.place_order(OrderSpec(lines=self._lines()), way)
        self.placed.append(order_id)
        return order_id

    def _lines(self) -> tuple[LineSpec, ...]:
        kinds = (
            self.dice.sample([f"GOOD-{n:03d}" for n in range(1, 31)], 2),
            [f"WEAR-{self.dice.randint(1, 3)}-{self.dice.choice('SML')}"],
            [f"SUIT-{self.dice.randint(1, 2)}-{self.dice.choice('SML')}"],
        )
        chosen = self.dice.sample(kinds, self.dice.randint(1, 3))
        return tuple(
            LineSpec(sku=sku, quantity=self.dice.randint(1, 2)) for skus in chosen for sku in skus
        )


def settled(systems: Systems, *, besides: tuple[str, ...] = ()) -> tuple[Ledgers, Verdict]:
    """The books when they agree and nothing is under way; or as they stand when time is up.

    `besides` names the stocks that may differ.
    """
    found: list[tuple[Ledgers, Verdict]] = []

    def at_rest() -> bool:
        books = read_books(systems)
        found[:] = [(books, compare(books))]
        verdict = found[0][1]
        return not (differences(verdict, besides) or verdict.lost or verdict.doubled)

    until(at_rest, within_s=SETTLES_WITHIN_S)
    return found[0]


def differences(verdict: Verdict, besides: tuple[str, ...]) -> list[str]:
    return [told for told in verdict.differences if told.partition(":")[0] not in besides]


def until(holds: Callable[[], bool], *, within_s: float) -> bool:
    """Look again and again; whether it came to hold."""
    ends_at = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > ends_at:
            return False
        time.sleep(0.5)
    return True


def journal_file(systems: Systems) -> Path:
    return systems.agent.home / "data" / "journal.sqlite3"
