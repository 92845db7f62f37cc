"""What the shops said: immutable events with their raw bytes, and what became of each."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from agent.journal.lanes import Waking, wake_lanes
from agent.journal.schema import METADATA, Utc
from agent.journal.tallies import What, counted, tallied, tally
from agent.wire.envelope import EventKind


class Disposition(StrEnum):
    """What became of an event."""

    OPEN = "open"
    FOLDED = "folded"
    UNCHANGED = "unchanged"
    SUPERSEDED = "superseded"


class Net(StrEnum):
    """The way an event came in."""

    PUSH = "push"
    PULL = "pull"
    SCAN = "scan"


#: Kinds that make documents now; the others stay open until their flow is there.
FOLDED_KINDS = (EventKind.ORDER, EventKind.ORDER_DELETED)

events = Table(
    "events",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("event_id", String(36), nullable=False, unique=True),
    Column("shop_id", Integer, ForeignKey("shops.id"), nullable=False),
    Column("order_id", Integer, nullable=False),
    Column("incarnation", String(8), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("net", String(8), nullable=False),
    Column("correlation", String(36), nullable=False),
    Column("made_at", Utc, nullable=False),
    Column("received_at", Utc, nullable=False),
    Column("disposition", String(16), nullable=False),
    Column("disposed_at", Utc),
    Column("document_id", Integer),
    Column("superseded_by", Integer),
)
event_bodies = Table(
    "event_bodies",
    METADATA,
    Column("event", Integer, ForeignKey("events.id"), primary_key=True),
    Column("raw", LargeBinary, nullable=False),
)


# Built once: this is the way of every event, and building costs more than running.
_KEEP = (
    upsert(events)
    .on_conflict_do_nothing(index_elements=["event_id"])
    .returning(events.c.id, events.c.event_id)
)
_KEEP_BODIES = insert(event_bodies)


class OtherBytesError(Exception):
    """An event id came again with another content: one of the two is lost unless a person looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A verified event at the door: the envelope's facts and its bytes as they came."""

    event_id: str
    shop_id: int
    order_id: int
    incarnation: str
    seq: int
    kind: EventKind
    net: Net
    made_at: datetime
    received_at: datetime
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One kept event; `id` is its row, `event_id` the shop's."""

    id: int
    event_id: str
    seq: int
    kind: EventKind
    net: Net
    made_at: datetime
    received_at: datetime
    disposition: Disposition
    disposed_at: datetime | None
    document_id: int | None
    superseded_by: int | None


def insert_arrivals(tx: Connection, arrivals: Sequence[Arrival]) -> list[bool | OtherBytesError]:
    """Keep a group of events in one statement each for rows, bodies and lanes.

    True: kept now. False: kept before. An id with another content is refused.
    """
    first = {arrival.event_id: arrival for arrival in reversed(arrivals)}
    inserted = tx.execute(_KEEP, [_event_values(arrival) for arrival in first.values()]).all()
    new = {row.event_id: row.id for row in inserted}
    if new:
        bodies = [{"event": row_id, "raw": first[key].raw} for key, row_id in new.items()]
        tx.execute(_KEEP_BODIES, bodies)
        wake_lanes(tx, [_waking(first[key]) for key in new if first[key].kind in FOLDED_KINDS])
        for shop_id, count in Counter(first[key].shop_id for key in new).items():
            tally(tx, shop_id, What.EVENT, {Disposition.OPEN: count})
    return [
        True if first[a.event_id] is a and a.event_id in new else _kept_before(tx, a)
        for a in arrivals
    ]


def _event_values(arrival: Arrival) -> dict[str, object]:
    return {
        "event_id": arrival.event_id,
        "shop_id": arrival.shop_id,
        "order_id": arrival.order_id,
        "incarnation": arrival.incarnation,
        "seq": arrival.seq,
        "kind": arrival.kind,
        "net": arrival.net,
        "correlation": arrival.event_id,
        "made_at": arrival.made_at,
        "received_at": arrival.received_at,
        "disposition": Disposition.OPEN,
    }


def _waking(arrival: Arrival) -> Waking:
    return Waking(
        shop_id=arrival.shop_id,
        order_id=arrival.order_id,
        incarnation=arrival.incarnation,
        correlation=arrival.event_id,
        due=arrival.received_at,
    )


