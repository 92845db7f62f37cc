"""A random walk over steps, faults and deaths: no law breaks, and all comes to its end."""

import asyncio
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loguru import logger

from .world import failure

FLAGS = ("look", "unique", "amends", "frees", "rounds")
RARE = ["deliver", "discard", "hold", "release", "retry", "looked", "number", "fix", "glitch"]
RARE += ["slow", "start", "edit", "cancel", "take"]
NAMES = RARE + ["run"] * 9 + ["work"] * 5 + ["wait"] * 8 + ["edit"] * 3 + ["cancel", "die"] * 2
Steps = list[tuple[str, int, int]]
#: A walk costs about 0.13 s of CPU; a busy machine made 2,861 of them in a quarter of an hour.
RUNS = 5000
NIGHT_S = 15 * 60

cases = given(
    flags=st.sets(st.sampled_from(FLAGS)),
    first=st.integers(0, 5),
    steps=st.lists(
        st.tuples(st.sampled_from(NAMES), st.integers(0, 6), st.integers(0, 3)),
        min_size=4,
        max_size=20,
    ),
)
quietly = list(HealthCheck)


@settings(max_examples=200, database=None, suppress_health_check=quietly)
@cases
def test_no_walk_breaks_a_law(flags: set[str], first: int, steps: Steps) -> None:
    walk = [("order", first, 0), *steps]
    assert asyncio.run(failure(" ".join(sorted(flags)), walk)) is None


class Night:
    """Counts the runs, and ends the search when its share of the night is over."""

    def __init__(self) -> None:
        self.until = time.monotonic() + NIGHT_S
        self.runs = 0

    def is_over(self) -> bool:
        return time.monotonic() > self.until


@pytest.mark.nightly
def test_no_walk_of_a_long_night_breaks_a_law() -> None:
    night = Night()
    logger.disable("agent")

    @settings(max_examples=RUNS, database=None, suppress_health_check=quietly, deadline=None)
    @cases
    def search(flags: set[str], first: int, steps: Steps) -> None:
        if night.is_over():
            return
        walk = [("order", first, 0), *steps]
        assert asyncio.run(failure(" ".join(sorted(flags)), walk)) is None
        night.runs += 1

    try:
        search()
    finally:
        logger.enable("agent")
    print(f"{night.runs} walks, {RUNS} are the aim of a night")  # noqa: T201 - shown with -s
    assert night.runs > 0
