"""A journal of years: a million events, half a million documents; what runs every few seconds."""

import time
from statistics import median
from types import SimpleNamespace

import pytest
from sqlalchemy import Connection, delete, text

from agent.flows.mirror_to_wp_admin import MirrorToWpAdmin
from agent.journal.migrations import m0004_tallies
from agent.journal.tallies import tallies
from agent.views.sums import BooksContradictError, check_sums, sums

from .shop import Shop

FILL = (
    """
    INSERT INTO lanes (id, shop_id, order_id, incarnation, correlation, changed)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500000)
    SELECT i, 1, i, '00c0ffee', 'c' || i, 0 FROM n
    """,
    """
    INSERT INTO events (event_id, shop_id, order_id, incarnation, seq, kind, net, correlation,
        made_at, received_at, disposition)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
    SELECT 'e' || i, 1, (i + 1) / 2, '00c0ffee', i % 2, 'order', 'push', 'c' || i,
        '2026-11-25T12:00:00.000Z', '2026-11-25T12:00:00.000Z',
        CASE WHEN i % 2 THEN 'folded' ELSE 'unchanged' END FROM n
    """,
    """
    INSERT INTO documents (shop_id, lane_id, order_id, incarnation, correlation, system, kind,
        revision, state, why, reference, event, seq, created_at, state_at)
    SELECT 1, id, order_id, incarnation, correlation, 'erp', 'create', 1, 'ACCEPTED', 'new',
        'WEB-' || id, id, 1, '2026-11-25T12:00:00.000Z', '2026-11-25T12:00:00.000Z' FROM lanes
    """,
)


def fill(tx: Connection) -> None:
    for statement in FILL:
        tx.execute(text(statement))
    tx.execute(delete(tallies))
    for statement in m0004_tallies.STATEMENTS[1:]:
        tx.execute(text(statement))


@pytest.mark.nightly
async def test_the_mirrors_request_does_not_grow_with_the_years(shop: Shop) -> None:
    await shop.journal.write(fill)
    mirror = MirrorToWpAdmin(
        shop.journal,
        SimpleNamespace(uuid="the shop"),  # type: ignore[arg-type]
        shop_id=1,
        version="1",
        systems=tuple,
        clock=shop.clock,
    )
    took = []
    for _ in range(21):
        began = time.perf_counter()
        await shop.journal.read(mirror._request)
        took.append(time.perf_counter() - began)
    print(f"the mirror's request: median {median(took) * 1000:.2f} ms")  # noqa: T201

    await shop.read(check_sums)
    assert (await shop.read(sums)).events_disposed == 1_000_000
    assert median(took) <= 0.005


async def test_the_sums_are_what_counting_gives_and_say_where_they_are_not(shop: Shop) -> None:
    await shop.says()
    await shop.says(None, order=1002)
    await shop.works()
    await shop.says("2", seq=2)
    await shop.read(check_sums)
    counted = await shop.read(sums)
    assert (counted.events_open, counted.events_disposed) == (1, 2)
    assert (counted.done, counted.waiting, counted.person) == (2, 0, 0)

    def lose(tx: Connection) -> None:
        tx.execute(text("DELETE FROM event_bodies WHERE event = 3"))
        tx.execute(text("DELETE FROM events WHERE id = 3"))

    await shop.journal.write(lose)
    with pytest.raises(BooksContradictError, match="events contradict the books: open 1, counted"):
        await shop.read(check_sums)