def _kept_before(tx: Connection, arrival: Arrival) -> bool | OtherBytesError:
    kept = tx.execute(
        select(event_bodies.c.raw)
        .join(events, events.c.id == event_bodies.c.event)
        .where(events.c.event_id == arrival.event_id)
    ).scalar_one()
    # A pull carries the same envelope inside another message: equal in content, not in bytes.
    if kept == arrival.raw or json.loads(kept) == json.loads(arrival.raw):
        return False
    return OtherBytesError(f"event {arrival.event_id} came again with another content")


def open_events(
    tx: Connection, *, shop_id: int, order_id: int, incarnation: str
) -> tuple[EventRow, ...]:
    """Open events of one order that make documents, oldest arrival first."""
    rows = tx.execute(
        select(events)
        .where(
            events.c.disposition == Disposition.OPEN,
            events.c.shop_id == shop_id,
            events.c.order_id == order_id,
            events.c.incarnation == incarnation,
            events.c.kind.in_(FOLDED_KINDS),
        )
        .order_by(events.c.id)
    )
    return tuple(_event_row(row) for row in rows)


def envelope_of(tx: Connection, event: int) -> dict[str, Any]:
    """An event's envelope, parsed."""
    raw = tx.execute(select(event_bodies.c.raw).where(event_bodies.c.event == event)).scalar_one()
    envelope: dict[str, Any] = json.loads(raw)
    return envelope


def last_order_event(tx: Connection, event: int) -> int:
    """The event itself if it carries an order, else the newest one of its order that does."""
    own = tx.execute(select(events).where(events.c.id == event)).one()
    if own.kind == EventKind.ORDER:
        return event
    newest = (
        select(events.c.id)
        .where(
            events.c.shop_id == own.shop_id,
            events.c.order_id == own.order_id,
            events.c.incarnation == own.incarnation,
            events.c.kind == EventKind.ORDER,
            events.c.seq <= own.seq,
        )
        .order_by(events.c.seq.desc(), events.c.id.desc())
        .limit(1)
    )
    found: int | None = tx.execute(newest).scalar()
    return event if found is None else found


def dispose(
    tx: Connection, event: int, disposition: Disposition, *, by: int | None = None, now: datetime
) -> None:
    """Say what became of an open event; `by`: the document or the event that has taken it in."""
    values: dict[str, object] = {"disposition": disposition, "disposed_at": now}
    if disposition is Disposition.FOLDED:
        values["document_id"] = by
    if disposition is Disposition.SUPERSEDED:
        values["superseded_by"] = by
    shop_id = tx.execute(
        update(events)
        .where(events.c.id == event, events.c.disposition == Disposition.OPEN)
        .values(**values)
        .returning(events.c.shop_id)
    ).scalar_one_or_none()
    if shop_id is not None:
        tally(tx, shop_id, What.EVENT, {Disposition.OPEN: -1, disposition: 1})


def events_of_order(tx: Connection, *, shop_id: int, order_id: int) -> tuple[EventRow, ...]:
    """All events of an order id, whatever its incarnation, oldest arrival first."""
    rows = tx.execute(
        select(events)
        .where(events.c.shop_id == shop_id, events.c.order_id == order_id)
        .order_by(events.c.id)
    )
    return tuple(_event_row(row) for row in rows)


def event_sums(tx: Connection, shop_id: int | None = None) -> dict[Disposition, int]:
    """How many events are open, and what became of the others."""
    return _by_disposition(tallied(tx, What.EVENT, shop_id))


def counted_events(tx: Connection, shop_id: int | None = None) -> dict[Disposition, int]:
    """The same by counting every row: slow, and what `event_sums` must agree with."""
    return _by_disposition(counted(tx, events.c.disposition, events.c.shop_id, shop_id))


def _by_disposition(counts: Mapping[str, int]) -> dict[Disposition, int]:
    return {name: counts.get(name, 0) for name in Disposition}


def _event_row(row: Any) -> EventRow:
    return EventRow(
        id=row.id,
        event_id=row.event_id,
        seq=row.seq,
        kind=EventKind(row.kind),
        net=Net(row.net),
        made_at=row.made_at,
        received_at=row.received_at,
        disposition=Disposition(row.disposition),
        disposed_at=row.disposed_at,
        document_id=row.document_id,
        superseded_by=row.superseded_by,
    )
