"""Each try to send a document: its row is durable before the first byte leaves."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Integer, String, Table, Text, insert, select
from sqlalchemy import update as update_rows

from agent.journal.documents import Document
from agent.journal.schema import METADATA, Utc


class AttemptOutcome(StrEnum):
    """How an attempt ended."""

    ACCEPTED = "accepted"
    NOT_DONE = "not_done"  #: certain that nothing was done
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    LOST = "lost"


attempts = Table(
    "attempts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("shop_id", Integer, ForeignKey("shops.id"), nullable=False),
    Column("document_id", Integer, ForeignKey("documents.id"), nullable=False),
    Column("correlation", String(36), nullable=False),
    Column("reference", String(40), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("started_at", Utc, nullable=False),
    Column("deadline_at", Utc, nullable=False),
    Column("ended_at", Utc),
    Column("outcome", String(16)),
    Column("message", Text),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt; no `ended_at` means that it is under way or its process died."""

    id: int
    document_id: int
    reference: str
    digest: str
    started_at: datetime
    deadline_at: datetime
    ended_at: datetime | None
    outcome: AttemptOutcome | None
    message: str | None


def open_attempt(
    tx: Connection, document: Document, *, digest: str, now: datetime, deadline_at: datetime
) -> int:
    opened: int = tx.execute(
        insert(attempts)
        .values(
            shop_id=document.shop_id,
            document_id=document.id,
            correlation=document.correlation,
            reference=document.reference,
            digest=digest,
            started_at=now,
            deadline_at=deadline_at,
        )
        .returning(attempts.c.id)
    ).scalar_one()
    return opened


def end_attempt(
    tx: Connection, attempt_id: int, outcome: AttemptOutcome, *, message: str, now: datetime
) -> None:
    tx.execute(
        update_rows(attempts)
        .where(attempts.c.id == attempt_id, attempts.c.ended_at.is_(None))
        .values(ended_at=now, outcome=outcome, message=message)
    )


def attempts_without_end(tx: Connection, document_id: int) -> tuple[Attempt, ...]:
    return tuple(a for a in attempts_of(tx, document_id) if a.ended_at is None)


def attempts_of(tx: Connection, document_id: int) -> tuple[Attempt, ...]:
    """All attempts of a document, oldest first."""
    rows = tx.execute(
        select(attempts).where(attempts.c.document_id == document_id).order_by(attempts.c.id)
    )
    return tuple(_attempt(row) for row in rows)


def _attempt(row: Any) -> Attempt:
    return Attempt(
        id=row.id,
        document_id=row.document_id,
        reference=row.reference,
        digest=row.digest,
        started_at=row.started_at,
        deadline_at=row.deadline_at,
        ended_at=row.ended_at,
        outcome=None if row.outcome is None else AttemptOutcome(row.outcome),
        message=row.message,
    )
