"""Cases about a shop's stock as a whole: opened once, closed when the cause is gone."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from agent.domain.problems import Problem
from agent.journal.cases import Case, Subject, cases, close_case, open_case, open_cases

AGENT = "agent"
ALLOWED = "allowed"
MASS_CHANGE = "stock_mass_change"


def settle_stock_cases(  # noqa: PLR0913 - what was judged, what was found, where and when
    tx: Connection,
    *,
    shop_id: int,
    judged: Collection[str],
    found: Sequence[Problem],
    correlation: str,
    now: datetime,
) -> None:
    """Open a case for what was found and has none; close those of judged codes that are gone."""
    problems = {problem.code: problem for problem in found}
    standing = {case.problems[0].code: case for case in _stock_cases(tx, shop_id)}
    for code in judged:
        case = standing.get(code)
        if case is not None and code not in problems:
            close_case(tx, case.id, who=AGENT, closing="gone", now=now)
    for code, problem in problems.items():
        if code not in standing:
            subject = Subject(shop_id=shop_id, correlation=correlation)
            open_case(tx, subject, [problem], now=now)


def allow_drop(tx: Connection, *, shop_id: int, who: str, now: datetime) -> bool:
    """A person says that the sudden fall is right; False where no case of one is open."""
    for case in _stock_cases(tx, shop_id):
        if case.problems[0].code == MASS_CHANGE:
            close_case(tx, case.id, who=who, closing=ALLOWED, now=now)
            return True
    return False


def is_drop_allowed(tx: Connection, *, shop_id: int, since: datetime) -> bool:
    """Whether a person has allowed a fall since the last figures were stored."""
    query = select(cases.c.id).where(
        cases.c.shop_id == shop_id,
        cases.c.code == MASS_CHANGE,
        cases.c.closing == ALLOWED,
        cases.c.closed_at > since,
    )
    return tx.execute(query.limit(1)).one_or_none() is not None


def _stock_cases(tx: Connection, shop_id: int) -> tuple[Case, ...]:
    return tuple(case for case in open_cases(tx, shop_id=shop_id) if case.subject.order_id is None)
