"""One row an order: when its work is due, who has claimed it, and what its system was sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
    case,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as upsert

from agent.journal.counters import next_value
from agent.journal.schema import METADATA, Json, Utc


class InSystem(StrEnum):
    """What the order's system holds of it, as far as the journal is sure."""

    NOTHING = "nothing"
    LIVE = "live"
    CANCELLED = "cancelled"
    UNSURE = "unsure"  #: a person has handled it there


lanes = Table(
    "lanes",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("shop_id", Integer, ForeignKey("shops.id"), nullable=False),
    Column("order_id", Integer, nullable=False),
    Column("incarnation", String(8), nullable=False),
    Column("correlation", String(36), nullable=False),
    Column("due", Utc),
    Column("claim", String(32)),
    Column("crashes", Integer, nullable=False, default=0),
    Column("newest_seq", Integer),
    Column("newest_event", Integer),
    Column("newest_content", String(64)),
    Column("in_system", String(16), nullable=False, default=InSystem.NOTHING),
    Column("sent_event", Integer),
    Column("shown", Json),
    Column("quiet_until", Utc),
    Column("changed", Integer, nullable=False, default=0),
    UniqueConstraint("shop_id", "order_id", "incarnation"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waking:
    """Work has come for an order: its lane is made, or due again, at that time."""

    shop_id: int
    order_id: int
    incarnation: str
    correlation: str
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """An order's lane.

    `newest_*`: the newest picture the shop gave; `sent_event`: the one that the system was last
    sent and took; `shown`: what the system must show since then.
    """

    id: int
    shop_id: int
    order_id: int
    incarnation: str
    correlation: str
    due: datetime | None
    claim: str | None
    crashes: int
    newest_seq: int | None
    newest_event: int | None
    newest_content: str | None
    in_system: InSystem
    sent_event: int | None
    shown: dict[str, str] | None
    quiet_until: datetime | None
    changed: int


def wake_lanes(tx: Connection, wakings: Sequence[Waking]) -> None:
    """Make these orders' lanes due; a claimed lane keeps its lease and is due after it.

    The claimant looks for open events when it gives the lane back, so none is forgotten.
    """
    if wakings:
        tx.execute(
            _WAKE, [{name: getattr(one, name) for name in Waking.__slots__} for one in wakings]
        )


def _wake() -> Insert:
    statement = upsert(lanes)
    due = case((lanes.c.claim.is_(None), statement.excluded.due), else_=lanes.c.due)
    return statement.on_conflict_do_update(
        index_elements=["shop_id", "order_id", "incarnation"], set_={"due": due}
    )


# Built once: `excluded` costs more to build than the statement takes to run.
_WAKE = _wake()


def claim_lane(tx: Connection, *, claim: str, now: datetime, lease_until: datetime) -> Lane | None:
    """Take the lane that has been due longest. Its `due` becomes the end of the lease.

    The lane is locked by this statement and its work is read by later ones (limits §7: one
    statement for both handed work out twice). The crash counter is written with it: what gives
    the lane back takes its one off again.
    """
    oldest = select(lanes.c.id).where(lanes.c.due <= now).order_by(lanes.c.due).limit(1)
    claimed = tx.execute(
        update(lanes)
        .where(lanes.c.id == oldest.scalar_subquery(), lanes.c.due <= now)
        .values(claim=claim, due=lease_until, crashes=lanes.c.crashes + 1)
        .returning(lanes.c.id)
    ).scalar_one_or_none()
    return None if claimed is None else lane_by_id(tx, claimed)


def change_lane(tx: Connection, lane_id: int, **values: object) -> None:
    tx.execute(update(lanes).where(lanes.c.id == lane_id).values(**values))


def mark_changed(tx: Connection, lane_id: int) -> None:
    """Give the order a new revision: the mirror tells it to the shop."""
    change_lane(tx, lane_id, changed=next_value(tx, "mirror_revision"))


def lane_by_id(tx: Connection, lane_id: int) -> Lane:
    return _lane(tx.execute(select(lanes).where(lanes.c.id == lane_id)).one())


def lanes_of_order(tx: Connection, *, shop_id: int, order_id: int) -> tuple[Lane, ...]:
    """One lane for each incarnation of the order id, oldest first."""
    rows = tx.execute(
        select(lanes)
        .where(lanes.c.shop_id == shop_id, lanes.c.order_id == order_id)
        .order_by(lanes.c.id)
    )
    return tuple(_lane(row) for row in rows)


def lanes_changed_since(
    tx: Connection, *, shop_id: int, after: int, limit: int
) -> tuple[Lane, ...]:
    """Orders whose state has changed after that revision, oldest change first."""
    rows = tx.execute(
        select(lanes)
        .where(lanes.c.shop_id == shop_id, lanes.c.changed > after)
        .order_by(lanes.c.changed)
        .limit(limit)
    )
    return tuple(_lane(row) for row in rows)


def lift_claims(tx: Connection, *, now: datetime) -> None:
    """After a start: no worker lives, so no claim does. Their crash marks stay."""
    tx.execute(update(lanes).where(lanes.c.claim.is_not(None)).values(claim=None, due=now))


def next_lane_due(tx: Connection) -> datetime | None:
    waiting = select(lanes.c.due).where(lanes.c.due.is_not(None))
    return tx.execute(waiting.order_by(lanes.c.due).limit(1)).scalar()


def _lane(row: Any) -> Lane:
    values = dict(row._mapping)
    return Lane(**{**values, "in_system": InSystem(values["in_system"])})
