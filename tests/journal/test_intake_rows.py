"""A group of arrivals: kept once each, whatever comes twice, bodies and lanes with them."""

import asyncio
import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from uuid import UUID

import pytest
from sqlalchemy import Connection, event, func, select
from sqlalchemy.engine import Engine

from agent.journal import Journal
from agent.journal.events import (
    Arrival,
    Disposition,
    Net,
    OtherBytesError,
    event_bodies,
    event_sums,
)
from agent.journal.lanes import claim_lane, lanes
from agent.journal.shops import ShopCodeChangedError, know_shop
from agent.wire.envelope import EventKind

from .conftest import NOW, SHOP_UUID


def arrival(number: int, *, order: int = 1, seq: int = 1) -> Arrival:
    event_id = str(UUID(int=number))
    return Arrival(
        event_id=event_id,
        shop_id=1,
        order_id=order,
        incarnation="00c0ffee",
        seq=seq,
        kind=EventKind.ORDER,
        net=Net.PUSH,
        made_at=NOW,
        received_at=NOW,
        raw=json.dumps({"id": event_id, "body": {"n": number}}).encode(),
    )


@pytest.fixture(autouse=True)
async def shop(journal: Journal) -> None:
    await journal.write(lambda tx: know_shop(tx, uuid=SHOP_UUID, name="web", code="WEB", now=NOW))


def bodies(tx: Connection) -> int:
    return tx.execute(select(func.count()).select_from(event_bodies)).scalar_one()


async def test_a_second_arrival_of_the_same_event_changes_nothing(journal: Journal) -> None:
    assert await journal.accept(arrival(1)) is True
    assert await journal.accept(arrival(1)) is False
    assert (await journal.read(event_sums))[Disposition.OPEN] == 1


async def test_the_same_event_twice_in_one_group_is_kept_once(journal: Journal) -> None:
    stored = await asyncio.gather(*(journal.accept(arrival(1 + n // 2)) for n in range(20)))

    assert sorted(stored) == [False] * 10 + [True] * 10
    assert await journal.read(bodies) == 10


async def test_the_same_content_in_other_bytes_is_the_same_event(journal: Journal) -> None:
    first = arrival(1)
    await journal.accept(first)
    pulled = replace(first, raw=json.dumps(json.loads(first.raw), indent=1).encode(), net=Net.PULL)

    assert await journal.accept(pulled) is False


async def test_another_content_under_a_known_id_is_refused_and_the_group_goes_on(
    journal: Journal,
) -> None:
    await journal.accept(arrival(1))
    forged = replace(arrival(1), raw=b'{"other": true}')

    answers = await asyncio.gather(
        journal.accept(forged), journal.accept(arrival(2)), return_exceptions=True
    )

    assert isinstance(answers[0], OtherBytesError)
    assert answers[1] is True


async def test_an_arrival_that_cannot_be_written_keeps_no_other_of_its_group_out(
    journal: Journal,
) -> None:
    beyond = datetime.max.replace(tzinfo=timezone(timedelta(hours=-1)))
    answers = await asyncio.gather(
        journal.accept(arrival(1)),
        journal.accept(replace(arrival(2), made_at=beyond)),
        journal.accept(arrival(3)),
        return_exceptions=True,
    )

    assert (answers[0], answers[2]) == (True, True)
    assert isinstance(answers[1], Exception)
    assert await journal.read(bodies) == 2


async def test_a_group_of_arrivals_is_one_insert_statement(journal: Journal) -> None:
    seen: list[str] = []

    def listen(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        await journal.accept(arrival(1))
        seen.clear()
        await asyncio.gather(*(journal.accept(arrival(n)) for n in range(2, 102)))
    finally:
        event.remove(Engine, "before_cursor_execute", listen)

    assert len([s for s in seen if s.startswith("INSERT INTO events")]) <= 2
    assert await journal.read(bodies) == 101


async def test_an_arrival_makes_its_lane_due_and_leaves_a_lease_alone(journal: Journal) -> None:
    await journal.accept(arrival(1))
    lease = NOW.replace(hour=13)
    taken = await journal.write(
        lambda tx: claim_lane(tx, claim="worker", now=NOW, lease_until=lease)
    )
    await journal.accept(arrival(2, seq=2))

    assert taken is not None
    rows = await journal.read(lambda tx: tx.execute(select(lanes.c.due, lanes.c.claim)).all())
    assert [tuple(row) for row in rows] == [(lease, "worker")]


async def test_a_shop_keeps_its_code(journal: Journal) -> None:
    with pytest.raises(ShopCodeChangedError, match="put WEB back"):
        await journal.write(
            lambda tx: know_shop(tx, uuid=SHOP_UUID, name="web", code="NEW", now=NOW)
        )
