from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.mapping.flaws import UnmappableError
from agent.mapping.formats import compile_format

LATE = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("spec", "value", "expected"),
    [
        ("decimal:2", Decimal("10.005"), "10.01"),
        ("decimal:0", "2.5", "3"),
        ("decimal:6", Decimal(10) / 3, "3.333333"),
        ("decimal:2", Decimal("1E+3"), "1000.00"),
        ("number", Decimal("119.00"), "119"),
        ("number", "0.50", "0.5"),
        ("upper", "straße", "STRASSE"),
        ("lower", "ABC", "abc"),
        ("strip", "  x ", "x"),
        ("text", Decimal("1E+2"), "100"),
        ("pad:6", 42, "000042"),
        ("pad:6: ", "ab", "    ab"),
        ("cut:3", "äöü", "ä"),
        ("date", LATE, "2026-01-31"),
        ("date:%d.%m.%Y %H:%M", "2026-01-31T23:30:00Z", "31.01.2026 23:30"),
    ],
)
def test_a_format_spells_one_value(spec: str, value: object, expected: str) -> None:
    assert compile_format(spec, "UTC")(value) == expected


def test_a_date_is_that_of_the_erps_time_zone() -> None:
    assert compile_format("date:%Y-%m-%d", "Europe/Berlin")(LATE) == "2026-02-01"


@pytest.mark.parametrize(
    "spec", ["nothing", "decimal", "decimal:x", "decimal:-1", "pad", "pad:3:ab", "cut:many"]
)
def test_a_format_that_is_none_is_told_when_it_is_loaded(spec: str) -> None:
    with pytest.raises(ValueError, match=r"format|count|character"):
        compile_format(spec, "UTC")


def test_a_time_zone_that_is_none_is_told_when_it_is_loaded() -> None:
    with pytest.raises(ValueError, match="time zone Mars/Olympus"):
        compile_format("date", "Mars/Olympus")


@pytest.mark.parametrize(
    ("spec", "value"),
    [
        ("decimal:2", "ten"),
        ("decimal:2", "NaN"),
        ("decimal:2", True),
        ("date", "yesterday"),
        ("date", "2026-01-31T23:30:00"),
        ("pad:2", "abc"),
        ("upper", ["a"]),
    ],
)
def test_a_value_that_does_not_fit_is_a_reason(spec: str, value: object) -> None:
    with pytest.raises(UnmappableError):
        compile_format(spec, "UTC")(value)


@given(st.text(), st.integers(min_value=1, max_value=40))
def test_cutting_never_cuts_inside_a_character(text: str, bytes_max: int) -> None:
    made = str(compile_format(f"cut:{bytes_max}", "UTC")(text))
    assert text.startswith(made)
    assert len(made.encode()) <= bytes_max
