"""The documents of one order: which is current, what waits behind it, who has the lane."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from agent.domain.states import BUCKET, Bucket, Kind, State
from agent.journal.documents import Document, Question, documents_of_lane
from agent.journal.events import open_events
from agent.journal.lanes import Lane, change_lane, claim_lane, lane_by_id

ON_ITS_WAY = frozenset({State.SENDING, State.UNKNOWN, State.SENT})


class LeaseLostError(Exception):
    """The lane belongs to another worker by now: what this one has in hand is not stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claimed lane and its order; `token` proves that it is still ours."""

    lane_id: int
    shop_id: int
    order_id: int
    incarnation: str
    token: str
    lease: timedelta


def claim(tx: Connection, token: str, *, lease: timedelta, now: datetime) -> Claim | None:
    """Take the lane that has been due longest, for the length of a lease."""
    lane = claim_lane(tx, claim=token, now=now, lease_until=now + lease)
    if lane is None:
        return None
    return Claim(
        lane_id=lane.id,
        shop_id=lane.shop_id,
        order_id=lane.order_id,
        incarnation=lane.incarnation,
        token=token,
        lease=lease,
    )


def claimed(tx: Connection, claim: Claim) -> Lane:
    """The lane as it is now.

    Raises:
        LeaseLostError: it was claimed by another.
    """
    lane = lane_by_id(tx, claim.lane_id)
    if lane.claim != claim.token:
        raise LeaseLostError(f"lane {claim.lane_id}")
    return lane


def give_back(tx: Connection, lane: Lane, *, now: datetime) -> datetime | None:
    """Let the lane go, due when its order has work again. Takes the crash mark off."""
    document = current(documents_of_lane(tx, lane.id))
    due = _work_due(document, now)
    if open_events(tx, shop_id=lane.shop_id, order_id=lane.order_id, incarnation=lane.incarnation):
        due = now
    change_lane(tx, lane.id, claim=None, due=due, crashes=max(lane.crashes - 1, 0))
    return due


def wake(tx: Connection, lane_id: int, *, now: datetime) -> None:
    """Make the lane due; a claimed one is looked at by its worker anyway."""
    if lane_by_id(tx, lane_id).claim is None:
        change_lane(tx, lane_id, due=now)


def _work_due(document: Document | None, now: datetime) -> datetime | None:
    if document is None or BUCKET[document.state] is not Bucket.WAITING:
        return None
    if document.state is State.GATED:
        return document.due
    return document.due or now


def current(documents: Sequence[Document]) -> Document | None:
    """The first that is not done: one document of an order at a time, in order (Q4)."""
    return next((d for d in documents if not d.is_done), None)


def later(documents: Sequence[Document], document: Document) -> tuple[Document, ...]:
    """What waits behind it."""
    return tuple(d for d in documents if d.id > document.id and not d.is_done)


def newest_create(documents: Sequence[Document]) -> Document | None:
    return next((d for d in reversed(documents) if d.kind is Kind.CREATE), None)


def is_free(document: Document) -> bool:
    """Nothing of it can be in the ERP: a newer picture may replace it (Q3)."""
    on_its_way = document.state in ON_ITS_WAY or document.question is not Question.NONE
    return not document.is_done and not on_its_way


def is_outside(documents: Sequence[Document], document: Document) -> bool:
    """The last thing done of this order was done by hand."""
    done = [
        d for d in documents if d.id < document.id and d.state in (State.ACCEPTED, State.DISCARDED)
    ]
    if not done or done[-1].state is not State.DISCARDED:
        return False
    create = newest_create(documents)
    return not document.is_wanted or create is None or create.state is State.DISCARDED
