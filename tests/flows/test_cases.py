"""What a person may decide, what is refused with a way out, and what the books keep of it."""

import pytest

from agent.delivery.person import NotAllowedError
from agent.domain.states import State
from agent.journal.audit import entries_of_document, first_broken
from agent.journal.cases import cases_of_order, open_cases
from agent.ports.erp import Found
from agent.ports.failures import ErpRejectedError, OutcomeUnknownError
from tests.delivery.orders import NOW

from .shop import Shop, ann


@pytest.fixture
async def refused(shop: Shop) -> Shop:
    shop.erp.outcomes = [ErpRejectedError("unknown item")]
    await shop.says()
    await shop.works()
    return shop


@pytest.fixture
async def lost(shop: Shop) -> Shop:
    """An answer was lost at an ERP that cannot be asked."""
    shop.erp.looks_up = False
    shop.cases._supports = {shop.erp.name: shop.erp.support}
    shop.erp.outcomes = [OutcomeUnknownError("time-out")]
    await shop.says()
    await shop.works()
    return shop


async def test_cases_are_listed_by_cause(refused: Shop) -> None:
    refused.erp.outcomes = [ErpRejectedError("unknown item"), ErpRejectedError("closed")]
    await refused.says(order=1002)
    await refused.says(order=1003)
    await refused.works()

    (cause,) = await refused.cases.causes()
    assert (cause.code, len(cause.cases), cause.params) == ("erp_rejected", 3, {"system": "erp"})


async def test_a_retry_sends_again_and_closes_the_case_in_the_persons_name(refused: Shop) -> None:
    await refused.cases.retry(ann("item created"))
    await refused.works()

    (case,) = await refused.read(lambda tx: cases_of_order(tx, shop_id=1, order_id=1001))
    assert (case.closed_by, case.closing, case.reason) == ("ann", "retry", "item created")
    document = await refused.document()
    assert document.state is State.ACCEPTED
    entries = await refused.read(lambda tx: entries_of_document(tx, document.id))
    assert ("ann", "NEEDS_PERSON>GATED") in [(e.who, e.what) for e in entries]
    assert await refused.read(first_broken) is None


async def test_an_order_marked_as_accepted_needs_the_erps_number(refused: Shop) -> None:
    with pytest.raises(NotAllowedError, match="number is needed"):
        await refused.cases.accept(ann(), " ")
    accepted = await refused.cases.accept(ann("entered by hand"), "N9")

    assert (accepted.state, accepted.number) == (State.ACCEPTED, "N9")


async def test_a_discard_needs_a_reason(refused: Shop) -> None:
    with pytest.raises(NotAllowedError, match="reason is needed"):
        await refused.cases.discard(ann())
    discarded = await refused.cases.discard(ann("sold over the counter"))

    assert discarded.state is State.DISCARDED
    assert await refused.read(open_cases) == ()


async def test_while_an_answer_is_missing_nothing_retries_or_discards(lost: Shop) -> None:
    assert (await lost.document()).state is State.NEEDS_PERSON
    with pytest.raises(NotAllowedError, match="Look in it for WEB-1001-ADAP"):
        await lost.cases.retry(ann())
    with pytest.raises(NotAllowedError, match="answer was lost"):
        await lost.cases.discard(ann("whatever"))
    with pytest.raises(NotAllowedError, match=r"counts from 12:00:06 UTC on"):
        await lost.cases.looked(ann())


async def test_after_the_waits_looking_closes_the_question_and_a_retry_sends(lost: Shop) -> None:
    lost.waits(6)
    await lost.cases.looked(ann("not in the ERP"))
    await lost.cases.retry(ann())
    await lost.works()

    assert (await lost.document()).state is State.ACCEPTED
    assert len(lost.erp.sent) == 2


async def test_an_order_that_could_not_be_read_can_be_accepted_by_hand(shop: Shop) -> None:
    await shop.tells(
        {
            "status": "processing",
            "lines": [{"item_id": "x"}],
            "created_at": NOW.isoformat(),
            "modified_at": NOW.isoformat(),
        }
    )
    await shop.works()
    (case,) = await shop.read(open_cases)
    assert case.problems[0].code == "unreadable_order"

    accepted = await shop.cases.accept(ann("entered by hand"), "N5")
    assert accepted.state is State.ACCEPTED


async def test_a_refused_look_up_is_a_case_and_a_retry_asks_again(shop: Shop) -> None:
    shop.erp.outcomes = [OutcomeUnknownError("time-out")]
    shop.erp.look_up_error = ErpRejectedError("no right to read orders", is_config=True)
    await shop.says()
    await shop.works()
    shop.waits(2)
    await shop.works()
    (case,) = await shop.read(open_cases)
    assert case.problems[0].code == "cannot_ask"

    shop.erp.look_up_error = None
    shop.erp.found = Found(number="N7", shows={})
    assert (await shop.cases.retry(ann())).state is State.UNKNOWN
    shop.waits(2)
    await shop.works()
    assert ((await shop.document()).state, (await shop.document()).number) == (State.ACCEPTED, "N7")


async def test_a_held_order_stays_until_it_is_released(shop: Shop) -> None:
    await shop.says("0")
    await shop.works()
    await shop.cases.hold(ann("asks for a change"))
    await shop.says(seq=2)
    await shop.works()
    assert (await shop.document()).state is State.HELD

    await shop.cases.release(ann())
    await shop.works()
    assert (await shop.document()).state is State.ACCEPTED


async def test_a_decision_about_a_settled_or_unknown_order_is_refused(shop: Shop) -> None:
    await shop.says()
    await shop.works()
    with pytest.raises(NotAllowedError, match="order 1001 is settled"):
        await shop.cases.retry(ann())
    with pytest.raises(NotAllowedError, match="order 7 is not known here"):
        await shop.cases.retry(ann(order=7))


async def test_a_decision_at_the_wrong_time_says_when_it_can_be_made(shop: Shop) -> None:
    await shop.says("0")
    await shop.works()
    with pytest.raises(
        NotAllowedError, match="is GATED; it can be retried when it is NEEDS_PERSON"
    ):
        await shop.cases.retry(ann())


async def test_a_poison_case_with_an_open_question_is_asked_about_when_a_person_says_so(
    shop: Shop,
) -> None:
    shop.erp.outcomes = [OutcomeUnknownError("time-out")]
    await shop.says()
    await shop.works()
    for _ in range(4):  # the process dies each time with the order in hand
        shop.waits(3600)
        await shop.flow.claim()
    shop.waits(3600)
    await shop.works()
    (case,) = await shop.read(open_cases)
    assert case.problems[0].code == "poison"
    assert (await shop.document()).question == "open"

    shop.erp.found = Found(number="N7", shows={})
    await shop.cases.retry(ann())
    shop.waits(2)
    await shop.works()
    assert ((await shop.document()).state, (await shop.document()).number) == (State.ACCEPTED, "N7")
