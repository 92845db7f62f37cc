"""agent.toml names another system: what belongs to the first is never sent to the second."""

from agent.domain.states import Kind, State
from agent.journal.cases import open_cases
from agent.ports.erp import Absent, Service
from agent.ports.failures import ErpUnavailableError, OutcomeUnknownError

from .shop import Shop


async def code_of_the_case(shop: Shop) -> str:
    (case,) = await shop.read(open_cases)
    return case.problems[0].code


async def test_what_was_prepared_for_the_first_system_is_a_case(shop: Shop) -> None:
    shop.erp.outcomes = [ErpUnavailableError("refused")]
    await shop.says()
    await shop.works()
    assert (await shop.document()).state is State.READY
    shop.erp.name, shop.erp.sent = "second", []
    shop.waits(60)
    await shop.works()

    assert (await shop.document()).state is State.NEEDS_PERSON
    assert await code_of_the_case(shop) == "system_gone"
    assert shop.erp.sent == []


async def test_a_question_to_the_first_system_is_not_answered_by_the_second(shop: Shop) -> None:
    shop.erp.outcomes = [OutcomeUnknownError("time-out")]
    await shop.says()
    await shop.works()
    shop.erp.name, shop.erp.found = "second", Absent()
    for _ in range(3):
        shop.waits(60)
        await shop.works()

    document = await shop.document()
    assert (document.state, document.question) == (State.NEEDS_PERSON, "open")
    assert await code_of_the_case(shop) == "system_gone_while_open"
    assert len(shop.erp.sent) == 1


async def test_a_change_of_an_order_in_the_first_system_does_not_reach_the_second(
    shop: Shop,
) -> None:
    await shop.says()
    await shop.works()
    shop.erp.name = "second"
    await shop.says(None, seq=2)
    await shop.works()

    document = await shop.document()
    assert (document.kind, document.system) == (Kind.CANCEL, "erp")
    assert document.state is State.NEEDS_PERSON
    assert await code_of_the_case(shop) == "system_gone"
    assert [p.service for p in shop.erp.sent] == [Service.CREATE_ORDER]


async def test_an_order_of_which_nothing_is_anywhere_goes_to_the_second(shop: Shop) -> None:
    await shop.says(None)
    await shop.works()
    shop.erp.name = "second"
    await shop.says("1", seq=2)
    await shop.works()

    document = await shop.document()
    assert (document.kind, document.system, document.state) == (
        Kind.CREATE,
        "second",
        State.ACCEPTED,
    )
