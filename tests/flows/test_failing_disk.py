"""The journal cannot be written while the ERP answers: the answer is kept until it can be."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from agent.delivery.lane import claim
from agent.domain.states import State
from agent.entrypoints.worker import Workers
from agent.journal import JournalBusyError, JournalFullError, patient
from agent.journal.attempts import attempts_of

from .shop import Shop


@pytest.fixture
async def hasty(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shop]:
    monkeypatch.setattr(patient, "PAUSE_S", 0.001)
    monkeypatch.setattr(patient, "PATIENCE_S", 0.05)
    yield shop


def fails(shop: Shop, error: type[Exception], times: int) -> None:
    """The next writes fail, so many times."""
    write, left = shop.journal.write, times

    async def failing(unit: Any) -> Any:
        nonlocal left
        left -= 1
        if left >= 0:
            raise error("no room")
        return await write(unit)

    shop.journal.write = failing  # type: ignore[method-assign]


@pytest.mark.parametrize("error", [JournalFullError, JournalBusyError])
async def test_an_answer_is_stored_when_there_is_room_again(
    hasty: Shop, error: type[Exception]
) -> None:
    async def disk_fills() -> None:
        fails(hasty, error, 5)

    hasty.erp.while_sending = disk_fills
    await hasty.says()
    await hasty.works()

    document = await hasty.document()
    assert (document.state, document.number) == (State.ACCEPTED, "N1")
    assert len(await hasty.read(lambda tx: attempts_of(tx, document.id))) == 1


async def test_no_room_for_long_takes_no_order_and_ends_no_worker(hasty: Shop) -> None:
    await hasty.says()
    fails(hasty, JournalFullError, 10**6)
    workers = Workers(hasty.flow, count=2, clock=hasty.clock)
    workers.start()
    await asyncio.sleep(0.2)
    assert hasty.erp.sent == []
    fails_no_more(hasty)
    for _ in range(100):
        await asyncio.sleep(0.02)
        if hasty.erp.sent:
            break
    await workers.stop()

    assert (await hasty.document()).state is State.ACCEPTED


def fails_no_more(shop: Shop) -> None:
    del shop.journal.write  # type: ignore[method-assign]


async def test_an_error_after_the_lease_was_lost_ends_no_worker(hasty: Shop) -> None:
    await hasty.says()
    taken = await hasty.flow.claim()
    assert taken is not None
    hasty.waits(3600)
    other = await hasty.journal.write(
        lambda tx: claim(tx, "other", lease=taken.lease, now=hasty.now)
    )
    assert other is not None

    await hasty.flow.open_unexpected_case(taken, RuntimeError("late"))
    assert await hasty.documents() == ()


async def test_a_worker_that_ends_with_an_error_does_not_cut_the_others_off(hasty: Shop) -> None:
    """The journal is closed after the stop: an answer that came later would be lost."""
    answered = asyncio.Event()

    async def slowly() -> None:
        await asyncio.sleep(0.1)
        answered.set()

    hasty.erp.while_sending = slowly
    workers = Workers(hasty.flow, count=1, clock=hasty.clock)
    await hasty.says()
    workers.start()

    async def breaks() -> None:
        await asyncio.sleep(0.02)
        raise OSError("the disk")

    workers._tasks.append(asyncio.create_task(breaks()))
    await asyncio.sleep(0.05)
    with pytest.raises(OSError, match="the disk"):
        await workers.stop()
    assert answered.is_set()
    assert (await hasty.document()).state is State.ACCEPTED
