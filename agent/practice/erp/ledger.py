"""The durable file of the practice ERP: tables, transactions and settings. Knows no SOAP."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE_NAME = "erp.sqlite3"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS item (sku TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS stock (
    sku TEXT NOT NULL REFERENCES item(sku) ON UPDATE CASCADE,
    warehouse TEXT NOT NULL,
    on_hand TEXT NOT NULL,
    PRIMARY KEY (sku, warehouse)
) STRICT;
CREATE TABLE IF NOT EXISTS blocked_customer (key TEXT PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS document (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number TEXT NOT NULL UNIQUE,
    reference TEXT NOT NULL,
    shop_order_number TEXT NOT NULL,
    state TEXT NOT NULL,
    order_date TEXT NOT NULL,
    currency TEXT NOT NULL,
    net TEXT NOT NULL,
    tax TEXT NOT NULL,
    gross TEXT NOT NULL,
    parties BLOB NOT NULL,
    received_at TEXT NOT NULL,
    committed_at TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS document_reference ON document(reference);
CREATE INDEX IF NOT EXISTS document_changed_at ON document(changed_at);
CREATE TABLE IF NOT EXISTS document_line (
    document INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,
    line_no INTEGER NOT NULL,
    sku TEXT NOT NULL REFERENCES item(sku) ON UPDATE CASCADE,
    warehouse TEXT NOT NULL,
    description TEXT NOT NULL,
    quantity TEXT NOT NULL,
    accepted TEXT NOT NULL,
    shipped TEXT NOT NULL,
    unit_price TEXT NOT NULL,
    line_total TEXT NOT NULL,
    tax_amount TEXT NOT NULL,
    tax_code TEXT,
    PRIMARY KEY (document, line_no)
) STRICT;
CREATE TABLE IF NOT EXISTS document_charge (
    document INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    description TEXT NOT NULL,
    amount TEXT NOT NULL,
    tax_amount TEXT NOT NULL,
    PRIMARY KEY (document, position)
) STRICT;
CREATE TABLE IF NOT EXISTS document_content (
    document INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,
    operation TEXT NOT NULL,
    content BLOB NOT NULL,
    received_at TEXT NOT NULL,
    committed_at TEXT NOT NULL
) STRICT;
"""

_TABLES = (
    "document_content",
    "document_charge",
    "document_line",
    "document",
    "stock",
    "item",
    "blocked_customer",
    "setting",
)


class Ledger:
    """One SQLite file; what a `transaction` has left is on the disk."""

    def __init__(self, home: Path, *, read_only: bool = False) -> None:
        """Open the file in `home`; only the serving process opens it for writing."""
        path = home / FILE_NAME
        if read_only:
            self.rows = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)
        else:
            home.mkdir(parents=True, exist_ok=True)
            self.rows = sqlite3.connect(path, isolation_level=None)
            self.rows.execute("PRAGMA journal_mode=WAL")
            self.rows.execute("PRAGMA synchronous=FULL")
            self.rows.execute("PRAGMA foreign_keys=ON")
            self.rows.executescript(_SCHEMA)
        self.rows.row_factory = sqlite3.Row

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; the commit has reached the disk when the block is left."""
        self.rows.execute("BEGIN IMMEDIATE")
        try:
            yield self.rows
        except BaseException:
            self.rows.execute("ROLLBACK")
            raise
        self.rows.execute("COMMIT")

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Several reads of one moment."""
        self.rows.execute("BEGIN")
        try:
            yield self.rows
        finally:
            self.rows.execute("COMMIT")

    def close(self) -> None:
        self.rows.close()

    def setting(self, key: str) -> str | None:
        row = self.rows.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row["value"])

    def set_setting(self, key: str, value: str | None) -> None:
        """Store a setting of the ERP; None removes it."""
        with self.transaction() as rows:
            rows.execute("DELETE FROM setting WHERE key = ?", (key,))
            if value is not None:
                rows.execute("INSERT INTO setting VALUES (?, ?)", (key, value))

    @property
    def enforces_reference(self) -> bool:
        """Whether a second live document with the same reference is refused."""
        return self.setting("enforce_reference") == "yes"

    @property
    def closed_before(self) -> date | None:
        """First day of the open period, if one was ever closed."""
        value = self.setting("closed_before")
        return None if value is None else date.fromisoformat(value)

    def reset(self) -> None:
        """Forget everything, settings included; document numbers go on."""
        with self.transaction() as rows:
            for table in _TABLES:
                rows.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own


def stamp(moment: datetime) -> str:
    """A time as the ledger and the answers write it; sorts as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
