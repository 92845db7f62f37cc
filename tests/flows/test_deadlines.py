"""No byte leaves after an attempt's deadline; a worker that still lives is given its time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from agent.domain.states import State
from agent.journal.attempts import attempts_of
from agent.journal.lanes import lane_by_id
from agent.ports.erp import Found
from agent.ports.failures import OutcomeUnknownError

from .shop import Shop


async def test_a_late_commit_of_the_attempts_row_shortens_the_attempt(shop: Shop) -> None:
    shop.erp.deadlines = []
    late(shop, lambda: shop.waits(2))
    await shop.says()
    await shop.works()

    assert shop.erp.deadlines == [1.0]
    assert (await shop.document()).state is State.ACCEPTED


async def test_an_attempt_whose_deadline_is_over_sends_nothing_and_is_certain(shop: Shop) -> None:
    late(shop, lambda: shop.waits(4))
    await shop.says()
    await shop.flow.step()

    document = await shop.document()
    assert (document.state, document.why) == (State.READY, "backoff")
    assert shop.erp.sent == []
    (attempt,) = await shop.read(lambda tx: attempts_of(tx, document.id))
    assert attempt.outcome == "not_done"


async def test_a_clock_that_was_set_back_makes_no_attempt_longer(shop: Shop) -> None:
    shop.erp.deadlines = []
    late(shop, lambda: shop.jumps(-3600))
    await shop.says()
    await shop.flow.step()

    assert shop.erp.deadlines == [3.0]


async def test_a_lease_that_ends_while_its_worker_lives_waits_for_that_workers_bytes(
    shop: Shop,
) -> None:
    """It may send until its own time is over, so *absent* counts only from then on."""
    lost_at = None

    async def others_take_over() -> None:
        nonlocal lost_at
        shop.waits(3600)
        lost_at = shop.now
        await shop.works()

    shop.erp.while_sending = others_take_over
    await shop.says()
    await shop.flow.step()

    document = await shop.document()
    lane = await shop.read(lambda tx: lane_by_id(tx, document.lane_id))
    assert lost_at is not None
    assert document.ask_after == lost_at + timedelta(seconds=3 + 4 + 2)
    assert lane.quiet_until == lost_at + timedelta(seconds=3 + 4)
    shop.erp.found = Found(number="N1", shows={})
    shop.waits(2)
    await shop.works()
    assert (await shop.document()).state is State.ACCEPTED


def late(shop: Shop, passes: Callable[[], None]) -> None:
    """Time passes between the attempt's row and its bytes, once."""
    write = shop.journal.write

    async def slow(unit: Any) -> Any:
        done = await write(unit)
        documents = await shop.documents()
        if documents and documents[-1].state is State.SENDING:
            shop.journal.write = write  # type: ignore[method-assign]
            passes()
        return done

    shop.journal.write = slow  # type: ignore[method-assign]


@pytest.mark.parametrize("seconds", [-7200, 7200])
async def test_a_jump_of_the_clock_neither_loses_nor_doubles(shop: Shop, seconds: float) -> None:
    await shop.says()
    shop.jumps(seconds)
    await shop.says("2", seq=2)
    await shop.works()
    shop.waits(7200)
    await shop.works()

    assert (await shop.document()).state is State.ACCEPTED
    assert len(shop.erp.sent) == 1


async def test_a_clock_set_forward_does_not_make_absent_prove_anything_earlier(shop: Shop) -> None:
    """The ERP may still carry it out: only the time that really passed counts."""
    shop.erp.outcomes = [OutcomeUnknownError("time-out")]
    await shop.says()
    await shop.works()
    shop.jumps(3600)
    for _ in range(5):
        await shop.works()
        shop.waits(1)
    document = await shop.document()
    assert (document.state, document.question) == (State.UNKNOWN, "open")
    assert len(shop.erp.sent) == 1

    for _ in range(6):
        shop.waits(2)
        await shop.works()
    assert (await shop.document()).state is State.ACCEPTED
    assert len(shop.erp.sent) == 2


async def test_after_a_restart_the_waits_of_an_open_question_begin_again(shop: Shop) -> None:
    shop.erp.outcomes = [OutcomeUnknownError("time-out")]
    await shop.says()
    await shop.works()
    shop.jumps(3600)
    await shop.restarts()
    await shop.works()
    assert (await shop.document()).state is State.UNKNOWN
    shop.erp.found = Found(number="N1", shows={})
    shop.waits(6)
    await shop.works()

    assert (await shop.document()).state is State.ACCEPTED
    assert len(shop.erp.sent) == 1
