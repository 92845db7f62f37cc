"""What a person must settle: one row a case, with all its problems."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    insert,
    select,
    update,
)

from agent.domain.problems import Problem
from agent.journal.schema import METADATA, Json, Utc

cases = Table(
    "cases",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("shop_id", Integer, ForeignKey("shops.id"), nullable=False),
    Column("order_id", Integer),
    Column("incarnation", String(8)),
    Column("document_id", Integer, ForeignKey("documents.id")),
    Column("correlation", String(36), nullable=False),
    Column("code", String(64), nullable=False),
    Column("params", Json, nullable=False),
    Column("problems", Json, nullable=False),
    Column("opened_at", Utc, nullable=False),
    Column("closed_at", Utc),
    Column("closed_by", String(64)),
    Column("closing", String(32)),
    Column("reason", Text),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a case is about; without an order it is about the shop as a whole (stock)."""

    shop_id: int
    correlation: str
    order_id: int | None = None
    incarnation: str | None = None
    document_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case; `closing` is how it ended (retry, accept, discard, settled by itself)."""

    id: int
    subject: Subject
    problems: tuple[Problem, ...]
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    closing: str | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCause:
    """Open cases with one cause; `params` are those that all of them share."""

    code: str
    params: dict[str, str]
    oldest_at: datetime
    cases: tuple[Case, ...]


def open_case(
    tx: Connection, subject: Subject, problems: Sequence[Problem], *, now: datetime
) -> int:
    """Open a case in the caller's transaction, the same that moves what it is about."""
    first = problems[0]
    opened: int = tx.execute(
        insert(cases)
        .values(
            shop_id=subject.shop_id,
            order_id=subject.order_id,
            incarnation=subject.incarnation,
            document_id=subject.document_id,
            correlation=subject.correlation,
            code=first.code,
            params=dict(first.params),
            problems=[{"code": p.code, "params": dict(p.params)} for p in problems],
            opened_at=now,
        )
        .returning(cases.c.id)
    ).scalar_one()
    return opened


def close_cases(  # noqa: PLR0913 - who, how, why and when belong on the row
    tx: Connection, *, document_id: int, who: str, closing: str, reason: str = "", now: datetime
) -> None:
    """Close what is open of a document: it has moved on."""
    tx.execute(
        update(cases)
        .where(cases.c.document_id == document_id, cases.c.closed_at.is_(None))
        .values(closed_at=now, closed_by=who, closing=closing, reason=reason)
    )


def close_cases_of_order(  # noqa: PLR0913 - which order; who, how, why and when
    tx: Connection, *, shop_id: int, order_id: int, incarnation: str,
    who: str, closing: str, reason: str = "", now: datetime,
) -> int:  # fmt: skip
    """Close what is open of an order itself, not of one of its documents; how many."""
    return tx.execute(
        update(cases)
        .where(
            cases.c.shop_id == shop_id,
            cases.c.order_id == order_id,
            cases.c.incarnation == incarnation,
            cases.c.document_id.is_(None),
            cases.c.closed_at.is_(None),
        )
        .values(closed_at=now, closed_by=who, closing=closing, reason=reason)
    ).rowcount


def close_case(tx: Connection, case_id: int, *, who: str, closing: str, now: datetime) -> None:
    """Close one case that is not about a document."""
    tx.execute(
        update(cases)
        .where(cases.c.id == case_id, cases.c.closed_at.is_(None))
        .values(closed_at=now, closed_by=who, closing=closing)
    )


def open_cases(
    tx: Connection,
    *,
    shop_id: int | None = None,
    order_id: int | None = None,
    document_id: int | None = None,
) -> tuple[Case, ...]:
    """Open cases, oldest first."""
    query = select(cases).where(cases.c.closed_at.is_(None)).order_by(cases.c.id)
    if shop_id is not None:
        query = query.where(cases.c.shop_id == shop_id)
    if order_id is not None:
        query = query.where(cases.c.order_id == order_id)
    if document_id is not None:
        query = query.where(cases.c.document_id == document_id)
    return tuple(_case(row) for row in tx.execute(query))


def cases_of_order(tx: Connection, *, shop_id: int, order_id: int) -> tuple[Case, ...]:
    """All cases of an order, settled ones too, oldest first."""
    rows = tx.execute(
        select(cases)
        .where(cases.c.shop_id == shop_id, cases.c.order_id == order_id)
        .order_by(cases.c.id)
    )
    return tuple(_case(row) for row in rows)


def open_causes(tx: Connection, *, shop_id: int | None = None) -> tuple[CaseCause, ...]:
    """Open cases grouped by cause, the largest group first."""
    groups: dict[tuple[str, str], list[Case]] = {}
    for case in open_cases(tx, shop_id=shop_id):
        first = case.problems[0]
        groups.setdefault((first.code, first.params.get("system", "")), []).append(case)
    causes = [
        CaseCause(
            code=code,
            params=_shared([dict(case.problems[0].params) for case in members]),
            oldest_at=members[0].opened_at,
            cases=tuple(members),
        )
        for (code, _), members in groups.items()
    ]
    return tuple(sorted(causes, key=lambda cause: (-len(cause.cases), cause.oldest_at)))


def _shared(params: Sequence[dict[str, str]]) -> dict[str, str]:
    first, *others = params
    return {k: v for k, v in first.items() if all(other.get(k) == v for other in others)}


def _case(row: Any) -> Case:
    return Case(
        id=row.id,
        subject=Subject(
            shop_id=row.shop_id,
            correlation=row.correlation,
            order_id=row.order_id,
            incarnation=row.incarnation,
            document_id=row.document_id,
        ),
        problems=tuple(Problem(code=p["code"], params=p["params"]) for p in row.problems),
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        closing=row.closing,
        reason=row.reason,
    )
