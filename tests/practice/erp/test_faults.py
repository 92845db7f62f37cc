"""Every fault knob of the practice ERP, over real sockets and in real time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from tests.practice.erp import envelopes

if TYPE_CHECKING:
    from agent.practice.erp.process import PracticeErp
    from tests.practice.erp.envelopes import Caller


def _references(erp: PracticeErp) -> list[str]:
    return [document["reference"] for document in erp.ledger()["documents"]]


def test_refuse_answers_with_the_code_and_only_as_often_as_asked(
    erp: PracticeErp, caller: Caller
) -> None:
    erp.fault("refuse", calls=2, code="CLOSED_PERIOD")
    codes = [caller.send(envelopes.create(f"R{turn}")).code for turn in range(3)]

    assert codes == ["CLOSED_PERIOD", "CLOSED_PERIOD", "OK"]
    assert _references(erp) == ["R2"]


def test_slow_answers_late_and_well(erp: PracticeErp, caller: Caller) -> None:
    erp.fault("slow", seconds=0.4)
    began = time.monotonic()
    assert caller.send(envelopes.create("S1")).code == "OK"
    assert time.monotonic() - began >= 0.4


def test_slow_commits_even_when_the_caller_has_given_up(erp: PracticeErp, caller: Caller) -> None:
    erp.fault("slow", seconds=0.3)
    with pytest.raises(TimeoutError):
        caller.send_with_patience(envelopes.create("S2"), seconds=0.1)
    assert _references(erp) == []
    time.sleep(0.5)
    assert _references(erp) == ["S2"]


def test_down_refuses_connections_until_up(erp: PracticeErp, caller: Caller) -> None:
    erp.control.down()
    with pytest.raises(ConnectionRefusedError):
        caller.send("<c:Ping/>")
    erp.control.up()
    assert caller.send("<c:Ping/>").code == "OK"


def test_down_for_some_seconds_ends_by_itself(erp: PracticeErp, caller: Caller) -> None:
    erp.control.down(0.4)
    with pytest.raises(ConnectionRefusedError):
        caller.send("<c:Ping/>")
    time.sleep(0.6)
    assert caller.send("<c:Ping/>").code == "OK"


def test_down_drops_connections_that_are_open(erp: PracticeErp, caller: Caller) -> None:
    with caller.connection() as kept:
        erp.control.down()
        kept.settimeout(5)
        assert kept.recv(1) == b""


def test_commit_then_drop_commits_and_sends_not_a_byte(erp: PracticeErp, caller: Caller) -> None:
    erp.fault("commit_then_drop")
    assert caller.send(envelopes.create("D1")).raw == b""
    assert _references(erp) == ["D1"]


def test_close_after_reading_sends_not_a_byte_and_commits_nothing(
    erp: PracticeErp, caller: Caller
) -> None:
    erp.fault("close_after_reading")
    assert caller.send(envelopes.create("D2")).raw == b""
    time.sleep(0.2)
    assert _references(erp) == []


def test_commit_late_closes_first_and_commits_afterwards(erp: PracticeErp, caller: Caller) -> None:
    erp.fault("commit_late", seconds=0.4)
    began = time.monotonic()
    assert caller.send(envelopes.create("D3")).raw == b""
    assert time.monotonic() - began < 0.3
    assert caller.send(envelopes.find("D3")).code == "NOT_FOUND"

    time.sleep(0.6)
    assert caller.send(envelopes.find("D3")).code == "OK"
    (document,) = erp.ledger()["documents"]
    assert document["committed_at"] > document["received_at"]


def test_a_late_commit_happens_although_the_erp_went_down_meanwhile(
    erp: PracticeErp, caller: Caller
) -> None:
    erp.fault("commit_late", seconds=0.3)
    caller.send(envelopes.create("D4"))
    erp.control.down(0.1)
    time.sleep(0.5)
    assert caller.send(envelopes.find("D4")).code == "OK"


@pytest.mark.parametrize("committed", [False, True])
def test_html_comes_with_200_whether_or_not_it_was_committed(
    erp: PracticeErp, caller: Caller, committed: bool
) -> None:
    erp.fault("html", committed=committed)
    answer = caller.send(envelopes.create("H1"))

    assert answer.status == 200
    assert b"Content-Type: text/html" in answer.raw
    assert answer.body.startswith(b"<html>")
    assert len(_references(erp)) == int(committed)


@pytest.mark.parametrize("committed", [False, True])
def test_a_soap_fault_comes_with_500_whether_or_not_it_was_committed(
    erp: PracticeErp, caller: Caller, committed: bool
) -> None:
    erp.fault("fault", committed=committed, code="LICENCE_IN_USE", message="No seat is free.")
    answer = caller.send(envelopes.create("H2"))

    assert (answer.status, answer.code) == (500, "LICENCE_IN_USE")
    assert answer.tree.findtext(".//faultcode") == "soap:Server"
    assert answer.tree.findtext(".//faultstring") == "No seat is free."
    assert len(_references(erp)) == int(committed)


def test_a_duplicate_fault_looks_like_a_server_fault_and_commits_nothing(
    erp: PracticeErp, caller: Caller
) -> None:
    erp.fault("duplicate_fault")
    answer = caller.send(envelopes.create("H3"))

    assert (answer.status, answer.code) == (500, "DUPLICATE_REFERENCE")
    assert "H3" in str(answer.tree.findtext(".//faultstring"))
    assert _references(erp) == []


def test_lookup_lag_hides_a_document_for_as_long_as_it_is_young(
    erp: PracticeErp, caller: Caller
) -> None:
    erp.fault("lookup_lag", calls=None, seconds=0.5)
    caller.send(envelopes.create("L1"))

    assert caller.send(envelopes.find("L1")).code == "NOT_FOUND"
    time.sleep(0.6)
    assert caller.send(envelopes.find("L1")).code == "OK"


def test_partial_books_less_and_says_ok(erp: PracticeErp, caller: Caller) -> None:
    erp.fault("partial", sku="MUG", quantity="1")
    assert caller.send(envelopes.create("P1")).code == "OK"

    found = caller.send(envelopes.find("P1"))
    assert found.texts("Quantity") == ["3", "1.5"]
    assert found.texts("AcceptedQuantity") == ["1", "1.5"]
    assert found.texts("LineTotal") == ["3.33", "12.00"]
    assert (found.text("TotalNet"), found.text("TotalGross")) == ("20.33", "24.60")
    (row,) = [row for row in erp.ledger()["stock"] if row["sku"] == "MUG"]
    assert row["available"] == "9"


def test_stock_can_be_incomplete_truncated_or_stale(erp: PracticeErp, caller: Caller) -> None:
    now = str(caller.send("<c:Ping/>").text("Clock"))
    for kind in ("stock_incomplete", "stock_truncated"):
        erp.fault(kind)
    erp.fault("stock_stale", seconds=3600)
    incomplete, truncated, stale, sound = (caller.send(envelopes.stock()) for _ in range(4))

    assert (incomplete.text("Complete"), len(incomplete.texts("Sku"))) == ("false", 3)
    assert (truncated.text("Count"), len(truncated.texts("Sku"))) == ("3", 1)
    assert str(stale.text("AsOf")) < now <= str(sound.text("AsOf"))
    assert len(sound.texts("Sku")) == 3


def test_a_fault_can_be_meant_for_one_reference(erp: PracticeErp, caller: Caller) -> None:
    erp.fault("refuse", reference="W2", calls=None)
    codes = [caller.send(envelopes.create(ref)).code for ref in ("W1", "W2", "W3", "W2")]
    assert codes == ["OK", "CLOSED_PERIOD", "OK", "CLOSED_PERIOD"]


def test_a_fault_can_be_meant_for_some_seconds(erp: PracticeErp, caller: Caller) -> None:
    erp.fault("fault", calls=None, for_seconds=0.4)
    assert caller.send(envelopes.create("V1")).status == 500
    assert caller.send(envelopes.create("V1")).status == 500
    time.sleep(0.5)
    assert caller.send(envelopes.create("V1")).code == "OK"
    assert erp.control.faults() == []


def test_a_fault_can_be_meant_for_other_operations(erp: PracticeErp, caller: Caller) -> None:
    erp.fault("html", operations=["FindOrder"])
    assert caller.send(envelopes.create("U1")).code == "OK"
    assert caller.send(envelopes.find("U1")).body.startswith(b"<html>")
    assert caller.send(envelopes.find("U1")).code == "OK"


def test_a_counted_fault_goes_before_a_standing_one(erp: PracticeErp, caller: Caller) -> None:
    erp.fault("fault", calls=None)
    erp.fault("refuse", calls=1)
    assert caller.send(envelopes.create("T1")).code == "CLOSED_PERIOD"
    assert caller.send(envelopes.create("T1")).status == 500


def test_clear_turns_every_knob_back(erp: PracticeErp, caller: Caller) -> None:
    erp.fault("fault", calls=None)
    erp.control.down()
    erp.control.clear()
    assert caller.send(envelopes.create("T2")).code == "OK"


def test_a_knob_that_is_none_is_refused(erp: PracticeErp) -> None:
    with pytest.raises(ValidationError, match="kind"):
        erp.fault("explode")
    with pytest.raises(ValidationError, match="colour"):
        erp.fault("slow", colour="red")


def test_calls_are_told_with_the_fault_they_met(erp: PracticeErp, caller: Caller) -> None:
    erp.fault("commit_then_drop")
    caller.send(envelopes.create("Z1"))
    caller.send(envelopes.find("Z1"))

    heard = [(call["operation"], call["reference"], call["fault"]) for call in erp.control.calls()]
    assert heard == [("CreateOrder", "Z1", "commit_then_drop"), ("FindOrder", "Z1", None)]
