"""What becomes of a document whose turn has come, before and after its picture was prepared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from agent.delivery.lane import is_outside, later
from agent.delivery.move import Step, move, to_person
from agent.delivery.pictures import Picture, overtake, picture_of, take_newest
from agent.domain.problems import Problem
from agent.domain.reference import LENGTH_MAX
from agent.domain.states import Kind, State
from agent.journal.documents import (
    Document,
    document_by_id,
    documents_of_lane,
    documents_of_order,
    keep_prepared,
)
from agent.journal.events import last_order_event
from agent.journal.lanes import InSystem, Lane
from agent.ports.erp import WRITES, Prepared, Service, Support


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """A document to be prepared. `sent`: the picture that the system holds, for an amend."""

    document: Document
    picture: Picture
    sent: Picture | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """It is not its time: an event moves it, or the time in `until` comes."""

    why: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Skips:
    """A rule keeps it out, or there is nothing to tell."""

    why: str


Verdict = Prepared | Waits | Skips | tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What judging must know of the system, and the time."""

    services: frozenset[Service]
    support: Support
    now: datetime


def turn_has_come(tx: Connection, document: Document, lane: Lane, given: Given) -> Judging | None:
    """Judge by the books alone; None where that was enough and the document has moved."""
    documents = documents_of_lane(tx, lane.id)
    behind = later(documents, document)
    if document.kind is Kind.CREATE:
        for newer in behind:
            overtake(tx, newer, now=given.now)
        return _create(tx, take_newest(tx, document, lane), given)
    if behind:
        overtake(tx, document, now=given.now)
        return None
    return _change(tx, document, lane, documents, given)


def _create(tx: Connection, document: Document, given: Given) -> Judging | None:
    picture = picture_of(tx, document.event)
    if not picture.is_live:
        move(tx, document, State.CANCELLED, Step(why="cancelled_in_shop", now=given.now))
        return None
    problem = _of_reference(tx, document, given.support)
    if problem is not None:
        to_person(tx, document, [problem], Step(why=problem.code, now=given.now))
        return None
    return Judging(document=document, picture=picture, sent=None)


def _of_reference(tx: Connection, document: Document, support: Support) -> Problem | None:
    """What a look-up finds under the reference must be this order, and all of the reference."""
    params = {"system": document.system, "reference": document.reference}
    length_max = min(LENGTH_MAX, support.reference_length_max)
    if len(document.reference) > length_max:
        params["length_max"] = str(length_max)
        return Problem(code="reference_too_long", params=params)
    known = documents_of_order(tx, shop_id=document.shop_id, order_id=document.order_id)
    if any(_has_it_already(other, document) for other in known):
        return Problem(code="reference_taken", params=params)
    return None


def _has_it_already(other: Document, document: Document) -> bool:
    """An order id given twice has two incarnations; one in a million shares its first letters."""
    is_before = other.lane_id != document.lane_id and other.id < document.id
    same_key = (other.system, other.reference) == (document.system, document.reference)
    return is_before and same_key and other.state not in (State.CANCELLED, State.SKIPPED)


def _change(
    tx: Connection, document: Document, lane: Lane, documents: Sequence[Document], given: Given
) -> Judging | None:
    """An amend or a cancel, against what the ERP was last sent."""
    code = _objection(document, lane, documents, given.services)
    if code is not None:
        params = {"system": document.system, "number": _number(documents)}
        step = Step(why=code, now=given.now)
        to_person(tx, document, [Problem(code=code, params=params)], step)
        return None
    if lane.in_system is InSystem.NOTHING:
        move(tx, document, State.CANCELLED, Step(why="nothing_there", now=given.now))
        return None
    if lane.in_system is InSystem.CANCELLED:
        move(tx, document, State.SKIPPED, Step(why="as_sent", now=given.now))
        return None
    return _judging(tx, document, lane)


def _objection(
    document: Document, lane: Lane, documents: Sequence[Document], services: frozenset[Service]
) -> str | None:
    """Why a person must say what is to be done with this change."""
    is_amend = document.kind is Kind.AMEND
    is_there = lane.in_system in (InSystem.LIVE, InSystem.UNSURE)
    if is_outside(documents, document):
        return "after_discard"
    if is_amend and lane.in_system is InSystem.CANCELLED:
        return "live_again"
    if not is_amend and is_there and WRITES[document.kind] not in services:
        return "cannot_cancel"
    return None


def _judging(tx: Connection, document: Document, lane: Lane) -> Judging:
    sent = None if lane.sent_event is None else picture_of(tx, lane.sent_event)
    # A deleted order has no lines left to tell: the last picture with lines stands for it.
    picture = picture_of(tx, last_order_event(tx, document.event))
    return Judging(document=document, picture=picture, sent=sent)


def _number(documents: Sequence[Document]) -> str:
    return next((d.number for d in reversed(documents) if d.number), "(number not known)")


def judged(tx: Connection, judging: Judging, verdict: Verdict, *, now: datetime) -> Document:
    """Store a verdict, unless the document has changed while it was made."""
    document = document_by_id(tx, judging.document.id)
    is_same = document.event == judging.document.event and document.state is State.GATED
    if not is_same:
        return document
    match verdict:
        case Prepared():
            keep_prepared(tx, document.id, verdict, now=now)
            return move(tx, document, State.READY, Step(why="new", now=now), due=now, tries=0)
        case Waits(why=why, until=until):
            return move(
                tx,
                document,
                State.GATED,
                Step(why=why, now=now),
                due=until,
                tries=document.tries + 1 if until else document.tries,
            )
        case Skips(why=why):
            return move(tx, document, State.SKIPPED, Step(why=why, now=now))
        case _:
            return to_person(tx, document, verdict, Step(why=verdict[0].code, now=now))
