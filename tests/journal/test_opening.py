"""A journal is opened by one process, by steps, and never by an older release."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect

import agent.journal.accepted_lines
import agent.journal.attempts
import agent.journal.audit
import agent.journal.cases  # noqa: F401 - the families register their tables
from agent.journal import DataDirLockedError, Journal, NewerSchemaError
from agent.journal.schema import METADATA

from .conftest import NOW


async def test_a_second_agent_on_the_same_directory_is_turned_away(
    journal: Journal, tmp_path: Path
) -> None:
    with pytest.raises(DataDirLockedError, match="in use by another agent"):
        await Journal.open(tmp_path / "data", clock=lambda: NOW)


async def test_an_agent_waits_for_the_command_that_holds_the_directory(tmp_path: Path) -> None:
    command = await Journal.open(tmp_path / "data", clock=lambda: NOW)
    starting = asyncio.create_task(
        Journal.open(tmp_path / "data", clock=lambda: NOW, patience_s=30.0)
    )
    await asyncio.sleep(0.3)
    assert not starting.done()
    await command.close()
    await (await starting).close()


async def test_the_directory_is_free_again_after_a_close(tmp_path: Path) -> None:
    for _ in range(2):
        journal = await Journal.open(tmp_path / "data", clock=lambda: NOW)
        await journal.close()


async def test_a_journal_of_a_newer_release_is_refused_and_left_alone(tmp_path: Path) -> None:
    journal = await Journal.open(tmp_path / "data", clock=lambda: NOW)
    await journal.close()
    with sqlite3.connect(tmp_path / "data" / "journal.sqlite3") as file:
        file.execute("INSERT INTO schema_steps VALUES (999, '2026-11-25T12:00:00.000Z')")
    file.close()

    with pytest.raises(NewerSchemaError, match="newer release"):
        await Journal.open(tmp_path / "data", clock=lambda: NOW)


async def test_the_tables_in_the_code_are_the_tables_the_steps_make(journal: Journal) -> None:
    def made(tx: Connection) -> dict[str, list[str]]:
        found = inspect(tx)
        return {n: [c["name"] for c in found.get_columns(n)] for n in found.get_table_names()}

    in_file = await journal.read(made)
    in_code = {name: [c.name for c in table.columns] for name, table in METADATA.tables.items()}
    assert in_code.items() <= in_file.items()
