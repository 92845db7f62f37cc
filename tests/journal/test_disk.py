"""A full disk and a foreign lock, made by SQLite itself: refused, told apart, and survived."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from agent.journal import Journal, JournalBusyError, JournalFullError, writer
from agent.journal.settings import get_setting, put_setting
from agent.journal.shops import know_shop

from .conftest import NOW, SHOP_UUID
from .test_intake_rows import arrival


@pytest.fixture
async def hasty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Journal]:
    """A journal that waits only a moment for a foreign lock."""
    monkeypatch.setattr(writer, "BUSY_TIMEOUT_MS", 20)
    opened = await Journal.open(tmp_path / "data", clock=lambda: datetime.now(UTC))
    await opened.write(lambda tx: know_shop(tx, uuid=SHOP_UUID, name="w", code="WEB", now=NOW))
    yield opened
    await opened.close()


def pages(tx: Connection, count: int) -> None:
    tx.exec_driver_sql(f"PRAGMA max_page_count = {count}")


async def test_a_really_full_disk_refuses_and_passes_once_there_is_room(hasty: Journal) -> None:
    await hasty.write(lambda tx: pages(tx, 1))  # no more than it has

    def large(tx: Connection) -> None:
        put_setting(tx, "large", "x" * 200_000)

    answers = await asyncio.gather(
        hasty.write(large), hasty.accept(arrival(1)), return_exceptions=True
    )
    assert [type(a) for a in answers] == [JournalFullError, JournalFullError]

    await hasty.write(lambda tx: pages(tx, 1_000_000))
    await hasty.write(large)
    assert await hasty.accept(arrival(1)) is True
    assert await hasty.read(lambda tx: len(get_setting(tx, "large") or "")) == 200_000


async def test_a_foreign_lock_is_told_as_busy_and_nothing_is_lost_by_it(
    hasty: Journal, tmp_path: Path
) -> None:
    other = sqlite3.connect(tmp_path / "data" / "journal.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answers = await asyncio.gather(
        hasty.accept(arrival(1)),
        hasty.write(lambda tx: put_setting(tx, "a", "b")),
        return_exceptions=True,
    )
    assert [type(a) for a in answers] == [JournalBusyError, JournalBusyError]
    other.execute("ROLLBACK")
    other.close()

    assert await hasty.accept(arrival(1)) is True
    assert await hasty.read(lambda tx: get_setting(tx, "a")) is None
