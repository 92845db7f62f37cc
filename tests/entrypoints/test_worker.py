"""Workers: what nobody has foreseen becomes a case and the others go on; a stop waits."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from agent.domain.states import State
from agent.entrypoints.worker import Workers
from agent.journal import JournalDeadError
from tests.flows.shop import Shop


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    made = Shop()
    await made.begin()
    yield made
    await made.end()


async def until_done(shop: Shop, *orders: int) -> None:
    async with asyncio.timeout(20):
        while True:
            found = [await shop.documents(order) for order in orders]
            ends = {State.ACCEPTED, State.NEEDS_PERSON}
            if all(documents and documents[-1].state in ends for documents in found):
                return
            await asyncio.sleep(0.02)


async def test_what_is_not_foreseen_is_a_case_of_its_order_and_the_others_go_on(
    shop: Shop,
) -> None:
    shop.erp.prepare_error = ZeroDivisionError("by zero")
    await shop.says(order=1001)
    workers = Workers(shop.flow, count=2, clock=shop.clock)
    workers.start()
    await until_done(shop, 1001)
    shop.erp.prepare_error = None
    await shop.says(order=1002)
    await until_done(shop, 1002)
    await workers.stop()

    assert (await shop.document(1001)).state is State.NEEDS_PERSON
    assert (await shop.document(1002)).state is State.ACCEPTED
    (cause,) = await shop.cases.causes()
    assert (cause.code, cause.params) == ("unexpected", {"error": "ZeroDivisionError: by zero"})


async def test_a_stop_waits_for_the_attempt_that_is_open(shop: Shop) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def while_sending() -> None:
        begun.set()
        await may_end.wait()

    shop.erp.while_sending = while_sending
    await shop.says()
    await shop.says(order=1002)
    workers = Workers(shop.flow, count=1, clock=shop.clock)
    workers.start()
    async with asyncio.timeout(20):
        await begun.wait()
    stopping = asyncio.create_task(workers.stop())
    await asyncio.sleep(0.1)
    assert not stopping.done()
    may_end.set()
    async with asyncio.timeout(20):
        await stopping

    assert (await shop.document(1001)).state is State.ACCEPTED
    assert await shop.documents(1002) == ()


async def test_a_dead_disk_ends_the_workers_with_its_error(shop: Shop) -> None:
    workers = Workers(shop.flow, count=1, clock=shop.clock)
    workers.start()
    await asyncio.sleep(0.05)
    alive, shop.journal._writer._dead = shop.journal._writer._dead, OSError("gone")
    shop.flow.wake.set()
    with pytest.raises(JournalDeadError):
        async with asyncio.timeout(20):
            await workers.idle()
    shop.journal._writer._dead = alive


async def test_an_unforeseen_error_without_an_order_does_not_end_the_workers(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the adapter's probe breaks: nothing is in hand, and the next try works."""
    monkeypatch.setattr("agent.entrypoints.worker.AFTER_THE_UNFORESEEN_S", 0.05)
    claim, broken = shop.flow.claim, [ZeroDivisionError("probe")]

    async def claim_or_break() -> object:
        if broken:
            raise broken.pop()
        return await claim()

    monkeypatch.setattr(shop.flow, "claim", claim_or_break)
    await shop.says(order=1001)
    workers = Workers(shop.flow, count=1, clock=shop.clock)
    workers.start()
    await until_done(shop, 1001)
    await workers.stop()
    assert (await shop.document(1001)).state is State.ACCEPTED
