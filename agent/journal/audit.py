"""Who did what, when and why: a chain in which each row's hash covers the one before it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Integer, String, Table, insert, select

from agent.journal.schema import METADATA, Json, Utc, json_text
from agent.wire.envelope import utc_text

audit = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("who", String(64), nullable=False),
    Column("what", String(64), nullable=False),
    Column("shop_id", Integer),
    Column("document_id", Integer),
    Column("correlation", String(36)),
    Column("details", Json, nullable=False),
    Column("hash", String(64), nullable=False),
)

FIRST_HASH = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the audit log; `who` is `agent` or the person."""

    at: datetime
    who: str
    what: str
    shop_id: int | None = None
    document_id: int | None = None
    correlation: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)


def note(tx: Connection, entry: Entry) -> None:
    """Add an entry to the chain."""
    last = tx.execute(select(audit.c.hash).order_by(audit.c.id.desc()).limit(1)).scalar()
    tx.execute(
        insert(audit).values(
            at=entry.at,
            who=entry.who,
            what=entry.what,
            shop_id=entry.shop_id,
            document_id=entry.document_id,
            correlation=entry.correlation,
            details=dict(entry.details),
            hash=_hash(last or FIRST_HASH, entry),
        )
    )


def entries_of_document(tx: Connection, document_id: int) -> tuple[Entry, ...]:
    rows = tx.execute(select(audit).where(audit.c.document_id == document_id).order_by(audit.c.id))
    return tuple(_entry(row) for row in rows)


def first_broken(tx: Connection) -> int | None:
    """The id of the first row whose hash does not follow from the rows before it."""
    last = FIRST_HASH
    for row in tx.execute(select(audit).order_by(audit.c.id)):
        last = _hash(last, _entry(row))
        if row.hash != last:
            broken: int = row.id
            return broken
    return None


def _hash(last: str, entry: Entry) -> str:
    facts = (utc_text(entry.at), entry.who, entry.what, entry.shop_id, entry.document_id)
    text = json_text([last, *facts, entry.correlation, dict(entry.details)])
    return hashlib.sha256(text.encode()).hexdigest()


def _entry(row: Any) -> Entry:
    return Entry(
        at=row.at,
        who=row.who,
        what=row.what,
        shop_id=row.shop_id,
        document_id=row.document_id,
        correlation=row.correlation,
        details=row.details,
    )
