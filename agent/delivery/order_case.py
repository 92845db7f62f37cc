"""The case of an order whose work fails before it has a document that could carry the case."""

from datetime import datetime

from sqlalchemy import Connection

from agent.delivery.move import AGENT
from agent.domain.problems import Problem
from agent.journal.cases import Subject, close_cases_of_order, open_case, open_cases
from agent.journal.lanes import Lane


def open_order_case(tx: Connection, lane: Lane, problem: Problem, *, now: datetime) -> None:
    """Open it, unless it is open already: the work is tried again by itself."""
    known = open_cases(tx, shop_id=lane.shop_id, order_id=lane.order_id)
    if any(c.subject.document_id is None and _is_of(c.subject, lane) for c in known):
        return
    subject = Subject(
        shop_id=lane.shop_id,
        correlation=lane.correlation,
        order_id=lane.order_id,
        incarnation=lane.incarnation,
    )
    open_case(tx, subject, [problem], now=now)


def settle_order_case(tx: Connection, lane: Lane, *, now: datetime) -> None:
    """The order's work has come to its end: what failed before has been done."""
    close_order_case(tx, lane, who=AGENT, closing="settled", now=now)


def close_order_case(  # noqa: PLR0913 - who, how, why and when belong on the row
    tx: Connection, lane: Lane, *, who: str, closing: str, reason: str = "", now: datetime
) -> bool:
    """Whether there was one."""
    closed = close_cases_of_order(
        tx,
        shop_id=lane.shop_id,
        order_id=lane.order_id,
        incarnation=lane.incarnation,
        who=who,
        closing=closing,
        reason=reason,
        now=now,
    )
    return closed > 0


def _is_of(subject: Subject, lane: Lane) -> bool:
    return subject.incarnation == lane.incarnation
