"""What the plugin costs inside the checkout request, wherever the agent is.

The probe takes the time of each of the plugin's callbacks; a buyer takes the time of the answer,
beside the same checkout without the plugin.
"""

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from statistics import median
from typing import Any

from agent.practice.shop.shop import PracticeShop
from tests.benchmarks.agents import hanging
from tests.benchmarks.buyer import buy
from tests.benchmarks.goods import add_goods
from tests.benchmarks.harness import Goal, Measured, Plan, Row, at_most, percentile
from tests.benchmarks.intake_door import answering
from tests.benchmarks.plugin_call import StockPusher
from tests.benchmarks.shop_ground import (
    ProbeFile,
    pair,
    real_trees,
    shop_with_plugin,
    switch_plugin,
)

_LINES = 3
_CHECKOUT = "wc-ajax=checkout"
_PUSHED = 1000
_ORDER, _SKU, _STOCK = "Counterfoil\\Order\\OrderHooks", "Counterfoil\\Order\\LineSkus", "\\Stock\\"

Lines = list[dict[str, Any]]


def run(plan: Plan) -> list[Row]:
    """On the practice shop, and on real WooCommerce where its tree is in the cache."""
    rows = _on_shop(plan, "practice shop", real=False)
    if real_trees() is not None and not plan.smoke:
        rows += _on_shop(plan, "WooCommerce", real=True)
    return rows


def _on_shop(plan: Plan, name: str, *, real: bool) -> list[Row]:
    with ExitStack() as stack:
        hung = stack.enter_context(hanging(plan.folder / f"hung-{real:d}"))
        up = stack.enter_context(answering(plan.folder / f"up-{real:d}"))
        nowhere = f"unix:{plan.folder}/nobody"
        shop = stack.enter_context(
            shop_with_plugin(plan.folder / f"shop-{real:d}", agent=nowhere, real=real)
        )
        course = _Course(shop, plan)
        agents = {"agent up": up, "agent absent": nowhere, "agent hanging": hung}
        course.alternate(agents)
        course.during_pushes()
        return [row for row in course.rows(name, tuple(agents))]


class _Course:
    """Orders placed in turn under each condition, with what probe and buyer saw."""

    def __init__(self, shop: PracticeShop, plan: Plan) -> None:
        self._shop, self._plan = shop, plan
        goods = add_goods(shop, _PUSHED)
        self._products = itertools.cycle(goods)
        self._pusher = StockPusher(shop.url, goods)
        self._pushes = 0
        self._probe = ProbeFile(shop)
        self._seen: dict[str, list[Lines]] = {}
        self._answers: Measured = {}
        self._push()
        for _ in range(self._plan.count(6, 1)):  # opcache and caches are warm in every worker
            self._buy()

    def alternate(self, agents: dict[str, str]) -> None:
        for _ in range(self._plan.runs):
            switch_plugin(self._shop, on=False)
            self._orders("without the plugin")
            switch_plugin(self._shop, on=True)
            for name, where in agents.items():
                pair(self._shop, where)
                self._orders(name)
        pair(self._shop, agents["agent up"])

    def during_pushes(self) -> None:
        for _ in range(self._plan.runs):
            with _repeating(self._push):
                self._orders("during pushes")

    def rows(self, name: str, agents: tuple[str, ...]) -> list[Row]:
        together = [run for agent in agents for run in self._seen[agent]]
        hooks = _Look(together, median)
        worst = {agent: _Look(self._seen[agent], _p99) for agent in agents}
        busy = _Look(self._seen["during pushes"], _p99)
        rows = [
            hooks.row(f"{name}: one durable INSERT, median", lambda line: float(line["insert"])),
            hooks.row(f"{name}: order hooks, median", _of(_ORDER), at_most(0.5)),
            hooks.row(f"{name}: stock a line, median", _stock_of_a_line, at_most(0.4)),
            hooks.row(f"{name}: SKU of a line, median", lambda line: _of(_SKU)(line) / _LINES),
        ]
        rows += [
            look.row(f"{name}: whole, p99, {agent}", _whole, at_most(20))
            for agent, look in worst.items()
        ]
        rows.append(busy.row(f"{name}: whole, p99, during 1,000-id pushes", _whole, at_most(30)))
        return rows + [self._ratio(name, agent) for agent in agents]

    def _ratio(self, name: str, agent: str) -> Row:
        runs = {key: self._answers[key] for key in (agent, "without the plugin")}
        ours, without = (median(values) for values in runs.values())
        return Row(
            what=f"{name}: checkout answered, {agent} / without the plugin",
            value=ours / without,
            unit="x",
            runs=runs,
            note="ms",
        )

    def _orders(self, condition: str) -> None:
        self._probe.lines(_CHECKOUT)
        took = []
        for _ in range(self._plan.count(10, 2)):
            # Else the third push that hangs would pause the others, and they would cost nothing.
            self._shop.sql(
                "UPDATE wp_counterfoil_channel SET push_failures = 0, push_paused_until = NULL"
            )
            took.append(self._buy())
        time.sleep(1.2)  # the last push may hang for its second; the probe writes after it
        self._seen.setdefault(condition, []).append(self._probe.lines(_CHECKOUT))
        self._answers.setdefault(condition, []).append(median(took))

    def _buy(self) -> float:
        return buy(self._shop, list(itertools.islice(self._products, _LINES)))

    def _push(self) -> None:
        self._pushes += 1
        left = self._pusher.push(100_000 + self._pushes)["after_work"]
        while left:
            left = self._pusher.finish()


class _Look:
    """One way to sum requests up, over all of them and over each run."""

    def __init__(self, runs: list[Lines], fold: Callable[[list[float]], float]) -> None:
        self._runs, self._fold = runs, fold

    def row(
        self, what: str, measure: Callable[[dict[str, Any]], float], goal: Goal | None = None
    ) -> Row:
        runs = [[measure(line) for line in run] for run in self._runs]
        every = [value for run in runs for value in run]
        return Row(
            what=what,
            value=self._fold(every),
            unit="ms",
            goal=goal,
            runs={"runs": [self._fold(run) for run in runs]},
            note=f"{len(every)} requests",
        )


def _p99(values: list[float]) -> float:
    return percentile(values, 0.99)


def _of(owner: str) -> Callable[[dict[str, Any]], float]:
    def spent(line: dict[str, Any]) -> float:
        taken = line["taken"]["before"] or {}
        return float(sum(ms for name, (ms, _) in taken.items() if owner in name))

    return spent


def _stock_of_a_line(line: dict[str, Any]) -> float:
    return _of(_STOCK)(line) / _LINES


def _whole(line: dict[str, Any]) -> float:
    return float(line["loading"]) + _of("Counterfoil\\")(line)


@contextmanager
def _repeating(work: Callable[[], None]) -> Iterator[None]:
    """Does the work again and again, beside what the caller does."""
    ended = threading.Event()

    def repeat() -> None:
        while not ended.is_set():
            work()

    thread = threading.Thread(target=repeat)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
