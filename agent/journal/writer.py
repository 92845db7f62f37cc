"""The one writer: units of work in groups, one durable commit for each group.

It owns the only connection that writes or checkpoints, on a thread of its own (decision 0001).
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError

from agent import failpoints
from agent.journal.events import Arrival, insert_arrivals

T = TypeVar("T")
Unit = Callable[[Connection], T]

GROUP_MAX = 500
BUSY_TIMEOUT_MS = 5000


class JournalDeadError(Exception):
    """The disk failed under the journal: nothing is taken in or sent until the agent restarts."""


class JournalFullError(Exception):
    """No room on the disk: nothing of this group was written."""


class JournalBusyError(Exception):
    """Another program holds the journal's file locked: nothing of this group was written."""


@dataclass(slots=True, kw_only=True)
class _Job:
    work: Unit[Any] | Arrival
    waiter: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = field(default=None)


class Writer:
    """Takes units from the event loop, runs them on its thread, answers after the commit."""

    def __init__(self, file: Path) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")
        self._engine = writing_engine(file)
        self._connection: Connection | None = None
        self._pending: list[_Job] = []
        self._group: asyncio.Future[None] | None = None
        self._is_scheduled = False
        self._dead: BaseException | None = None

    async def start(self, prepare: Unit[None]) -> None:
        """Connect and prepare (migrate) on the writer's own thread."""

        def connect() -> None:
            self._connection = self._engine.connect()
            prepare(self._connection)

        await asyncio.get_running_loop().run_in_executor(self._thread, connect)

    async def write(self, unit: Unit[T]) -> T:
        """Run the unit in a savepoint of its own and return when its group is durable."""
        result: T = await self._hand_in(unit)
        return result

    async def accept(self, arrival: Arrival) -> bool:
        """Insert the event with all others of its group and return when they are durable."""
        stored: bool = await self._hand_in(arrival)
        return stored

    async def _hand_in(self, work: Unit[Any] | Arrival) -> Any:
        if self._dead is not None:
            raise JournalDeadError("the disk failed under the journal") from self._dead
        waiter: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._pending.append(_Job(work=work, waiter=waiter))
        self._schedule_group()
        return await waiter

    async def close(self) -> None:
        """Finish what was handed in, then fold the write-ahead log into the file."""
        while self._group is not None or self._pending:
            if self._group is not None:
                await asyncio.wait([self._group])
            await asyncio.sleep(0)
        await asyncio.get_running_loop().run_in_executor(self._thread, self._disconnect)
        self._thread.shutdown(wait=True)

    def _schedule_group(self) -> None:
        """Begin after all that is ready to run now: those just answered join the same group.

        Begun at once, the first of them would get a commit of its own each time.
        """
        if self._group is None and not self._is_scheduled:
            self._is_scheduled = True
            asyncio.get_running_loop().call_soon(self._begin_group)

    def _begin_group(self) -> None:
        self._is_scheduled = False
        if self._group is not None or not self._pending:
            return
        jobs, self._pending = self._pending[:GROUP_MAX], self._pending[GROUP_MAX:]
        loop = asyncio.get_running_loop()
        self._group = loop.run_in_executor(self._thread, self._run_group, jobs)
        self._group.add_done_callback(lambda group: self._end_group(jobs, group))

    def _end_group(self, jobs: Sequence[_Job], group: asyncio.Future[None]) -> None:
        self._group = None
        failure = self._failure_of(group.exception())
        for job in jobs:
            if job.waiter.done():
                continue
            error = failure or job.error
            if error is not None:
                job.waiter.set_exception(error)
            else:
                job.waiter.set_result(job.result)
        self._schedule_group()

    def _failure_of(self, error: BaseException | None) -> BaseException | None:
        """What the group's callers are told; an unknown state of the disk ends the journal.

        After a failed fsync the pages may be gone although a second fsync succeeds, so nothing is
        tried again on this connection.
        """
        if error is None:
            return None
        if _primary_code(error) == sqlite3.SQLITE_FULL:
            told: BaseException = JournalFullError("no room on the disk for the journal")
        elif _primary_code(error) == sqlite3.SQLITE_BUSY:
            told = JournalBusyError("another program holds the journal locked (a backup, a shell)")
        else:
            self._dead = error
            told = JournalDeadError(f"the disk failed under the journal: {error}")
        told.__cause__ = error
        return told

    def _run_group(self, jobs: Sequence[_Job]) -> None:
        connection = self._connection
        if self._dead is not None or connection is None:
            raise JournalDeadError("the journal is not open")
        arrivals = [job for job in jobs if isinstance(job.work, Arrival)]
        with connection.begin():
            if arrivals:
                _take_in(connection, arrivals)
            for job in jobs:
                if not isinstance(job.work, Arrival):
                    with _Savepoint(connection, [job]):
                        job.result = job.work(connection)
            if arrivals:
                failpoints.reach("intake.before_commit")
        if arrivals:
            failpoints.reach("intake.after_commit")

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._engine.dispose()


class _Savepoint(AbstractContextManager[None]):
    """What fails inside is undone and told to its own callers; the group goes on."""

    def __init__(self, connection: Connection, jobs: Sequence[_Job]) -> None:
        self._nested = connection.begin_nested()
        self._jobs = jobs

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if error is None:
            self._nested.commit()
            return False
        if not isinstance(error, Exception) or _primary_code(error) in _ENDS_THE_GROUP:
            return False
        self._nested.rollback()
        for job in self._jobs:
            job.error = error
        return True


def _take_in(connection: Connection, jobs: Sequence[_Job]) -> None:
    """All in one statement; where one makes that fail, each by itself: the others are kept."""
    _insert(connection, jobs)
    failed = jobs[0].error
    if len(jobs) > 1 and failed is not None and all(job.error is failed for job in jobs):
        for job in jobs:
            job.error = None
            _insert(connection, [job])


def _insert(connection: Connection, jobs: Sequence[_Job]) -> None:
    with _Savepoint(connection, jobs):
        arrivals = [job.work for job in jobs if isinstance(job.work, Arrival)]
        for job, outcome in zip(jobs, insert_arrivals(connection, arrivals), strict=True):
            if isinstance(outcome, Exception):
                job.error = outcome
            else:
                job.result = outcome


_ENDS_THE_GROUP = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT})


def _primary_code(error: BaseException) -> int | None:
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else None


def writing_engine(file: Path) -> Engine:
    """The engine of the one connection that writes and checkpoints."""
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: object) -> None:
        # The driver's own transactions begin late: the release of the first savepoint would then
        # be a commit. We begin ourselves, and at once as a writer.
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout = {BUSY_TIMEOUT_MS}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "mmap_size = 0",
            "foreign_keys = ON",
            "wal_autocheckpoint = 1000",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
