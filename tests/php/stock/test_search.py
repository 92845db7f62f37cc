"""Random sequences of shop, ERP and agent against the plugin's real books."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.php.stock.worker import Worker
from tests.php.stock.world import World

NAMES = (
    ["go"] * 8
    + ["sell", "finish", "cancel", "accept"] * 4
    + ["begin", "read", "compose"] * 3
    + ["deliver", "snap", "release"] * 2
    + ["moves", "edit", "kill", "restore", "seed"]
)
STEPS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(0, 3), st.integers(1, 2)), min_size=5, max_size=35
)
STARTS = st.sampled_from(["", "outside", "inside"])
ARGUMENTS = {
    "sell": 2,
    "deliver": 2,
    "go": 1,
    "finish": 1,
    "cancel": 1,
    "accept": 1,
    "release": 1,
    "kill": 1,
    "moves": 1,
    "edit": 1,
}


def _fitting(steps: list[tuple[str, int, int]]) -> list[tuple[Any, ...]]:
    """Each step with as many numbers as it takes; a message stays in flight every other time."""
    fitted: list[tuple[Any, ...]] = []
    for name, a, b in steps:
        numbers = (a, b % 2) if name == "deliver" else (a, b)
        if name in ("moves", "edit"):
            numbers = (a - 2, b)
        fitted.append((name, *numbers[: ARGUMENTS.get(name, 0)]))
    return fitted


def _search(worker: Worker, examples: int) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(STARTS, STEPS)
    def run(start: str, steps: list[tuple[str, int, int]]) -> None:
        World(worker, start=start).run(_fitting(steps))

    run()


def test_no_short_search_makes_the_books_wrong(worker: Worker) -> None:
    _search(worker, 60)


@pytest.mark.nightly
def test_no_long_search_makes_the_books_wrong(worker: Worker) -> None:
    _search(worker, 3000)
