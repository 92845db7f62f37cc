"""The practice ERP refuses what a strict ERP refuses, in its own words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.practice.erp import envelopes

if TYPE_CHECKING:
    from agent.practice.erp.process import PracticeErp
    from tests.practice.erp.envelopes import Caller


def test_an_order_that_adds_up_becomes_one_document(erp: PracticeErp, caller: Caller) -> None:
    answer = caller.send(envelopes.create("S1-1001-ABCD"))

    assert (answer.status, answer.code) == (200, "OK")
    (document,) = erp.ledger()["documents"]
    assert document["number"] == answer.number
    assert document["reference"] == "S1-1001-ABCD"
    assert (document["net"], document["tax"], document["gross"]) == ("27.00", "5.67", "32.67")
    assert [found["accepted"] for found in document["lines"]] == ["3", "1.5"]


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"gross": "32.68"}, "TOTALS_DIFFER", "TotalGross"),
        ({"net": "27.01"}, "TOTALS_DIFFER", "TotalNet"),
        ({"tax": "5.66"}, "TOTALS_DIFFER", "TotalTax"),
        (
            {"lines": envelopes.line(1, "MUG", "3 x 3.33", "10.00", "2.10")},
            "TOTALS_DIFFER",
            "Lines/Line[1]/LineTotal",
        ),
        (
            {"lines": envelopes.line(1, "NONE", "1 x 1.00", "1.00", "0.21")},
            "UNKNOWN_ITEM",
            "Lines/Line[1]/Sku",
        ),
        (
            {"lines": envelopes.line(1, "MUG", "0 x 1.00", "0.00", "0.00")},
            "BAD_QUANTITY",
            "Lines/Line[1]/Quantity",
        ),
        (
            {"lines": envelopes.line(1, "MUG", "1 x 1.00", "1.00", "0.2100001")},
            "BAD_AMOUNT",
            "Lines/Line[1]/TaxAmount",
        ),
        ({"currency": "JPY"}, "BAD_AMOUNT", "Lines/Line[1]/TaxAmount"),
        (
            {"lines": envelopes.TWO_LINES + envelopes.line(2, "POT", "1 x 1", "1.00", "0.00")},
            "BAD_LINE",
            "Lines/Line[3]/LineNo",
        ),
    ],
)
def test_what_does_not_add_up_is_refused_with_the_field(
    erp: PracticeErp, caller: Caller, changed: dict[str, str], code: str, field: str
) -> None:
    answer = caller.send(envelopes.create("S1-1-AAAA", **changed))

    assert (answer.status, answer.code, answer.text("Field")) == (200, code, field)
    assert answer.number is None
    assert erp.ledger()["documents"] == []


def test_halves_are_rounded_away_from_zero(erp: PracticeErp, caller: Caller) -> None:
    half = envelopes.line(1, "MUG", "0.5 x 0.25", "0.13", "0.00")
    totals = {"net": "0.13", "tax": "0.00", "gross": "0.13"}

    assert caller.send(envelopes.create("R1", lines=half, charges="", **totals)).code == "OK"


def test_a_blocked_customer_is_refused_until_the_block_is_lifted(
    erp: PracticeErp, caller: Caller
) -> None:
    erp.control.block_customer("Ada@Example.test")
    assert caller.send(envelopes.create("B1")).code == "CUSTOMER_BLOCKED"

    erp.control.block_customer("ada@example.test", blocked=False)
    assert caller.send(envelopes.create("B1")).code == "OK"


def test_a_closed_period_is_refused(erp: PracticeErp, caller: Caller) -> None:
    erp.control.close_period(date(2026, 12, 1))
    assert caller.send(envelopes.create("C1")).code == "CLOSED_PERIOD"
    assert caller.send(envelopes.create("C1", date="2026-12-01")).code == "OK"


def test_the_same_reference_twice_makes_two_documents_as_in_most_erps(
    erp: PracticeErp, caller: Caller
) -> None:
    numbers = {caller.send(envelopes.create("TWICE")).number for _ in range(2)}

    assert len(numbers) == 2
    found = caller.send(envelopes.find("TWICE"))
    assert set(found.texts("OrderNumber")) == numbers


def test_an_erp_that_enforces_references_refuses_the_second_until_the_first_is_cancelled(
    erp: PracticeErp, caller: Caller
) -> None:
    erp.control.enforce_reference()
    first = caller.send(envelopes.create("ONCE"))
    assert caller.send(envelopes.create("ONCE")).code == "DUPLICATE_REFERENCE"

    erp.control.cancel(str(first.number))
    assert caller.send(envelopes.create("ONCE")).code == "OK"


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"not xml", "NOT_XML"),
        (b"", "NOT_XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "NOT_XML"),
        (b"<a/>", "NOT_SOAP"),
        (envelopes.envelope(""), "NOT_SOAP"),
        (envelopes.envelope("<c:Nothing/>"), "UNKNOWN_OPERATION"),
        (envelopes.envelope("<c:Ping/>").replace(b":1", b":2"), "UNKNOWN_OPERATION"),
        (envelopes.envelope("<c:FindOrder/>"), "SCHEMA"),
        (envelopes.envelope(envelopes.find("lower case")), "SCHEMA"),
        (envelopes.envelope(envelopes.find("A" * 25)), "SCHEMA"),
        (envelopes.envelope(envelopes.create("R1", net="1,5")), "SCHEMA"),
        (envelopes.envelope(envelopes.stock(page=0)), "PAGING"),
    ],
)
def test_a_call_against_the_contract_is_a_soap_fault(
    caller: Caller, payload: bytes, code: str
) -> None:
    answer = caller.send_raw(payload)

    assert (answer.status, answer.code) == (500, code)
    assert answer.tree.findtext(".//faultcode") == "soap:Client"


def test_a_soap_action_of_another_operation_is_a_fault(caller: Caller) -> None:
    wrong = caller.send("<c:Ping/>", SOAPAction=f'"{envelopes.NAMESPACE}#CreateOrder"')
    right = caller.send("<c:Ping/>", SOAPAction=f'"{envelopes.NAMESPACE}#Ping"')

    assert (wrong.code, right.code) == ("ACTION_DIFFERS", "OK")


def test_without_the_right_password_nothing_is_read(erp: PracticeErp, caller: Caller) -> None:
    for header in ("", "Basic !!", "Basic d2Vic2hvcDp3cm9uZw=="):
        answer = caller.send(envelopes.create("A1"), Authorization=header)
        assert answer.status == 401
        assert b"WWW-Authenticate: Basic" in answer.raw
    assert erp.ledger()["documents"] == []
    assert erp.control.calls() == []


def test_soap_1_2_is_told_apart_by_its_media_type(caller: Caller) -> None:
    answer = caller.send("<c:Ping/>", **{"Content-Type": "application/soap+xml"})
    assert answer.status == 415
