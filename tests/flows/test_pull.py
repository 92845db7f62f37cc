"""The second net: what is pulled is kept before it is acknowledged; one bad event stops none."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from agent.domain.states import State
from agent.flows.outbox_to_journal import OutboxToJournal
from agent.journal import JournalFullError
from agent.journal.events import Disposition, event_sums
from agent.journal.settings import get_setting
from agent.wire.routes import Lease, OutboxAnswer
from tests.delivery.orders import body_of, envelope_bytes

from .shop import UUID_OF_SHOP, Shop


class PulledShop:
    """A plugin's outbox: serves what is not acknowledged, oldest first."""

    uuid = UUID_OF_SHOP

    def __init__(self, *events: dict[str, Any]) -> None:
        self.outbox = {event["id"]: event for event in events}
        self.tokens: list[str] = []

    async def pull(self, *, limit: int, token: str) -> OutboxAnswer:
        self.tokens.append(token)
        return OutboxAnswer(
            events=tuple(self.outbox.values())[:limit],
            open=len(self.outbox),
            lease=Lease(state="sure", token=f"t{len(self.tokens)}"),
        )

    async def acknowledge(self, ids: Sequence[str]) -> None:
        for event_id in ids:
            del self.outbox[event_id]


def event(number: int, *, order: int = 1001, seq: int = 1, **changes: Any) -> dict[str, Any]:
    raw = envelope_bytes(str(UUID(int=number)), UUID_OF_SHOP, order, seq=seq, body=body_of("1", 1))
    made: dict[str, Any] = json.loads(raw)
    return {**made, **changes}


def pull_of(shop: Shop, plugin: PulledShop) -> OutboxToJournal:
    return OutboxToJournal(
        shop.journal,
        plugin,  # type: ignore[arg-type]
        shop_id=1,
        accept=shop.intake.accept,
        clock=shop.clock,
    )


async def test_all_pages_are_kept_and_acknowledged(shop: Shop) -> None:
    plugin = PulledShop(*(event(n, order=n) for n in range(1, 121)))
    pull = pull_of(shop, plugin)

    assert await pull.run_once() == 120
    assert plugin.outbox == {}
    assert (await shop.read(event_sums))[Disposition.OPEN] == 120
    assert plugin.tokens == ["", "t1", "t2"]
    key = f"lease.{UUID_OF_SHOP}"
    assert await shop.read(lambda tx: get_setting(tx, key)) == "t3"


async def test_text_that_no_encoding_knows_is_kept_and_becomes_a_case(shop: Shop) -> None:
    """Half a surrogate pair, as JSON can spell it: it must not hold up the whole pull."""
    body = {**body_of("1", 1), "note": "\ud800", "lines": [{"sku": "\udfff"}]}
    plugin = PulledShop(event(1, body=body), event(2, order=1002))

    assert await pull_of(shop, plugin).run_once() == 2
    while True:
        taken = await shop.flow.claim()
        if taken is None:
            break
        try:
            await shop.flow.work(taken)
        except KeyError as error:
            await shop.flow.open_unexpected_case(taken, error)
    assert (await shop.document()).state is State.NEEDS_PERSON
    assert (await shop.document(1002)).state is State.ACCEPTED


async def test_nothing_is_acknowledged_that_the_disk_had_no_room_for(shop: Shop) -> None:
    plugin = PulledShop(event(1))

    async def full(*_: object, **__: object) -> bool:
        raise JournalFullError

    pull = pull_of(shop, plugin)
    pull._accept = full
    with pytest.raises(JournalFullError):
        await pull.run_once()
    assert list(plugin.outbox) == [str(UUID(int=1))]
