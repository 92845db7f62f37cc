"""What the practice ERP said it has, it has: over SIGKILL amid commits, and restarts."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from agent.practice.erp.process import PracticeErp, PracticeErpError
from tests.practice.erp import envelopes
from tests.practice.erp.envelopes import Caller

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SENDERS = 4
KILLS = 3


@pytest.fixture
def own(tmp_path: Path) -> Iterator[PracticeErp]:
    items = [{"sku": "MUG", "on_hand": "10"}, {"sku": "TEA", "on_hand": "20", "warehouse": "EAST"}]
    erp = PracticeErp(tmp_path / "home", items=items)
    erp.start()
    yield erp
    erp.kill()


def _send_until_killed(caller: Caller, sender: str, stop: threading.Event) -> dict[str, str]:
    answered: dict[str, str] = {}
    for turn in range(10_000):
        reference = f"{sender}-{turn}"
        # The kill may cut a connection or an answer; either way nothing was promised.
        with suppress(OSError, etree.XMLSyntaxError):
            answer = caller.send(envelopes.create(reference))
            if answer.code == "OK":
                answered[reference] = str(answer.number)
        if stop.is_set():
            break
    return answered


def _sums(document: dict[str, Any]) -> tuple[Decimal, Decimal]:
    net = sum(Decimal(found["line_total"]) for found in document["lines"])
    net += sum(Decimal(found["amount"]) for found in document["charges"])
    tax = sum(Decimal(found["tax_amount"]) for found in document["lines"] + document["charges"])
    return Decimal(net), Decimal(tax)


def test_every_answered_document_outlives_sigkill_and_every_kept_one_is_whole(
    own: PracticeErp,
) -> None:
    answered: dict[str, str] = {}
    for kill in range(KILLS):
        stop = threading.Event()
        caller = Caller.of(own)
        with ThreadPoolExecutor(SENDERS) as pool:
            names = [f"K{kill}S{sender}" for sender in range(SENDERS)]
            jobs = [pool.submit(_send_until_killed, caller, name, stop) for name in names]
            time.sleep(0.4)
            os.kill(own.running.pid, signal.SIGKILL)
            stop.set()
            for job in jobs:
                answered |= job.result()
        own.kill()
        own.start()

    documents = own.ledger()["documents"]
    kept = {document["number"]: document["reference"] for document in documents}
    assert len(answered) > KILLS * SENDERS
    assert {kept.get(number) for number in answered.values()} == set(answered)
    # At most the calls in flight at each kill were committed without an answer.
    assert len(documents) <= len(answered) + KILLS * SENDERS
    for document in documents:
        assert _sums(document) == (Decimal(document["net"]), Decimal(document["tax"]))


def test_a_restart_keeps_ports_counted_stock_and_settings(own: PracticeErp) -> None:
    before = own.running
    own.control.count_stock("MUG", 3)
    own.control.enforce_reference()
    own.stop()
    after = own.start()

    assert (after.port, after.control_port) == (before.port, before.control_port)
    assert after.pid != before.pid
    assert own.ledger()["stock"][0] == {
        "sku": "MUG",
        "warehouse": "MAIN",
        "on_hand": "3",
        "available": "3",
    }
    caller = Caller.of(own)
    codes = [caller.send(envelopes.create("E1", **_only_mug())).code for _ in range(2)]
    assert codes == ["OK", "DUPLICATE_REFERENCE"]


def test_the_ledger_can_be_read_while_nobody_serves_it(own: PracticeErp) -> None:
    Caller.of(own).send(envelopes.create("E2", **_only_mug()))
    own.kill()
    assert [document["reference"] for document in own.ledger()["documents"]] == ["E2"]


def test_the_bytes_of_a_call_are_kept_as_they_came(own: PracticeErp) -> None:
    caller = Caller.of(own)
    caller.send(envelopes.create("E3", **_only_mug()))
    caller.send(envelopes.cancel("E3"))
    kept = own.contents("E3")

    assert kept == [
        ("CreateOrder", envelopes.envelope(envelopes.create("E3", **_only_mug()))),
        ("CancelOrder", envelopes.envelope(envelopes.cancel("E3"))),
    ]


def test_a_port_that_is_taken_is_told_with_the_reason(own: PracticeErp, tmp_path: Path) -> None:
    second = PracticeErp(tmp_path / "second", port=own.running.port)
    with pytest.raises(PracticeErpError, match="address already in use"):
        second.start()


def _only_mug() -> dict[str, str]:
    return {
        "lines": envelopes.line(1, "MUG", "1 x 4.00", "4.00", "0.84"),
        "charges": "",
        "net": "4.00",
        "tax": "0.84",
        "gross": "4.84",
    }
