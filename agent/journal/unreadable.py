"""Events that cannot be read here: kept as they came, each with a case, until they can."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    insert,
    select,
    update,
)

from agent.domain.problems import Problem
from agent.journal.audit import Entry, note
from agent.journal.cases import Subject, close_case, open_case
from agent.journal.schema import METADATA, Utc

EVENT_ID_MAX = 36

unreadable_events = Table(
    "unreadable_events",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("shop_id", Integer, ForeignKey("shops.id"), nullable=False),
    Column("event_id", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("order_id", Integer),
    Column("why", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("received_at", Utc, nullable=False),
    Column("case_id", Integer, ForeignKey("cases.id"), nullable=False),
    Column("settled_at", Utc),
    Column("settled_by", String(64)),
    UniqueConstraint("shop_id", "event_id", "digest"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """One such event; `order_id` where at least that could be read."""

    id: int
    shop_id: int
    event_id: str
    order_id: int | None
    why: str
    raw: bytes
    received_at: datetime
    case_id: int


def set_aside(  # noqa: PLR0913 - what is known of it
    tx: Connection, *, shop_id: int, event_id: str, order_id: int | None, why: str, raw: bytes,
    now: datetime,
) -> bool:  # fmt: skip
    """Keep it and open its case; False where these bytes are kept already."""
    digest = hashlib.sha256(raw).hexdigest()
    known = select(unreadable_events.c.id).where(
        unreadable_events.c.shop_id == shop_id,
        unreadable_events.c.event_id == event_id,
        unreadable_events.c.digest == digest,
    )
    if tx.execute(known).first() is not None:
        return False
    subject = Subject(shop_id=shop_id, correlation=event_id[:EVENT_ID_MAX], order_id=order_id)
    case_id = open_case(tx, subject, [Problem(code="unreadable_event")], now=now)
    tx.execute(
        insert(unreadable_events).values(
            shop_id=shop_id,
            event_id=event_id,
            digest=digest,
            order_id=order_id,
            why=why,
            raw=raw,
            received_at=now,
            case_id=case_id,
        )
    )
    return True


def settle(tx: Connection, found: Unreadable, *, who: str, closing: str, now: datetime) -> None:
    """It has been read after all, or a person has taken it out; its bytes stay."""
    tx.execute(
        update(unreadable_events)
        .where(unreadable_events.c.id == found.id)
        .values(settled_at=now, settled_by=who)
    )
    close_case(tx, found.case_id, who=who, closing=closing, now=now)


def discard_unreadable(
    tx: Connection, *, event_id: str, who: str, reason: str, now: datetime
) -> bool:
    """A person has decided that it is of no use; False where none of that id is open."""
    found = [one for one in open_unreadable(tx) if one.event_id == event_id]
    for one in found:
        settle(tx, one, who=who, closing="discard", now=now)
        note(
            tx,
            Entry(
                at=now,
                who=who,
                what="event_discarded",
                shop_id=one.shop_id,
                correlation=event_id[:EVENT_ID_MAX],
                details={"reason": reason, "why": one.why},
            ),
        )
    return bool(found)


def open_unreadable(tx: Connection, shop_id: int | None = None) -> tuple[Unreadable, ...]:
    """Those that nobody has settled, oldest first."""
    query = select(unreadable_events).where(unreadable_events.c.settled_at.is_(None))
    if shop_id is not None:
        query = query.where(unreadable_events.c.shop_id == shop_id)
    return tuple(_row(row) for row in tx.execute(query.order_by(unreadable_events.c.id)))


def count_unreadable(tx: Connection) -> int:
    query = select(func.count()).select_from(unreadable_events)
    return tx.execute(query.where(unreadable_events.c.settled_at.is_(None))).scalar_one()


def _row(row: Any) -> Unreadable:
    return Unreadable(
        id=row.id,
        shop_id=row.shop_id,
        event_id=row.event_id,
        order_id=row.order_id,
        why=row.why,
        raw=row.raw,
        received_at=row.received_at,
        case_id=row.case_id,
    )
