"""Documents of the practice ERP: found, amended, cancelled, shipped, told by state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from agent.practice.erp.client import ControlError
from tests.practice.erp import envelopes

if TYPE_CHECKING:
    from agent.practice.erp.process import PracticeErp
    from tests.practice.erp.envelopes import Caller

ONE_LINE = {
    "lines": envelopes.line(1, "MUG", "1 x 4.00", "4.00", "0.84"),
    "charges": "",
    "net": "4.00",
    "tax": "0.84",
    "gross": "4.84",
}


def test_a_document_is_found_whole(caller: Caller) -> None:
    number = caller.send(envelopes.create("F1")).number
    found = caller.send(envelopes.find("F1"))

    assert (found.code, found.number, found.text("State")) == ("OK", number, "accepted")
    assert found.texts("LineTotal") == ["10.00", "12.00"]
    assert found.texts("AcceptedQuantity") == ["3", "1.5"]
    assert found.texts("Kind") == ["shipping"]
    assert found.texts("TotalGross") == ["32.67"]
    assert found.texts("City") == ["Brno"]
    assert "Ada Žluťoučká" in found.texts("Name")


def test_a_reference_nobody_used_is_said_to_be_absent(caller: Caller) -> None:
    found = caller.send(envelopes.find("NOBODY"))
    assert (found.status, found.code, found.number) == (200, "NOT_FOUND", None)


def test_an_amendment_replaces_lines_and_totals_and_keeps_the_number(
    erp: PracticeErp, caller: Caller
) -> None:
    number = caller.send(envelopes.create("M1")).number
    assert caller.send(envelopes.amend("M1", **ONE_LINE)).number == number

    (document,) = erp.ledger()["documents"]
    assert (document["gross"], len(document["lines"]), document["charges"]) == ("4.84", 1, [])
    assert document["changed_at"] > document["committed_at"]


def test_an_amendment_that_does_not_add_up_changes_nothing(
    erp: PracticeErp, caller: Caller
) -> None:
    caller.send(envelopes.create("M2"))
    before = erp.ledger()

    assert caller.send(envelopes.amend("M2", gross="1.00")).code == "TOTALS_DIFFER"
    assert erp.ledger() == before


def test_a_cancelled_document_stays_findable_and_cannot_be_changed(caller: Caller) -> None:
    caller.send(envelopes.create("X1"))

    assert caller.send(envelopes.cancel("X1")).code == "OK"
    assert caller.send(envelopes.find("X1")).text("State") == "cancelled"
    assert caller.send(envelopes.cancel("X1")).code == "ORDER_CANCELLED"
    assert caller.send(envelopes.amend("X1")).code == "ORDER_CANCELLED"


def test_a_reference_on_two_documents_must_be_told_by_number(caller: Caller) -> None:
    numbers = [str(caller.send(envelopes.create("T1")).number) for _ in range(2)]

    assert caller.send(envelopes.cancel("T1")).code == "AMBIGUOUS_REFERENCE"
    assert caller.send(envelopes.cancel("T1", numbers[1])).number == numbers[1]
    assert caller.send(envelopes.cancel("T1")).number == numbers[0]


@pytest.mark.parametrize("body", [envelopes.cancel("GONE"), envelopes.amend("GONE")])
def test_what_was_never_written_cannot_be_changed(caller: Caller, body: str) -> None:
    assert caller.send(body).code == "UNKNOWN_ORDER"


def test_goods_leave_in_parts_and_then_whole(erp: PracticeErp, caller: Caller) -> None:
    number = str(caller.send(envelopes.create("P1")).number)

    erp.control.ship(number, {1: 2})
    partly = caller.send(envelopes.find("P1"))
    assert (partly.text("State"), partly.texts("ShippedQuantity")) == ("partly_shipped", ["2", "0"])
    assert caller.send(envelopes.amend("P1")).code == "ORDER_SHIPPED"
    assert caller.send(envelopes.cancel("P1")).code == "ORDER_SHIPPED"

    erp.control.ship(number)
    assert caller.send(envelopes.find("P1")).text("State") == "shipped"
    with pytest.raises(ControlError, match="no open document"):
        erp.control.ship(number)


def test_states_are_told_by_reference_and_by_time_of_change(
    erp: PracticeErp, caller: Caller
) -> None:
    for reference in ("G1", "G2"):
        caller.send(envelopes.create(reference))
    before_shipping = str(caller.send("<c:Ping/>").text("Clock"))
    erp.control.ship(str(caller.send(envelopes.find("G2")).number))

    asked = (
        "<c:References><c:Reference>G1</c:Reference><c:Reference>NO</c:Reference></c:References>"
    )
    by_reference = caller.send(f"<c:GetOrderStates>{asked}</c:GetOrderStates>")
    since = f"<c:ChangedSince>{before_shipping}</c:ChangedSince>"
    by_time = caller.send(f"<c:GetOrderStates>{since}</c:GetOrderStates>")

    assert by_reference.texts("Reference") == ["G1"]
    assert by_reference.texts("State") == ["accepted"]
    assert by_time.texts("Reference") == ["G2"]
    assert by_time.texts("State") == ["shipped"]
    accepted_at, as_of = by_time.text("AcceptedAt"), by_time.text("AsOf")
    assert accepted_at is not None
    assert as_of is not None
    assert accepted_at < before_shipping < as_of


def test_a_restored_backup_has_forgotten_the_document_and_its_goods(
    erp: PracticeErp, caller: Caller
) -> None:
    first = caller.send(envelopes.create("L1")).number

    assert erp.control.forget("L1") == 1
    assert caller.send(envelopes.find("L1")).code == "NOT_FOUND"
    assert {row["available"] for row in erp.ledger()["stock"]} == {"10", "20", "5"}
    assert caller.send(envelopes.create("L1")).number != first


def test_the_clock_and_the_name_are_told(caller: Caller) -> None:
    answer = caller.send("<c:Ping/>")
    assert answer.text("ErpName") == "Counterfoil practice ERP"
    assert str(answer.text("Clock")).endswith("Z")
