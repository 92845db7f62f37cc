"""What a person decides about a document: allowed or refused with a sentence, always recorded."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from agent.delivery.accept import accept
from agent.delivery.lane import current, wake
from agent.delivery.move import Step, move
from agent.delivery.order_case import close_order_case
from agent.delivery.question import CLOSED, ask
from agent.domain.states import Kind, State
from agent.journal.audit import Entry, note
from agent.journal.documents import (
    Document,
    Question,
    change_document,
    document_by_id,
    documents_of_lane,
)
from agent.journal.lanes import InSystem, Lane, change_lane, lane_by_id, mark_changed
from agent.ports.erp import Support


class NotAllowedError(Exception):
    """The document does not stand where this can be decided; the message says why, and what can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who decides, when, and why."""

    name: str
    now: datetime
    reason: str = field(default="")

    def step(self, why: str, **evidence: str) -> Step:
        told = {"reason": self.reason, **evidence} if self.reason else evidence
        return Step(why=why, now=self.now, who=self.name, evidence=told)


def retry(tx: Connection, document_id: int, support: Support, person: Person) -> Document:
    """Judge it again; where a question is open, ask the ERP again first."""
    document = _current(tx, document_id, State.NEEDS_PERSON, verb="retried")
    lane = lane_by_id(tx, document.lane_id)
    if document.question is Question.NONE:
        step = person.step("retry")
        moved = move(tx, document, State.GATED, step, due=person.now, is_wanted=True, tries=0)
    elif support.looks_up:
        moved = ask(tx, document, support, person.step("ask_again"))
    else:
        raise NotAllowedError(
            f"{document.system} may have this order, and it offers no way to ask. Look in it for"
            f" {document.reference}: if it is there, accept the order with its number; if not, say"
            " so (looked), then retry."
        )
    change_lane(tx, lane.id, crashes=0)
    wake(tx, lane.id, now=person.now)
    return moved


def begin_anew(tx: Connection, lane: Lane, person: Person) -> bool:
    """Try again now what failed before the order had a document; whether it had failed."""
    failed = close_order_case(
        tx, lane, who=person.name, closing="retry", reason=person.reason, now=person.now
    )
    if failed:
        change_lane(tx, lane.id, crashes=0)
        wake(tx, lane.id, now=person.now)
    return failed


def hold(tx: Connection, document_id: int, person: Person) -> Document:
    """Nothing leaves until it is released."""
    document = _current(tx, document_id, State.GATED, State.READY, State.NEEDS_PERSON, verb="held")
    return move(tx, document, State.HELD, person.step("held"))


def release(tx: Connection, document_id: int, person: Person) -> Document:
    """Where a question is open it goes on as it was, else it is judged anew."""
    document = _current(tx, document_id, State.HELD, verb="released")
    to = State.GATED
    if document.question is not Question.NONE and document.held_from is not None:
        to = document.held_from
    due = None if to is State.NEEDS_PERSON else person.now
    moved = move(tx, document, to, person.step("released"), due=due)
    wake(tx, document.lane_id, now=person.now)
    return moved


def accept_by_hand(tx: Connection, document_id: int, number: str, person: Person) -> Document:
    """It is in the ERP under this number: found there, or entered by hand."""
    document = _current(tx, document_id, State.NEEDS_PERSON, verb="marked as accepted")
    if not number.strip():
        raise NotAllowedError("the ERP's number is needed: it is what proves the order there.")
    if document.question is Question.OPEN and document.kind is not Kind.CREATE:
        _after_the_waits(document, person)
    accepted = accept(
        tx, document, number.strip(), person.step("marked_accepted", number=number.strip())
    )
    wake(tx, document.lane_id, now=person.now)
    return accepted


def discard(tx: Connection, document_id: int, person: Person) -> Document:
    """It is handled outside: nothing of it will be sent."""
    document = _current(tx, document_id, State.NEEDS_PERSON, State.HELD, verb="discarded")
    if not person.reason.strip():
        raise NotAllowedError("a reason is needed: it is what the books will show for this order.")
    if document.question is Question.OPEN:
        raise NotAllowedError(
            f"an attempt's answer was lost, so {document.system} may have this order. Look in it"
            f" for {document.reference}; accept the order with its number, or say that it is not"
            " there (looked), then discard."
        )
    lane = lane_by_id(tx, document.lane_id)
    was_nothing = lane.in_system is InSystem.NOTHING and document.question is Question.NONE
    if not was_nothing:
        change_lane(tx, lane.id, in_system=InSystem.UNSURE, sent_event=None, shown=None)
    discarded = move(tx, document, State.DISCARDED, person.step("discarded"))
    wake(tx, lane.id, now=person.now)
    return discarded


def looked_not_there(tx: Connection, document_id: int, person: Person) -> Document:
    """A person has looked in the ERP: not there. Closes the question, once the waits are over."""
    document = _current(tx, document_id, State.NEEDS_PERSON, verb="answered by looking")
    if document.question is Question.NONE:
        raise NotAllowedError("no question is open for this order: it is not in the ERP.")
    _after_the_waits(document, person)
    changed = change_document(tx, document.id, **CLOSED)
    note(
        tx,
        Entry(
            at=person.now,
            who=person.name,
            what="looked_not_there",
            shop_id=document.shop_id,
            document_id=document.id,
            correlation=document.correlation,
            details={"reason": person.reason} if person.reason else {},
        ),
    )
    mark_changed(tx, document.lane_id)
    return changed


def _after_the_waits(document: Document, person: Person) -> None:
    if document.ask_after is not None and person.now < document.ask_after:
        raise NotAllowedError(
            f"{document.system} may still be working on it; what it shows counts from"
            f" {document.ask_after:%H:%M:%S} UTC on."
        )


def _current(tx: Connection, document_id: int, *states: State, verb: str) -> Document:
    """The document, if it is its order's current one and in one of the states."""
    document = document_by_id(tx, document_id)
    head = current(documents_of_lane(tx, document.lane_id))
    if document.state not in states:
        allowed = " or ".join(states)
        raise NotAllowedError(
            f"the {document.kind} of order {document.order_id} is {document.state}; it can be"
            f" {verb} when it is {allowed}."
        )
    if head is not None and head.id != document.id:
        raise NotAllowedError(
            f"the {head.kind} of order {document.order_id} comes first ({head.state})."
        )
    return document
