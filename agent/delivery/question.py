"""Outcome unknown: the open question, the two waits, and what a look-up's answer means (Q1-Q5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from agent.delivery.accept import accept
from agent.delivery.lane import LeaseLostError
from agent.delivery.move import Moment, Step, move, to_person
from agent.domain.backoff import backoff
from agent.domain.problems import Problem
from agent.domain.states import Kind, State
from agent.journal.attempts import AttemptOutcome, attempts_without_end, end_attempt
from agent.journal.documents import Document, Question, document_by_id, prepared_of
from agent.journal.lanes import InSystem, Lane, change_lane, lane_by_id
from agent.ports.erp import Absent, Found, LookUp, Many, Support

CLOSED: dict[str, object] = {
    "question": Question.NONE,
    "was_lost": False,
    "said_no": False,
    "absent_said": None,
    "absent_at": None,
}


def waits(support: Support) -> timedelta:
    """D + L: before that, *absent* proves nothing."""
    return timedelta(seconds=support.commit_deadline_s + support.lookup_lag_s)


def lose(  # noqa: PLR0913 - what happened, when, and until when it may still happen
    tx: Connection, document: Document, support: Support, *, message: str, now: datetime,
    bytes_until: datetime | None = None,
) -> Document:  # fmt: skip
    """The answer of an attempt is missing: SENDING to UNKNOWN, the question is open.

    `now` is the end of the attempt (answer, time-out or restart), from which the waits count;
    where its worker may still live, they count from `bytes_until`.
    """
    end = bytes_until or now
    for attempt in attempts_without_end(tx, document.id):
        end_attempt(tx, attempt.id, AttemptOutcome.LOST, message=message, now=now)
    be_quiet(tx, document.lane_id, until=end + timedelta(seconds=support.commit_deadline_s))
    return ask(
        tx,
        document,
        support,
        Step(why="answer_lost", now=now, evidence={"message": message}),
        was_lost=True,
        sent_at=document.sent_at or now,
        ask_after=end + waits(support),
    )


def ask(
    tx: Connection, document: Document, support: Support, step: Step, **columns: object
) -> Document:
    """To UNKNOWN with an open question; due when the first look-up may tell something."""
    asking = {"question": Question.OPEN, "ask_after": document.ask_after, **columns}
    ask_after = asking["ask_after"]
    due = step.now
    if support.looks_up and isinstance(ask_after, datetime):
        due = max(due, ask_after)
        # A create of ours that is there already need not wait: only *absent* must.
        if document.kind is Kind.CREATE and asking.get("was_lost", document.was_lost):
            due = min(due, step.now + timedelta(seconds=support.lookup_lag_s))
    return move(tx, document, State.UNKNOWN, step, due=due, **asking)


def be_quiet(tx: Connection, lane_id: int, *, until: datetime) -> None:
    """No other document of the order leaves before a lost attempt's D is over (Q4)."""
    lane = lane_by_id(tx, lane_id)
    if lane.quiet_until is None or lane.quiet_until < until:
        change_lane(tx, lane_id, quiet_until=until)


def cannot_look_up(
    tx: Connection, document: Document, support: Support, moment: Moment
) -> Document:
    """Without a look-up: the same bytes and reference again where the ERP enforces it, or a person.

    Only after our own attempt was lost, and not when the ERP has already said no: then the
    answer to another attempt would tell nothing.
    """
    if document.kind in support.enforces and document.was_lost and not document.said_no:
        tries = document.tries + 1
        step = Step(why="send_again", now=moment.now)
        due = moment.now + backoff(tries, roll=moment.roll)
        return move(tx, document, State.READY, step, due=due, tries=tries)
    code = "refused_while_open" if document.said_no else "outcome_unknown"
    params = {"system": document.system, "reference": document.reference}
    step = Step(why="no_way_to_ask", now=moment.now)
    return to_person(tx, document, [Problem(code=code, params=params)], step)


def answered(
    tx: Connection, document_id: int, said: LookUp, support: Support, *, now: datetime
) -> Document:
    """Take in what a look-up said.

    Raises:
        LeaseLostError: the document has moved on meanwhile.
    """
    document = _still_asking(tx, document_id)
    lane = lane_by_id(tx, document.lane_id)
    view = _judge(document, lane, said, prepared_of(tx, document).expect)
    is_early = document.ask_after is not None and now < document.ask_after
    if is_early and not (view.word == "equal" and document.kind is Kind.CREATE):
        step = Step(why="asked_early", now=now)
        return move(tx, document, State.UNKNOWN, step, due=document.ask_after)
    if is_early and not document.was_lost:
        return move(
            tx, document, State.UNKNOWN, Step(why="asked_early", now=now), due=document.ask_after
        )
    if view.word == "equal":
        step = Step(why="found", now=now, evidence=view.evidence)
        return accept(tx, document, view.number, step)
    if view.word in ("absent", "before", "gone"):
        return _absent(tx, document, view, support, now)
    return _other(tx, document, view, now)


