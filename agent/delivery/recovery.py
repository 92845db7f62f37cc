"""After a start, and after the unexpected: nothing is forgotten, nothing is guessed."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from agent.delivery.lane import Claim, claimed, current, give_back, wake
from agent.delivery.move import AGENT, Step, move, to_person
from agent.delivery.order_case import open_order_case
from agent.delivery.question import lose
from agent.domain.problems import Problem
from agent.domain.states import State
from agent.journal.documents import Document, documents_in, documents_of_lane, make_due
from agent.journal.lanes import change_lane, lift_claims
from agent.ports.erp import Support

REST = timedelta(minutes=5)


def recover(tx: Connection, support: Support, *, now: datetime) -> int:
    """Once at the start, before any worker: how many attempts were found without an end.

    SENDING is a question now, never READY: bytes may have left. Claims of the dead are lifted
    (their crash marks stay), and what waits for an event is judged anew, for the settings may
    have changed.
    """
    found = documents_in(tx, State.SENDING)
    for document in found:
        lose(tx, document, support, message="the agent stopped before the answer", now=now)
    make_due(tx, State.GATED, now=now)
    for system in {d.system for d in documents_in(tx, State.READY)}:
        resume(tx, system, now=now)
    lift_claims(tx, now=now)
    return len(found)


def resume(tx: Connection, system: str, *, now: datetime) -> int:
    """The system answers again: what its closed circuit kept back is due now."""
    kept = [d for d in documents_in(tx, State.READY) if d.why == "circuit" and d.system == system]
    for document in kept:
        move(tx, document, State.READY, Step(why="circuit_closed", now=now), due=now)
        wake(tx, document.lane_id, now=now)
    return len(kept)


def unexpected(
    tx: Connection, claim: Claim, support: Support, error: BaseException, *, now: datetime
) -> None:
    """Work on this lane has raised what nobody knows: a case, and the others go on.

    Raises:
        LeaseLostError: the lane was claimed by another meanwhile.
    """
    lane = claimed(tx, claim)
    document = current(documents_of_lane(tx, lane.id))
    problem = Problem(code="unexpected", params={"error": f"{type(error).__name__}: {error}"})
    if document is None or not _park(tx, document, support, problem, now):
        open_order_case(tx, lane, problem, now=now)
    due = give_back(tx, lane, now=now)
    if due is not None and due <= now:
        # What could not be worked on now would come back at once, without end.
        change_lane(tx, lane.id, due=now + REST)


def _park(
    tx: Connection, document: Document, support: Support, problem: Problem, now: datetime
) -> bool:
    step = Step(why="unexpected", now=now, who=AGENT, evidence=dict(problem.params))
    if document.state is State.SENDING:
        lose(tx, document, support, message=problem.params["error"], now=now)
        return True
    if document.state in (State.GATED, State.READY, State.UNKNOWN):
        to_person(tx, document, [problem], step)
        return True
    return False
