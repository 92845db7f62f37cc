"""What cannot be read is kept with a case, stops nothing behind it, and is read when it can be."""

import json
from typing import Any

import pytest

from agent.flows.outbox_to_journal import PAGE, OutboxToJournal
from agent.journal.audit import first_broken
from agent.journal.cases import open_cases
from agent.journal.events import Disposition, event_sums
from agent.journal.unreadable import count_unreadable, discard_unreadable, open_unreadable
from agent.wire import envelope as wire

from .shop import UUID_OF_SHOP, Shop
from .test_pull import PulledShop, event, pull_of

OTHER_SHOP = UUID_OF_SHOP.replace("0190", "0191")


async def kept(shop: Shop) -> int:
    return int((await shop.read(event_sums))[Disposition.OPEN])


async def test_a_page_full_of_it_does_not_hold_up_what_is_behind(shop: Shop) -> None:
    unreadable = [event(n, made_at="yesterday") for n in range(1, PAGE + 11)]
    plugin = PulledShop(*unreadable, event(1000, order=1004))

    assert await pull_of(shop, plugin).run_once() == PAGE + 11
    assert plugin.outbox == {}
    assert await kept(shop) == 1
    assert await shop.read(count_unreadable) == PAGE + 10
    (cause,) = await shop.cases.causes()
    assert (cause.code, len(cause.cases)) == ("unreadable_event", PAGE + 10)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"order_id": -1}, "order_id: Input should be greater than or equal to 0"),
        ({"v": 99}, "version 99 is newer than this agent: update it"),
        ({"shop": OTHER_SHOP}, "it is of another shop"),
        ({"body": None}, "body: Input should be a valid dictionary"),
        ({"seq": 2**63}, "seq: Input should be less than 9223372036854775808"),
    ],
    ids=["order", "version", "shop", "body", "seq"],
)
async def test_it_is_kept_as_it_came_with_the_reason(
    shop: Shop, changes: dict[str, Any], why: str
) -> None:
    told = event(1, **changes)
    await pull_of(shop, PulledShop(told)).run_once()

    (one,) = await shop.read(open_unreadable)
    assert (one.event_id, one.why, json.loads(one.raw)) == (told["id"], why, told)
    assert one.order_id == (None if told["order_id"] == -1 else 1001)
    assert await kept(shop) == 0


async def test_another_content_under_a_known_id_is_kept_beside_the_first(shop: Shop) -> None:
    await pull_of(shop, PulledShop(event(1))).run_once()
    await pull_of(shop, PulledShop(event(1, seq=7))).run_once()

    (one,) = await shop.read(open_unreadable)
    assert one.why == "another event came under the same id"
    assert await kept(shop) == 1


async def test_an_event_without_an_id_is_kept_and_stays_in_the_shop(shop: Shop) -> None:
    plugin = PulledShop(event(1, id="none"), event(2))
    pull = pull_of(shop, plugin)
    for _ in range(3):
        await pull.run_once()
    assert list(plugin.outbox) == ["none"]
    assert await shop.read(count_unreadable) == 1
    assert len(await shop.read(open_cases)) == 1


async def test_a_release_that_can_read_it_takes_it_in_once_and_closes_its_case(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pull_of(shop, PulledShop(event(1, v=2), event(2, v=3))).run_once()

    monkeypatch.setattr("agent.flows.outbox_to_journal.VERSIONS", wire.VERSIONS | {2})
    updated: OutboxToJournal = pull_of(shop, PulledShop())
    await updated.run_once()
    await updated.run_once()

    assert await kept(shop) == 1
    (left,) = await shop.read(open_unreadable)
    assert json.loads(left.raw)["v"] == 3
    (case,) = await shop.read(open_cases)
    assert case.id == left.case_id


async def test_a_person_takes_one_out_and_the_audit_log_says_who_and_why(shop: Shop) -> None:
    told = event(1, v=2)
    await pull_of(shop, PulledShop(told)).run_once()

    def discard() -> Any:
        return shop.journal.write(
            lambda tx: discard_unreadable(
                tx, event_id=told["id"], who="ann", reason="a test", now=shop.now
            )
        )

    assert await discard()
    assert not await discard()
    assert await shop.read(count_unreadable) == 0
    assert await shop.read(open_cases) == ()
    assert await shop.read(first_broken) is None
