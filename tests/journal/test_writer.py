"""The writer's laws: begun at once, savepoints, one durable commit for a group."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError, OperationalError

from agent.journal import Journal, JournalDeadError, JournalFullError
from agent.journal.counters import current_value, next_value
from agent.journal.settings import get_setting, put_setting
from agent.journal.writer import writing_engine


async def test_what_a_unit_returns_comes_back_when_it_is_durable(
    journal: Journal, tmp_path: Path
) -> None:
    assert await journal.write(lambda tx: next_value(tx, "epoch")) == 1
    with sqlite3.connect(tmp_path / "data" / "journal.sqlite3") as other:
        assert other.execute("SELECT value FROM counters").fetchall() == [(1,)]
    other.close()


async def test_a_unit_that_fails_undoes_itself_and_no_other_of_its_group(journal: Journal) -> None:
    def fails(tx: Connection) -> None:
        put_setting(tx, "of the failed", "x")
        raise LookupError("no")

    answers = await asyncio.gather(
        *(journal.write(lambda tx: next_value(tx, "n")) for _ in range(5)),
        journal.write(fails),
        *(journal.write(lambda tx: next_value(tx, "n")) for _ in range(5)),
        return_exceptions=True,
    )

    assert [a for a in answers if not isinstance(a, int)] == [answers[5]]
    assert isinstance(answers[5], LookupError)
    assert await journal.read(lambda tx: current_value(tx, "n")) == 10
    assert await journal.read(lambda tx: get_setting(tx, "of the failed")) is None


async def test_a_statement_that_breaks_a_rule_of_the_tables_fails_alone(journal: Journal) -> None:
    def doubled(tx: Connection) -> None:
        for _ in range(2):
            tx.execute(text("INSERT INTO settings (name, value) VALUES ('a', 'b')"))

    with pytest.raises(IntegrityError):
        await journal.write(doubled)
    assert await journal.write(lambda tx: next_value(tx, "n")) == 1


def test_the_release_of_the_first_savepoint_is_no_commit(tmp_path: Path) -> None:
    """With a driver that begins late it would be: then a group is no group."""
    engine = writing_engine(tmp_path / "one.sqlite3")
    other = sqlite3.connect(tmp_path / "one.sqlite3", isolation_level=None)
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a)")
        connection.commit()
        with connection.begin() as group:
            with connection.begin_nested():
                connection.exec_driver_sql("INSERT INTO t VALUES (1)")
            assert other.execute("SELECT count(*) FROM t").fetchone() == (0,)
            group.rollback()
        assert other.execute("SELECT count(*) FROM t").fetchone() == (0,)
    other.close()


def test_a_transaction_is_begun_as_a_writer_at_once(tmp_path: Path) -> None:
    engine = writing_engine(tmp_path / "one.sqlite3")
    with engine.connect() as connection, connection.begin():
        other = sqlite3.connect(tmp_path / "one.sqlite3", timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


async def test_a_reader_cannot_write(journal: Journal) -> None:
    with pytest.raises(OperationalError, match="readonly"):
        await journal.read(lambda tx: next_value(tx, "n"))


async def test_the_writers_connection_is_set_for_power_cuts(journal: Journal) -> None:
    def pragmas(tx: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "mmap_size", "foreign_keys")
        return [tx.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    assert await journal.write(pragmas) == ["wal", 2, 0, 1]


async def test_after_an_input_output_error_nothing_is_written_any_more(journal: Journal) -> None:
    def disk_fails(tx: Connection) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
        raise error

    with pytest.raises(JournalDeadError):
        await journal.write(disk_fails)
    with pytest.raises(JournalDeadError):
        await journal.write(lambda tx: next_value(tx, "n"))


async def test_a_full_disk_refuses_the_group_and_the_next_may_pass(journal: Journal) -> None:
    def disk_is_full(tx: Connection) -> None:
        put_setting(tx, "a", "b")
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    with pytest.raises(JournalFullError):
        await journal.write(disk_is_full)
    assert await journal.write(lambda tx: next_value(tx, "n")) == 1
    assert await journal.read(lambda tx: get_setting(tx, "a")) is None
