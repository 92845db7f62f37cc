"""A random walk over steps, faults and deaths: no law breaks, and all comes to its end."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .world import failure

FLAGS = ("look", "unique", "amends", "frees", "rounds")
RARE = ["deliver", "discard", "hold", "release", "retry", "looked", "number", "fix", "glitch"]
RARE += ["slow", "start", "edit", "cancel", "take"]
NAMES = RARE + ["run"] * 9 + ["work"] * 5 + ["wait"] * 8 + ["edit"] * 3 + ["cancel", "die"] * 2
Steps = list[tuple[str, int, int]]

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


@pytest.mark.nightly
@settings(max_examples=5000, database=None, suppress_health_check=quietly)
@cases
def test_no_walk_of_a_long_night_breaks_a_law(flags: set[str], first: int, steps: Steps) -> None:
    walk = [("order", first, 0), *steps]
    assert asyncio.run(failure(" ".join(sorted(flags)), walk)) is None
