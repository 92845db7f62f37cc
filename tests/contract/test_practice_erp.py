"""The contract against the practice ERP, a process of its own, with its fault knobs turned too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from agent.ports.erp import Absent, Accepted, Found
from agent.ports.failures import ErpRejectedError, ErpUnavailableError, OutcomeUnknownError
from agent.practice.erp.process import PracticeErp
from tests.contract.erp_contract import *  # noqa: F403 - the suite is taken over whole
from tests.contract.erp_contract import REFERENCE, STOCK, prepared, sent
from tests.contract.peers import practice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agent.ports.erp import Erp


class PracticePeer:
    """The practice ERP as the contract needs it."""

    def __init__(self, process: PracticeErp) -> None:
        self.process = process
        self.endpoint = process.endpoint

    def adapter(self, endpoint: str) -> Erp:
        credentials = self.process.credentials
        return practice(endpoint, credentials.user, credentials.password)

    def documents(self, reference: str) -> list[dict[str, Any]]:
        documents = self.process.ledger()["documents"]
        return [one for one in documents if one["reference"] == reference]


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeErp]:
    with PracticeErp(tmp_path_factory.mktemp("contract-erp")) as serving:
        yield serving


@pytest.fixture
def peer(process: PracticeErp) -> PracticePeer:
    process.control.reset()
    for sku, on_hand in STOCK.items():
        process.control.add_item(sku)
        process.control.count_stock(sku, on_hand)
    return PracticePeer(process)


@pytest.mark.parametrize(
    ("fault", "is_in_the_erp"),
    [
        ("close_after_reading", False),
        ("commit_then_drop", True),
        ("html", False),
        ("fault", False),
    ],
)
async def test_a_fault_leaves_a_question_that_the_look_up_answers(
    peer: PracticePeer, fault: str, is_in_the_erp: bool
) -> None:
    erp = peer.adapter(peer.endpoint)
    peer.process.fault(fault)
    (outcome,) = await sent(erp, await prepared(erp))
    assert isinstance(outcome, OutcomeUnknownError)
    found = await erp.find_order(REFERENCE)
    assert isinstance(found, Found if is_in_the_erp else Absent)
    await erp.close()


@pytest.mark.parametrize("fault", ["html", "fault"])
async def test_an_odd_answer_does_not_say_that_nothing_was_done(
    peer: PracticePeer, fault: str
) -> None:
    erp = peer.adapter(peer.endpoint)
    peer.process.fault(fault, committed=True)
    (outcome,) = await sent(erp, await prepared(erp))
    assert isinstance(outcome, OutcomeUnknownError)
    assert isinstance(await erp.find_order(REFERENCE), Found)
    await erp.close()


async def test_a_repeated_reference_is_a_duplicate_in_body_and_in_fault(
    peer: PracticePeer,
) -> None:
    erp = peer.adapter(peer.endpoint)
    create = await prepared(erp)
    await sent(erp, create)
    peer.process.control.enforce_reference(True)
    (in_body,) = await sent(erp, create)
    peer.process.fault("duplicate_fault")
    (in_fault,) = await sent(erp, create)
    for outcome in (in_body, in_fault):
        assert isinstance(outcome, OutcomeUnknownError)
        assert outcome.is_duplicate
    assert len(peer.documents(REFERENCE)) == 1
    await erp.close()


async def test_a_refusal_of_the_business_is_a_refusal(peer: PracticePeer) -> None:
    erp = peer.adapter(peer.endpoint)
    peer.process.fault("refuse", code="CLOSED_PERIOD", message="The period is closed.")
    (outcome,) = await sent(erp, await prepared(erp))
    assert isinstance(outcome, ErpRejectedError)
    assert (outcome.code, str(outcome)) == ("CLOSED_PERIOD", "The period is closed.")
    await erp.close()


async def test_a_wrong_password_is_for_it_and_nothing_was_done(peer: PracticePeer) -> None:
    erp = practice(peer.endpoint, peer.process.credentials.user, "wrong")
    (outcome,) = await sent(erp, await prepared(erp))
    assert isinstance(outcome, ErpRejectedError)
    assert outcome.is_config
    assert peer.documents(REFERENCE) == []
    await erp.close()


async def test_an_erp_that_is_down_is_certain(peer: PracticePeer) -> None:
    erp = peer.adapter(peer.endpoint)
    create = await prepared(erp)
    peer.process.control.down()
    (outcome,) = await sent(erp, create)
    peer.process.control.up()
    assert isinstance(outcome, ErpUnavailableError)
    (again,) = await sent(erp, create)
    assert isinstance(again, Accepted)
    await erp.close()


async def test_a_document_cancelled_by_staff_is_found_as_cancelled(peer: PracticePeer) -> None:
    erp = peer.adapter(peer.endpoint)
    create = await prepared(erp)
    (outcome,) = await sent(erp, create)
    assert isinstance(outcome, Accepted)
    peer.process.control.cancel(outcome.number)
    found = await erp.find_order(REFERENCE)
    assert isinstance(found, Found)
    assert found.shows["state"] == "cancelled" != create.expect["state"]
    await sent(erp, create)
    living = await erp.find_order(REFERENCE)
    assert isinstance(living, Found)
    assert living.shows["state"] == "open"
    await erp.close()


@pytest.mark.parametrize("fault", ["stock_incomplete"])
async def test_a_list_that_calls_itself_incomplete_is_no_stock(
    peer: PracticePeer, fault: str
) -> None:
    erp = peer.adapter(peer.endpoint)
    peer.process.fault(fault, calls=None)
    with pytest.raises(ErpUnavailableError):
        [page async for page in erp.stock()]
    await erp.close()
