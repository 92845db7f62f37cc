"""Events into documents: the newest picture wins, as long as nothing of a document can be out."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from agent.delivery.lane import current, is_free, later, newest_create
from agent.delivery.move import Step, move
from agent.domain.states import Kind, State
from agent.journal.documents import Document, add_document, change_document, documents_of_lane
from agent.journal.events import Disposition, EventRow, dispose, envelope_of, open_events
from agent.journal.lanes import Lane, change_lane, lane_by_id, mark_changed
from agent.journal.schema import json_text
from agent.wire.envelope import EventKind

#: Statuses in which nothing of the order is wanted in the ERP.
CANCELLED_STATUSES = frozenset({"cancelled", "trash", "deleted"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One order as one event shows it. `is_live` false: cancelled, in the trash, or gone."""

    event: int
    kind: EventKind
    body: dict[str, Any]

    @property
    def is_live(self) -> bool:
        return self.kind is EventKind.ORDER and str(self.body.get("status")) not in (
            CANCELLED_STATUSES
        )

    @property
    def content(self) -> str:
        """What makes two pictures the same: all but the time of the last save."""
        told = {key: value for key, value in self.body.items() if key != "modified_at"}
        # Half a surrogate pair can be written in JSON; what it means the order's reader judges.
        text = json_text([self.kind, told]).encode("utf-8", "surrogatepass")
        return hashlib.sha256(text).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where an order's documents go, under which reference, and the time."""

    system: str
    reference: str
    now: datetime


def picture_of(tx: Connection, event: int) -> Picture:
    envelope = envelope_of(tx, event)
    return Picture(event=event, kind=EventKind(envelope["kind"]), body=envelope["body"])


def fold(tx: Connection, lane: Lane, target: Target) -> Lane:
    """Take in the lane's open events; returns the lane as it is then.

    A higher `seq` holds the newer picture: the highest is folded, all others are superseded.
    """
    waiting = open_events(
        tx, shop_id=lane.shop_id, order_id=lane.order_id, incarnation=lane.incarnation
    )
    if not waiting:
        return lane
    newest = max(waiting, key=lambda event: (event.seq, event.id))
    if lane.newest_seq is not None and newest.seq < lane.newest_seq:
        for event in waiting:
            dispose(tx, event.id, Disposition.SUPERSEDED, by=lane.newest_event, now=target.now)
        return lane
    for event in waiting:
        if event is not newest:
            dispose(tx, event.id, Disposition.SUPERSEDED, by=newest.id, now=target.now)
    return _fold_newest(tx, lane, newest, target)


def _fold_newest(tx: Connection, lane: Lane, event: EventRow, target: Target) -> Lane:
    picture = picture_of(tx, event.id)
    is_same = picture.content == lane.newest_content
    change_lane(
        tx,
        lane.id,
        newest_seq=event.seq,
        newest_event=event.id,
        newest_content=picture.content,
    )
    lane = lane_by_id(tx, lane.id)
    if is_same:
        dispose(tx, event.id, Disposition.UNCHANGED, now=target.now)
        return lane
    document = _place(tx, lane, picture, target)
    dispose(tx, event.id, Disposition.FOLDED, by=document.id, now=target.now)
    mark_changed(tx, lane.id)
    return lane


def _place(tx: Connection, lane: Lane, picture: Picture, target: Target) -> Document:
    documents = documents_of_lane(tx, lane.id)
    last = documents[-1] if documents else None
    if last is not None and is_free(last):
        if last.kind is Kind.CREATE or (last.kind is Kind.CANCEL) is not picture.is_live:
            return _replace(tx, last, lane, target.now)
        if last.state is not State.HELD:
            overtake(tx, last, now=target.now)
    first = newest_create(documents)
    is_fresh = first is None or first.state in (State.CANCELLED, State.SKIPPED)
    kind = Kind.CREATE if is_fresh else Kind.AMEND if picture.is_live else Kind.CANCEL
    if first is not None and not is_fresh:
        # One writer per order, for ever: what has the order is told of its changes, under the
        # reference by which it knows it, whatever the settings say by now.
        target = replace(target, system=first.system, reference=first.reference)
    return append(tx, lane, kind, target)


def append(tx: Connection, lane: Lane, kind: Kind, target: Target) -> Document:
    """The next document of the order, for its newest picture."""
    if lane.newest_event is None or lane.newest_seq is None:
        raise LookupError(f"lane {lane.id} has no picture")
    return add_document(
        tx,
        lane,
        system=target.system,
        kind=kind,
        reference=target.reference,
        event=lane.newest_event,
        seq=lane.newest_seq,
        now=target.now,
    )


def take_newest(tx: Connection, document: Document, lane: Lane) -> Document:
    """Let a document that nothing can be out of show the order's newest picture."""
    return change_document(tx, document.id, event=lane.newest_event, seq=lane.newest_seq)


def overtake(tx: Connection, document: Document, *, now: datetime) -> Document:
    """CANCELLED: a newer picture has overtaken it, and nothing of it can be in the ERP."""
    step = Step(why="overtaken", now=now)
    gated = move(tx, document, State.GATED, step)
    return move(tx, gated, State.CANCELLED, step)


def _replace(tx: Connection, document: Document, lane: Lane, now: datetime) -> Document:
    renewed = take_newest(tx, document, lane)
    if document.state is State.HELD:
        return renewed
    return move(tx, renewed, State.GATED, Step(why="newer_picture", now=now), due=now)


def rejudged(tx: Connection, lane: Lane, *, now: datetime) -> Document | None:
    """The current document, judged anew where newer ones wait and nothing of it can be out."""
    documents = documents_of_lane(tx, lane.id)
    document = current(documents)
    if document is None or not later(documents, document) or not is_free(document):
        return document
    is_due = document.due is not None and document.due <= now
    if document.state is State.HELD or (document.state is State.GATED and is_due):
        return document
    return move(tx, document, State.GATED, Step(why="newer_picture", now=now), due=now)
