"""An attempt: its row before the first byte, and what becomes of the document by its outcome."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from agent.delivery.accept import accept
from agent.delivery.lane import LeaseLostError
from agent.delivery.move import Moment, Step, move, to_person
from agent.delivery.question import ask, be_quiet, difference_of, lose, waits
from agent.domain.backoff import backoff
from agent.domain.problems import Problem
from agent.domain.states import State
from agent.journal.attempts import AttemptOutcome, attempts_without_end, end_attempt, open_attempt
from agent.journal.documents import Document, Question, document_by_id, prepared_of
from agent.ports.erp import Accepted, Outcome, Pending, Prepared, Support
from agent.ports.failures import ErpRejectedError, ErpUnavailableError, OutcomeUnknownError


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """An attempt whose row is written: once it is durable, bytes may leave until `deadline_at`."""

    document: Document
    attempt: int
    prepared: Prepared
    deadline_at: datetime


class AttemptStillOpenError(Exception):
    """The books contradict themselves: a second attempt while one has no end."""


def begin(tx: Connection, document: Document, support: Support, *, now: datetime) -> Sending:
    """READY to SENDING with an attempt row.

    Raises:
        AttemptStillOpenError: another attempt of this document has no end.
    """
    if attempts_without_end(tx, document.id):
        raise AttemptStillOpenError(f"document {document.id}")
    timeout = timedelta(seconds=support.attempt_timeout_s)
    if document.was_lost:
        over = timedelta(seconds=support.attempt_timeout_s + support.commit_deadline_s)
        be_quiet(tx, document.lane_id, until=now + over)
    prepared = prepared_of(tx, document)
    attempt = open_attempt(tx, document, digest=prepared.digest, now=now, deadline_at=now + timeout)
    step = Step(why="sending", now=now)
    moved = move(tx, document, State.SENDING, step, due=now + timeout, said_no=False)
    return Sending(
        document=moved,
        attempt=attempt,
        prepared=prepared,
        deadline_at=now + timeout,
    )


def settle(
    tx: Connection, sending: Sending, outcome: Outcome, support: Support, moment: Moment
) -> Document:
    """Store an attempt's outcome. What is not certain becomes a question.

    Raises:
        LeaseLostError: the attempt was given up meanwhile; a late answer proves nothing more.
    """
    now = moment.now
    document = document_by_id(tx, sending.document.id)
    still_open = [attempt.id for attempt in attempts_without_end(tx, document.id)]
    if document.state is not State.SENDING or sending.attempt not in still_open:
        raise LeaseLostError(f"document {document.id} is {document.state}")
    match outcome:
        case ErpUnavailableError():
            _end(tx, sending, AttemptOutcome.NOT_DONE, str(outcome), now)
            return _later(tx, document, outcome, moment)
        case OutcomeUnknownError(is_duplicate=False):
            return lose(tx, document, support, message=str(outcome), now=now)
        case Accepted() | Pending():
            _end(tx, sending, AttemptOutcome.ACCEPTED, "", now)
            return _accepted(tx, document, outcome, sending.prepared, now)
        case ErpRejectedError():
            _end(tx, sending, AttemptOutcome.REJECTED, str(outcome), now)
            return _rejected(tx, document, outcome, support, now)
        case OutcomeUnknownError():
            _end(tx, sending, AttemptOutcome.DUPLICATE, str(outcome), now)
            return _duplicate(tx, document, outcome, support, now)


def _end(
    tx: Connection, sending: Sending, outcome: AttemptOutcome, message: str, now: datetime
) -> None:
    end_attempt(tx, sending.attempt, outcome, message=message, now=now)


def _later(
    tx: Connection, document: Document, outcome: ErpUnavailableError, moment: Moment
) -> Document:
    """Certain that nothing was done: again after a growing wait, an open question stays open."""
    tries = document.tries + 1
    step = Step(why="backoff", now=moment.now, evidence={"message": str(outcome)})
    due = moment.now + backoff(tries, roll=moment.roll)
    return move(tx, document, State.READY, step, due=due, tries=tries)


def _accepted(
    tx: Connection,
    document: Document,
    outcome: Accepted | Pending,
    prepared: Prepared,
    now: datetime,
) -> Document:
    if isinstance(outcome, Pending):
        return accept(tx, document, None, Step(why="acknowledged", now=now))
    difference = difference_of(outcome.shows, prepared.expect)
    evidence = {"number": outcome.number, "difference": difference}
    if not difference:
        step = Step(why="acknowledged", now=now, evidence={"number": outcome.number})
        return accept(tx, document, outcome.number, step)
    problem = Problem(code="found_differs", params={"system": document.system, **evidence})
    return to_person(
        tx,
        document,
        [problem],
        Step(why="found_differs", now=now, evidence=evidence),
        question=Question.DIFFERS,
        number=outcome.number,
        sent_at=now,
    )


def _rejected(
    tx: Connection,
    document: Document,
    outcome: ErpRejectedError,
    support: Support,
    now: datetime,
) -> Document:
    """A refusal while a question is open is no refusal: an earlier attempt may be in the ERP."""
    evidence = {"message": str(outcome), "code": outcome.code}
    if document.question is Question.OPEN:
        step = Step(why="refused_while_open", now=now, evidence=evidence)
        return ask(tx, document, support, step, said_no=True)
    code = "system_config" if outcome.is_config else "erp_rejected"
    params = {"system": document.system, "message": str(outcome)}
    step = Step(why="refused", now=now, evidence=evidence)
    return to_person(tx, document, [Problem(code=code, params=params)], step)


def _duplicate(
    tx: Connection,
    document: Document,
    outcome: OutcomeUnknownError,
    support: Support,
    now: datetime,
) -> Document:
    """The system has the reference already: ours, if our own equal bytes were lost before."""
    evidence = {"message": str(outcome)}
    if document.was_lost and not support.looks_up:
        return accept(tx, document, None, Step(why="duplicate", now=now, evidence=evidence))
    step = Step(why="duplicate", now=now, evidence=evidence)
    return ask(tx, document, support, step, said_no=True, ask_after=now + waits(support))
