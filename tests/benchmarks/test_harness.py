"""The harness tells medians, ratios and goals truly; the figures themselves are never tested."""

from tests.benchmarks.harness import alternate, at_least, at_most, middle, percentile, ratio


def test_contenders_run_in_turn_so_that_a_busy_minute_hits_all_of_them() -> None:
    order: list[str] = []

    def contender(name: str, rate: float) -> float:
        order.append(name)
        return rate

    measured = alternate(
        {"ours": lambda: contender("ours", 2.0), "peer": lambda: contender("peer", 1.0)}, runs=3
    )
    assert order == ["ours", "peer"] * 3
    assert measured == {"ours": [2.0] * 3, "peer": [1.0] * 3}


def test_a_ratio_is_of_medians_and_one_wild_run_does_not_move_it() -> None:
    row = ratio("x", {"a": [10, 12, 500], "b": [2, 2, 2]}, "a", "b", goal=at_least(6))
    assert row.value == 6
    assert row.verdict == "goal met"


def test_a_missed_goal_is_said_and_raises_nothing() -> None:
    row = middle("x", {"a": [1, 3, 2]}, "a", "ms", goal=at_most(1.5))
    assert row.value == 2
    assert row.verdict == "goal missed"
    assert row.cells()[2:4] == ("<= 1.5 ms", "goal missed")


def test_a_row_without_a_goal_has_no_verdict() -> None:
    assert middle("x", {"a": [1]}, "a", "ms").verdict == ""


def test_the_99th_percentile_of_a_hundred_leaves_one_above() -> None:
    assert percentile([float(value) for value in range(1, 101)], 0.99) == 99
    assert percentile([float(value) for value in range(1, 201)], 0.99) == 198
    assert percentile([7.0], 0.99) == 7.0