def asked_early(tx: Connection, document_id: int, *, until: datetime, now: datetime) -> Document:
    """The clock has jumped: by the time that has really passed *absent* proves nothing yet."""
    document = _still_asking(tx, document_id)
    step = Step(why="asked_early", now=now)
    return move(tx, document, State.UNKNOWN, step, due=until)


def not_answered(tx: Connection, document_id: int, message: str, moment: Moment) -> Document:
    """The look-up got no clear answer: ask again after a growing wait."""
    document = _still_asking(tx, document_id)
    tries = document.tries + 1
    step = Step(why="not_answered", now=moment.now, evidence={"message": message})
    due = moment.now + backoff(tries, roll=moment.roll)
    return move(tx, document, State.UNKNOWN, step, due=due, tries=tries)


def may_not_ask(tx: Connection, document_id: int, message: str, now: datetime) -> Document:
    """The system refuses the look-up itself: a person, and the question stays open."""
    document = _still_asking(tx, document_id)
    params = {"system": document.system, "message": message, "reference": document.reference}
    step = Step(why="cannot_ask", now=now, evidence={"message": message})
    return to_person(tx, document, [Problem(code="cannot_ask", params=params)], step)


def _still_asking(tx: Connection, document_id: int) -> Document:
    document = document_by_id(tx, document_id)
    if document.state is not State.UNKNOWN:
        raise LeaseLostError(f"document {document_id} is {document.state}")
    return document


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """A look-up's answer seen from the document: equal, absent, before, gone, differs, several."""

    word: str
    number: str | None = None
    evidence: Mapping[str, str]


def _judge(document: Document, lane: Lane, said: LookUp, expect: Mapping[str, str]) -> _View:
    is_create = document.kind is Kind.CREATE
    match said:
        case Absent():
            return _View(word="absent" if is_create else "gone", evidence={"look_up": "absent"})
        case Many(numbers=numbers):
            return _View(word="several", evidence={"numbers": ", ".join(numbers)})
        case Found(number=number, shows=shows):
            evidence = {"number": number}
            if _agrees(shows, expect, needs_one=not is_create):
                return _View(word="equal", number=number, evidence=evidence)
            is_question = document.question is Question.OPEN
            if not is_create and is_question and _agrees(shows, lane.shown or {}, needs_one=True):
                return _View(word="before", number=number, evidence=evidence)
            difference = difference_of(shows, expect)
            return _View(
                word="differs", number=number, evidence={**evidence, "difference": difference}
            )


def _agrees(shows: Mapping[str, str], wanted: Mapping[str, str], *, needs_one: bool) -> bool:
    """Whether every key that both have is equal; `needs_one`: and there is such a key."""
    shared = shows.keys() & wanted.keys()
    return all(shows[key] == wanted[key] for key in shared) and bool(shared or not needs_one)


def difference_of(shows: Mapping[str, str], wanted: Mapping[str, str]) -> str:
    """What is shown otherwise than wanted, for people; empty where nothing is."""
    shared = sorted(shows.keys() & wanted.keys())
    parts = [f"{k} is {shows[k]}, sent {wanted[k]}" for k in shared if shows[k] != wanted[k]]
    return "; ".join(parts)


def _absent(
    tx: Connection, document: Document, view: _View, support: Support, now: datetime
) -> Document:
    """Absent once proves little; the same answer again, L or more later, closes the question."""
    lag = timedelta(seconds=support.lookup_lag_s)
    is_same = document.absent_said == view.word and document.absent_at is not None
    first_at = document.absent_at if is_same and document.absent_at is not None else now
    if not is_same or now < first_at + lag:
        step = Step(why="absent_once", now=now, evidence=view.evidence)
        return move(
            tx,
            document,
            State.UNKNOWN,
            step,
            due=first_at + lag,
            absent_said=view.word,
            absent_at=first_at,
        )
    evidence = {**view.evidence, "first_at": first_at.isoformat()}
    step = Step(why="absent_twice", now=now, evidence=evidence)
    if document.kind is Kind.CREATE:
        change_lane(tx, document.lane_id, in_system=InSystem.NOTHING, sent_event=None, shown=None)
    if view.word == "gone":
        params = {"system": document.system, "reference": document.reference}
        problem = Problem(code="gone_in_erp", params=params)
        return to_person(tx, document, [problem], step, **CLOSED)
    return move(tx, document, State.GATED, step, due=now, **CLOSED)


def _other(tx: Connection, document: Document, view: _View, now: datetime) -> Document:
    params = {"system": document.system, "reference": document.reference, **view.evidence}
    code = "found_several" if view.word == "several" else "found_differs"
    step = Step(why=code, now=now, evidence=view.evidence)
    problem = Problem(code=code, params=params)
    return to_person(tx, document, [problem], step, question=Question.DIFFERS, number=view.number)
