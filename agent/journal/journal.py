"""The journal as a whole: opened under the directory's lock, written by one, read by many."""

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Self, TypeVar

import aiosqlite  # noqa: F401 - the readers' driver; a missing one is found here, not at first use
from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from agent.journal.events import Arrival
from agent.journal.lock import DataDirLock, DataDirLockedError
from agent.journal.migrate import migrate
from agent.journal.writer import Unit, Writer

T = TypeVar("T")

FILE_NAME = "journal.sqlite3"
READERS_MAX = 4
LOCK_PAUSE_S = 0.1


class Journal:
    """Units of work go in (`write`), pictures come out (`read`), events are kept (`accept`)."""

    def __init__(self, folder: Path, lock: DataDirLock) -> None:
        self._lock = lock
        self._writer = Writer(folder / FILE_NAME)
        self._readers = _reading_engine(folder / FILE_NAME)

    @classmethod
    async def open(
        cls, folder: Path, *, clock: Callable[[], datetime], patience_s: float = 0.0
    ) -> Self:
        """Take the directory's lock and bring the journal in it to this release's schema.

        Raises:
            DataDirLockedError: another agent keeps it, for longer than `patience_s`.
            NewerSchemaError: a newer release has written it.
        """
        journal = cls(folder, await _locked(folder, patience_s))
        opened = False
        try:
            await journal._writer.start(lambda connection: migrate(connection, clock))
            opened = True
        finally:
            if not opened:
                await journal.close()
        return journal

    async def write(self, unit: Unit[T]) -> T:
        """Run a unit as part of a group; when this returns, it is durable."""
        return await self._writer.write(unit)

    async def read(self, unit: Unit[T]) -> T:
        """Run a unit on a connection that cannot write: a picture of one moment."""
        async with self._readers.connect() as connection, connection.begin():
            return await connection.run_sync(unit)

    async def accept(self, arrival: Arrival) -> bool:
        """Keep an event; False where it was kept before.

        Raises:
            OtherBytesError: another event has come under this id.
        """
        return await self._writer.accept(arrival)

    async def close(self) -> None:
        await self._readers.dispose()
        await self._writer.close()
        self._lock.release()


async def _locked(folder: Path, patience_s: float) -> DataDirLock:
    loop = asyncio.get_running_loop()
    until = loop.time() + patience_s
    while True:
        try:
            return DataDirLock(folder)
        except DataDirLockedError:
            if loop.time() >= until:
                raise
        await asyncio.sleep(LOCK_PAUSE_S)


def _reading_engine(file: Path) -> AsyncEngine:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///file:{file}?mode=ro&uri=true",
        pool_size=READERS_MAX,
        max_overflow=0,
        hide_parameters=True,  # an error that quotes its statement must not quote customers
    )

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: sqlite3.Connection, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in ("busy_timeout = 5000", "query_only = ON", "wal_autocheckpoint = 0"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine
