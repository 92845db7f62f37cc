"""How long from the order hook in the shop to the document in the ERP: by push, and by pull alone.

Shop, agent and practice ERP run as processes of their own; the times are the shop's database's
(the mark that the hook inserts) and the ERP's ledger's (the commit of the document).
"""

import itertools
import time
from datetime import UTC, datetime
from functools import partial
from typing import Any

from agent.practice.demo.systems import Systems, start
from agent.practice.shop.shop import PracticeShop
from tests.benchmarks.buyer import buy
from tests.benchmarks.harness import Plan, Row, alternate, at_most, middle, percentile
from tests.benchmarks.pairing import CONSTANT, encode, found_in
from tests.benchmarks.processes import BenchmarkError

_PATIENCE_S = 60


def run(plan: Plan) -> list[Row]:
    systems = start(plan.folder / "latency", lambda _step: None)
    try:
        course = _Course(systems, plan.count(10, 2))
        course.orders(pushes=True)  # opcache, connections, WSDL: warm
        ways = {"push": True, "pull only": False}
        measured = alternate(
            {name: partial(course.p50, name, pushes=pushes) for name, pushes in ways.items()},
            runs=plan.runs,
        )
    finally:
        systems.stop()
    every = {name: [percentile(values, 0.95)] for name, values in course.seen.items()}
    return [
        middle("hook to document, p50, push", measured, "push", "s", goal=at_most(0.5)),
        middle("hook to document, p95, push", every, "push", "s"),
        middle("hook to document, p50, pull only", measured, "pull only", "s"),
        middle("hook to document, p95, pull only", every, "pull only", "s"),
    ]


class _Course:
    """Places orders and reads both ends' clocks; they are one machine's."""

    def __init__(self, systems: Systems, count: int) -> None:
        self._shop, self._erp = systems.shop, systems.erp
        self._count = count
        self._pairing = found_in(self._shop.wp_config_extra.read_text())
        self._goods = itertools.cycle(
            number for sku, number in self._shop.product_ids().items() if sku.startswith("GOOD-")
        )
        self.seen: dict[str, list[float]] = {}

    def p50(self, name: str, *, pushes: bool) -> float:
        took = self.orders(pushes=pushes)
        self.seen.setdefault(name, []).extend(took)
        return percentile(took, 0.5)

    def orders(self, *, pushes: bool) -> list[float]:
        """Seconds from hook to document of each order placed now."""
        _let_push(self._shop, self._pairing, pushes=pushes)
        known = set(self._documents())
        for _ in range(self._count):
            buy(self._shop, [next(self._goods), next(self._goods)])
            time.sleep(0.37)  # not in step with any timer
        give_up = time.monotonic() + _PATIENCE_S
        while len(new := self._new(known)) < self._count:
            if time.monotonic() > give_up:
                raise BenchmarkError(f"{len(new)} of {self._count} orders came to the ERP")
            time.sleep(0.2)
        hooks = self._hooks()
        return [(at - hooks[number]).total_seconds() for number, at in new.items()]

    def _new(self, known: set[str]) -> dict[str, datetime]:
        return {number: at for number, at in self._documents().items() if number not in known}

    def _documents(self) -> dict[str, datetime]:
        return {
            one["shop_order_number"]: datetime.fromisoformat(one["committed_at"])
            for one in self._erp.ledger()["documents"]
        }

    def _hooks(self) -> dict[str, datetime]:
        rows = self._shop.sql(
            "SELECT order_id, MIN(made_at) FROM wp_counterfoil_outbox GROUP BY order_id"
        )
        return {number: datetime.fromisoformat(at).replace(tzinfo=UTC) for number, at in rows}


def _let_push(shop: PracticeShop, facts: dict[str, Any], *, pushes: bool) -> None:
    """Give the plugin its pairing again, with the agent's address or with none."""
    shop.define(CONSTANT, encode(facts if pushes else facts | {"agent": "none"}))
