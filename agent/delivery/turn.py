"""What is to be done next for a claimed order: the part of a step that needs no network."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from agent.delivery.judging import Given, Judging, turn_has_come
from agent.delivery.lane import Claim, claimed, give_back
from agent.delivery.move import Moment, Step, move, to_person
from agent.delivery.order_case import settle_order_case
from agent.delivery.pictures import Target, fold, rejudged
from agent.delivery.question import cannot_look_up, lose
from agent.delivery.sending import Sending, begin
from agent.domain.problems import Problem
from agent.domain.states import State
from agent.journal.documents import Document, Question
from agent.journal.lanes import Lane, change_lane
from agent.ports.erp import Service, Support

CRASHES_MAX = 3
CIRCUIT_REST = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A document whose question a look-up may answer now."""

    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting:
    """Nothing can be done now; the lane was given back, due then (None: when something comes)."""

    due: datetime | None


Turn = Judging | Sending | Asking | Resting


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """What delivery must know of the system. `closed_until`: its circuit is open until then."""

    name: str
    services: frozenset[Service]
    support: Support
    closed_until: datetime | None = None


def take_turn(tx: Connection, claim: Claim, reference: str, system: System, moment: Moment) -> Turn:
    """Fold what has come, move what can be moved by the books, and say what the network must do.

    Raises:
        LeaseLostError: the lane was claimed by another.
    """
    now = moment.now
    lane = claimed(tx, claim)
    change_lane(tx, lane.id, due=now + claim.lease)
    lane = fold(tx, lane, Target(system=system.name, reference=reference, now=now))
    # Each round moves the document or ends: a document passes at most a handful of states.
    while (document := rejudged(tx, lane, now=now)) is not None:
        turn = _turn_of(tx, document, lane, system, moment)
        if isinstance(turn, Resting):
            break
        if turn is not None:
            return turn
        lane = claimed(tx, claim)
    settle_order_case(tx, lane, now=now)
    return Resting(due=give_back(tx, lane, now=now))


def _turn_of(
    tx: Connection, document: Document, lane: Lane, system: System, moment: Moment
) -> Turn | None:
    """The document's turn; `Resting` where it must wait; None where it has moved: look again."""
    is_due = document.due is not None and document.due <= moment.now
    if _is_poison(document, lane):
        _poison(tx, document, lane, moment.now)
        return None
    if document.system != system.name and _is_at_rest(document) and _is_to_move(document, is_due):
        _system_gone(tx, document, moment.now)
        return None
    turn: Turn | None = None
    match document.state:
        case State.GATED if is_due:
            given = Given(services=system.services, support=system.support, now=moment.now)
            turn = turn_has_come(tx, document, lane, given)
        case State.READY:
            turn = _ready(tx, document, lane, system, moment.now)
        case State.SENDING:
            _lease_is_over(tx, document, system.support, moment.now)
        case State.UNKNOWN if is_due:
            turn = _unknown(tx, document, system.support, moment)
        case _:
            turn = Resting(due=document.due)
    return turn


def _is_at_rest(document: Document) -> bool:
    return document.state in (State.GATED, State.READY, State.UNKNOWN)


def _is_to_move(document: Document, is_due: bool) -> bool:
    return is_due or document.state is State.READY


def _system_gone(tx: Connection, document: Document, now: datetime) -> None:
    """Its system has our orders no more: no other may get it, or answer for it."""
    is_open = document.question is not Question.NONE
    code = "system_gone_while_open" if is_open else "system_gone"
    params = {"system": document.system, "reference": document.reference}
    to_person(tx, document, [Problem(code=code, params=params)], Step(why="system_gone", now=now))


def _lease_is_over(tx: Connection, document: Document, support: Support, now: datetime) -> None:
    """Its worker has lost the lane; if it lives, it may send until its attempt's time is over."""
    until = now + timedelta(seconds=support.attempt_timeout_s)
    lose(tx, document, support, message="no answer within the lease", now=now, bytes_until=until)


def _unknown(tx: Connection, document: Document, support: Support, moment: Moment) -> Asking | None:
    if support.looks_up:
        return Asking(document=document)
    cannot_look_up(tx, document, support, moment)
    return None


def _ready(
    tx: Connection, document: Document, lane: Lane, system: System, now: datetime
) -> Sending | Resting:
    until, why = document.due or now, document.why
    is_open = document.question is not Question.NONE
    if not is_open and lane.quiet_until is not None and lane.quiet_until > until:
        until, why = lane.quiet_until, "quiet"
    if system.closed_until is not None and system.closed_until > max(until, now):
        # All of them are woken when the circuit closes; until then nobody need look at them.
        until, why = max(system.closed_until, now + CIRCUIT_REST), "circuit"
    if until <= now:
        return begin(tx, document, system.support, now=now)
    if until != document.due:
        move(tx, document, State.READY, Step(why=why, now=now), due=until)
    return Resting(due=until)


def _is_poison(document: Document, lane: Lane) -> bool:
    """The claim has counted itself: more than the limit means that so many never came back."""
    return _is_at_rest(document) and lane.crashes > CRASHES_MAX


def _poison(tx: Connection, document: Document, lane: Lane, now: datetime) -> None:
    problem = Problem(code="poison", params={"crashes": str(lane.crashes - 1)})
    to_person(tx, document, [problem], Step(why="poison", now=now))
