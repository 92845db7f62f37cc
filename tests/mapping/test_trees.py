import tomllib
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.mapping import (
    Credential,
    Flaw,
    MappingError,
    Nil,
    Words,
    compile_tree,
    plain_order,
    render,
)
from agent.mapping.nodes import Rendered
from soap_adapters.samples import SAMPLE_ORDERS

SCOPE: dict[str, object] = plain_order(SAMPLE_ORDERS["with everything"], "SHOP-2-AAAA")
MAPS = {"tax": {"": "V19", "reduced": "V7"}, "pay": {"card": "CC"}}


def made(toml: str, **words: Any) -> Rendered:
    return render(compile_tree(tomllib.loads(toml), ("doc",), Words(maps=MAPS, **words)), SCOPE)


def defects(toml: str) -> dict[str, str]:
    with pytest.raises(MappingError) as caught:
        compile_tree(tomllib.loads(toml), ("doc",), Words(maps=MAPS))
    return {".".join(map(str, one.path)): one.message for one in caught.value.defects}


def test_a_tree_mirrors_the_document() -> None:
    rendered = made(
        """
        Ref = "reference"
        [Head]
        Currency = "currency"
        City = { from = "billing.city", format = "upper" }
        Status = { const = 1 }
        Open = { const = true }
        Entity = { const = "" }
        [Head.Lines.Line]
        each = "lines"
        as = "line"
        No = "position"
        Qty = "line.quantity"
        Price = { expr = "line.total / line.quantity", format = "decimal:4" }
        """
    )
    assert rendered.flaws == ()
    assert rendered.value == {
        "Ref": "SHOP-2-AAAA",
        "Head": {
            "Currency": "EUR",
            "City": "KÖLN",
            "Status": "1",
            "Open": True,
            "Entity": "",
            "Lines": {
                "Line": [
                    {"No": "1", "Qty": "3", "Price": "3.3333"},
                    {"No": "2", "Qty": "0.5", "Price": "14.5000"},
                ]
            },
        },
    }


def test_a_list_may_be_made_of_several_and_of_plain_values() -> None:
    rendered = made(
        """
        All = { each = "[lines, charges][]", as = "one", from = "one.name" }
        """
    )
    assert rendered.value == {"All": ["Thing no. 1", "Thing no. 2", "Parcel", "Gift wrap"]}


@pytest.mark.parametrize(
    ("leaf", "expected"),
    [
        ('{ from = "meta.nothing" }', {}),
        ('{ from = "meta.nothing", missing = "omit" }', {}),
        ('{ from = "meta.nothing", missing = "empty" }', {"X": ""}),
        ('{ from = "meta.nothing", missing = "nil" }', {"X": Nil.NIL}),
        ('{ from = "meta.nothing", default = "D" }', {"X": "D"}),
        ('{ from = "billing.street", default = "D" }', {"X": "Straße 1"}),
        ('{ from = "lines[0].tax_class", map = "tax" }', {"X": "V19"}),
        ('{ from = "payment.method", map = "pay" }', {"X": "CC"}),
        ('{ from = "currency", map = "pay", on_missing = "keep" }', {"X": "EUR"}),
        ('{ from = "currency", map = "pay", on_missing = { value = "??" } }', {"X": "??"}),
        ('{ credential = "erp_key" }', {"X": Credential(name="erp_key")}),
    ],
)
def test_a_missing_value_has_a_meaning_of_its_own(leaf: str, expected: object) -> None:
    assert made(f"X = {leaf}").value == expected


def test_zero_is_not_missing() -> None:
    assert made('X = { expr = "0" }\nY = { expr = "decimal(\'0.00\')" }').value == {
        "X": "0",
        "Y": "0.00",
    }


def test_a_branch_with_nothing_in_it_is_left_out() -> None:
    assert made('[A.B]\nX = "meta.nothing"\n[C]\nY = "number"').value == {"C": {"Y": "WEB-2"}}


def test_all_flaws_of_an_order_are_told_at_once_each_with_its_place() -> None:
    rendered = made(
        """
        A = { from = "meta.vat", required = true }
        B = { from = "currency", map = "pay" }
        C = "lines"
        D = { from = "billing.company", max_bytes = 4 }
        [L]
        each = "lines"
        as = "line"
        Size = { expr = "line.meta.Size" }
        """
    )
    assert rendered.flaws == (
        Flaw(path=("doc", "A"), why="the order has no meta.vat"),
        Flaw(path=("doc", "B"), why='the value map pay has no entry for "EUR"'),
        Flaw(path=("doc", "C"), why="this is not one value but a list"),
        Flaw(path=("doc", "D"), why="19 bytes are more than 4"),
        Flaw(path=("doc", "L", "Size"), why="line 1: the expression fails: there is no Size"),
    )


def test_all_defects_of_a_tree_are_told_at_once_each_with_its_place() -> None:
    found = defects(
        """
        A = "lines["
        B = { from = "number", wrong = 1, format = "shout", map = "nothing" }
        C = { from = "number", expr = "number" }
        D = { const = 0.1 }
        E = { expr = "1 +" }
        F = { from = "number", on_missing = "keep" }
        G = { from = "number", missing = "maybe", max_bytes = 0, default = 1 }
        H = 5
        I = { from = "number", map = "pay", on_missing = "maybe" }
        [J]
        each = "lines"
        as = "two words"
        X = "number"
        """
    )
    assert set(found) == {
        "doc.A.from",
        "doc.B.wrong",
        "doc.B.format",
        "doc.B.map",
        "doc.C",
        "doc.D.const",
        "doc.E.expr",
        "doc.F.on_missing",
        "doc.G.missing",
        "doc.G.max_bytes",
        "doc.G.default",
        "doc.H",
        "doc.I.on_missing",
        "doc.J.as",
    }


def test_an_element_called_like_a_word_of_the_language_is_written_with_a_dot() -> None:
    assert made('[X]\n".from" = "currency"\n".each" = "number"').value == {
        "X": {"from": "EUR", "each": "WEB-2"}
    }


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_decimal_arrives_to_the_last_digit(value: Decimal) -> None:
    node = compile_tree("value", ("doc",), Words())
    text = render(node, {"value": value}).value
    assert isinstance(text, str)
    assert Decimal(text) == value
    assert "E" not in text


@given(st.text())
def test_no_text_of_an_order_is_ever_read_as_an_expression(text: str) -> None:
    node = compile_tree({"A": "note", "B": {"expr": "note ~ ''"}}, ("doc",), Words())
    value = render(node, {"note": text}).value
    assert value == ({"A": text, "B": text} if text else {})
