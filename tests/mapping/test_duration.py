import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.domain import duration


@pytest.mark.parametrize(
    ("text", "expected"),
    [("250ms", 0.25), ("2s", 2), ("1.5s", 1.5), ("15m", 900), ("24h", 86400), ("7 d", 604800)],
)
def test_a_duration_is_a_number_and_a_unit(text: str, expected: float) -> None:
    assert duration.seconds(text) == expected


@pytest.mark.parametrize("text", ["", "2", "s", "-2s", "2 weeks", "1e3s", "2s3", "٢s٣"])
def test_what_is_none_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="15m"):
        duration.seconds(text)


@given(st.integers(min_value=0, max_value=10**9))
def test_milliseconds_are_exact_to_the_float(count: int) -> None:
    assert duration.seconds(f"{count}ms") == pytest.approx(count / 1000)
