"""A worker that was too slow loses its order; what it brings back later proves nothing."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from agent.delivery.move import IllegalMoveError, Step, move
from agent.domain.states import NEXT, Kind, State
from agent.journal.attempts import attempts_of
from agent.journal.audit import entries_of_document
from agent.journal.documents import add_document, change_document
from agent.journal.lanes import lane_by_id
from agent.ports.erp import Found

from .shop import Shop, ann


async def test_an_answer_after_the_lease_is_not_stored_and_the_erp_is_asked(shop: Shop) -> None:
    async def others_take_over() -> None:
        assert (await shop.document()).state is State.SENDING
        shop.waits(3600)
        await shop.works()
        assert (await shop.document()).state is State.UNKNOWN

    shop.erp.while_sending = others_take_over
    await shop.says()
    await shop.flow.step()

    document = await shop.document()
    assert document.state is State.UNKNOWN
    (attempt,) = await shop.read(lambda tx: attempts_of(tx, document.id))
    assert attempt.outcome == "lost"

    shop.erp.found = Found(number="N1", shows={})
    shop.waits(2)
    await shop.works()
    assert (await shop.document()).state is State.ACCEPTED
    assert len(shop.erp.sent) == 1


async def test_a_decision_of_a_person_meanwhile_wins_over_a_verdict(shop: Shop) -> None:
    """An order held while its verdict is being made is not sent."""
    await shop.says()
    taken = await shop.flow.claim()
    assert taken is not None

    async def held_meanwhile() -> None:
        await shop.cases.hold(ann("wait"))

    shop.erp.while_preparing = held_meanwhile
    await shop.flow.work(taken)

    assert (await shop.document()).state is State.HELD
    assert shop.erp.sent == []


@given(start=st.sampled_from(State), end=st.sampled_from(State))
def test_only_the_moves_of_the_table_are_made(start: State, end: State) -> None:
    asyncio.run(_moves(start, end))


async def _moves(start: State, end: State) -> None:
    shop = Shop()
    await shop.begin()
    try:
        await shop.says("0")
        await shop.works()

        def unit(tx: Connection) -> tuple[State, int]:
            lane = lane_by_id(tx, 1)
            document = add_document(
                tx,
                lane,
                system="erp",
                kind=Kind.AMEND,
                reference="R",
                event=1,
                seq=1,
                now=shop.now,
            )
            document = change_document(tx, document.id, state=start)
            moved = move(tx, document, end, Step(why="test", now=shop.now))
            return moved.state, len(entries_of_document(tx, document.id))

        if end is start or end in NEXT[start]:
            assert await shop.journal.write(unit) == (end, int(end is not start))
        else:
            with pytest.raises(IllegalMoveError):
                await shop.journal.write(unit)
    finally:
        await shop.end()
