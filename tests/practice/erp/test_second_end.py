"""The practice WSDL served by PHP's SoapServer answers as the practice ERP does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from agent.practice.erp.contract import Contract
from tests.practice.erp import envelopes
from tests.practice.erp.envelopes import Answer, Caller
from tests.support.soapserver import PhpPracticeErp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from agent.practice.erp.process import PracticeErp

ITEMS = [
    {"sku": "MUG", "on_hand": "10"},
    {"sku": "POT", "on_hand": "5"},
    {"sku": "TEA", "on_hand": "20"},
]

# What two ends may differ in: their clocks and names, and the words of a refusal.
OWN = frozenset({"AcceptedAt", "ChangedAt", "AsOf", "Clock", "ErpName", "Version", "Message"})


@pytest.fixture
def php(tmp_path: Path) -> Iterator[PhpPracticeErp]:
    with PhpPracticeErp(tmp_path / "php", ITEMS) as server:
        yield server


def _caller(php: PhpPracticeErp) -> Caller:
    known = php.credentials
    return Caller(endpoint=php.endpoint, user=known.user, password=known.password)


def _content(answer: Answer) -> list[tuple[str, str]]:
    leaves = (found for found in answer.tree.iter() if len(found) == 0 and found.text)
    named = ((str(found.tag).rpartition("}")[2], str(found.text)) for found in leaves)
    return [(name, text) for name, text in named if name not in OWN]


def _without_order_numbers(content: list[tuple[str, str]]) -> list[tuple[str, str]]:
    # The shared practice ERP's numbers go on over a reset.
    return [(name, text) for name, text in content if name != "OrderNumber"]


CALLS = [
    "<c:Ping/>",
    envelopes.find("A1"),
    envelopes.create("A1"),
    envelopes.create("A2", gross="1.00"),
    envelopes.create("A2", lines=envelopes.line(1, "NONE", "1 x 1.00", "1.00", "0.21")),
    envelopes.find("A1"),
    envelopes.stock(1, 2),
    envelopes.stock(2, 2),
    envelopes.amend("A1"),
    "<c:GetOrderStates><c:References><c:Reference>A1</c:Reference></c:References></c:GetOrderStates>",
    "<c:GetOrderStates><c:ChangedSince>2026-01-01T00:00:00Z</c:ChangedSince></c:GetOrderStates>",
    envelopes.cancel("A1"),
    envelopes.cancel("NONE"),
    envelopes.find("A1"),
    envelopes.stock(),
]


def test_both_ends_answer_alike(erp: PracticeErp, php: PhpPracticeErp) -> None:
    ours, theirs = Caller.of(erp), _caller(php)
    for body in CALLS:
        own, other = ours.send(body), theirs.send(body)
        assert own.status == other.status == 200, other.raw
        own_content, other_content = (_content(answer) for answer in (own, other))
        assert _without_order_numbers(own_content) == _without_order_numbers(other_content), body


def test_the_answers_of_the_second_end_keep_to_the_schema(php: PhpPracticeErp) -> None:
    contract = Contract()
    for body in CALLS:
        (payload,) = _caller(php).send(body).tree[0]
        contract.seal(payload)


def test_what_php_decoded_is_kept(php: PhpPracticeErp) -> None:
    _caller(php).send(envelopes.create("D1"))
    (call,) = php.decoded("CreateOrder")
    assert call["Order"]["Lines"]["Line"][0]["UnitPrice"] == "3.333333"
    assert call["Order"]["BillTo"]["Name"] == "Ada Žluťoučká"


def test_a_call_that_is_none_is_a_fault_and_a_wrong_password_a_401(php: PhpPracticeErp) -> None:
    caller = _caller(php)
    assert caller.send("<c:Nothing/>").status == 500
    assert caller.send("<c:Ping/>", Authorization="").status == 401
