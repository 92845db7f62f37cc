"""The one function that changes a document's state, with its case and its audit row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from agent.domain.problems import Problem
from agent.domain.states import NEXT, State
from agent.journal.audit import Entry, note
from agent.journal.cases import Subject, close_cases, open_case
from agent.journal.documents import Document, move_document
from agent.journal.lanes import mark_changed

AGENT = "agent"


class IllegalMoveError(Exception):
    """The books contradict themselves: a move that the state table does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The time, and a roll of the dice (0 to 1) that spreads waits."""

    now: datetime
    roll: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What moves a document: a word for why, who, when, and the evidence."""

    why: str
    now: datetime
    who: str = AGENT
    evidence: Mapping[str, str] = field(default_factory=dict)


def move(
    tx: Connection,
    document: Document,
    to: State,
    step: Step,
    *,
    due: datetime | None = None,
    **columns: object,
) -> Document:
    """Move a document along an arrow of the state table, or renew its wait where it is.

    Raises:
        IllegalMoveError: there is no such arrow.
    """
    if to is not document.state:
        if to not in NEXT[document.state]:
            raise IllegalMoveError(f"document {document.id}: no move {document.state} to {to}")
        columns = {**_times(document, to, step.now), **columns}
    moved = move_document(tx, document, to, due=due, why=step.why, **columns)
    if to is not document.state:
        _tell(tx, document, moved, step)
    mark_changed(tx, document.lane_id)
    return moved


def to_person(
    tx: Connection,
    document: Document,
    problems: Sequence[Problem],
    step: Step,
    **columns: object,
) -> Document:
    """Move a document to NEEDS_PERSON and open its case, in one transaction."""
    moved = move(tx, document, State.NEEDS_PERSON, step, due=None, **columns)
    subject = Subject(
        shop_id=document.shop_id,
        correlation=document.correlation,
        order_id=document.order_id,
        incarnation=document.incarnation,
        document_id=document.id,
    )
    open_case(tx, subject, problems, now=step.now)
    return moved


def _times(document: Document, to: State, now: datetime) -> dict[str, object]:
    values: dict[str, object] = {
        "state_at": now,
        "held_from": document.state if to is State.HELD else None,
        "absent_said": None,
        "absent_at": None,
    }
    if to is State.READY and document.first_ready_at is None:
        values["first_ready_at"] = now
    if to is State.ACCEPTED:
        values["accepted_at"] = now
    return values


def _tell(tx: Connection, before: Document, after: Document, step: Step) -> None:
    # A held case is still a case.
    if after.state not in (State.NEEDS_PERSON, State.HELD):
        close_cases(
            tx,
            document_id=after.id,
            who=step.who,
            closing=step.why,
            reason=step.evidence.get("reason", ""),
            now=step.now,
        )
    note(
        tx,
        Entry(
            at=step.now,
            who=step.who,
            what=f"{before.state}>{after.state}",
            shop_id=after.shop_id,
            document_id=after.id,
            correlation=after.correlation,
            details={"why": step.why, **step.evidence},
        ),
    )
