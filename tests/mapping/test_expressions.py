from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.mapping.expressions import compile_expression, number
from agent.mapping.flaws import UnmappableError

SCOPE = {
    "decimals": 2,
    "total": Decimal("10"),
    "customer": {"name": "Ada", "items": "seven"},
    "lines": [
        {"sku": "MUG", "quantity": Decimal("2")},
        {"sku": "TEA", "quantity": Decimal("1.50")},
        {"sku": "MUG", "quantity": Decimal("1")},
    ],
}


def run(source: str) -> object:
    return compile_expression(source)(SCOPE)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("total / 3", Decimal(10) / 3),
        ("total * 0.19", Decimal("1.90")),
        ("0.1 + 0.2", Decimal("0.3")),
        ("decimal('10.005') | round(2)", Decimal("10.01")),
        ("-0.125 | round(2)", Decimal("-0.13")),
        ("total | round(decimals) | text", "10.00"),
        ("lines | tally('sku', 'quantity')", "MUG 3, TEA 1.5"),
        ("lines | sum('quantity')", Decimal("4.50")),
        ("lines | length", 3),
        ("lines[0].sku ~ '/' ~ lines[1]['sku']", "MUG/TEA"),
        ("[customer.name, ''] | join(' ')", "Ada"),
        ("'guest' if not customer.name else customer.name | upper", "ADA"),
        ("customer.items", "seven"),
        ("customer.age | default('none')", "none"),
        ("1 if customer.age is defined else 0", 0),
    ],
)
def test_an_expression_computes_in_decimals(source: str, expected: object) -> None:
    assert run(source) == expected
    assert not isinstance(run(source), float)


@pytest.mark.parametrize(
    "source",
    [
        "customer.age",
        "nobody.name",
        "1 / 3",
        "total / 0",
        "'a' * 1000000000",
        "'%9999999d' % 5",
        "10 ** 100",
        "decimal('NaN')",
        "lines | tally('sku', 'weight')",
        "customer.name.upper()",
        "''.__class__",
        "lines.append",
        "customer['__class__']",
        "lines[7]",
        "decimal.__globals__",
    ],
)
def test_what_has_no_value_is_a_reason_and_never_an_empty_text(source: str) -> None:
    with pytest.raises(UnmappableError, match="the expression"):
        run(source)


@pytest.mark.parametrize("source", ["", "1 +", "{{ 1 }}", "x |", "x | nofilter", "range(("])
def test_what_cannot_be_read_is_told_when_it_is_loaded(source: str) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        compile_expression(source)


def test_jinjas_own_names_are_not_there() -> None:
    for name in ("range(9)", "dict(a=1)", "lipsum()", "cycler(1)", "namespace()"):
        with pytest.raises(UnmappableError):
            run(name)


def test_a_very_long_text_is_refused() -> None:
    long = compile_expression("text ~ text")
    with pytest.raises(UnmappableError, match="more than 100000"):
        long({"text": "x" * 60_000})


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9
    )
)
def test_a_number_has_one_spelling_and_keeps_its_value(value: Decimal) -> None:
    spelt = number(value)
    assert Decimal(spelt) == value
    assert number(spelt) == spelt
    assert number(value * Decimal("1.000")) == spelt
    assert "E" not in spelt


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=8
    ),
    st.integers(min_value=0, max_value=6),
)
def test_rounding_is_off_by_half_a_unit_at_most(value: Decimal, places: int) -> None:
    made = compile_expression("value | round(places)")({"value": value, "places": places})
    assert isinstance(made, Decimal)
    assert abs(made - value) <= Decimal(5).scaleb(-places - 1)
    assert made.as_tuple().exponent == -places
