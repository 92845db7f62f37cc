"""What happens by the clock: the jobs of each shop, one table."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from loguru import logger

from agent.journal import JournalBusyError, JournalFullError
from agent.ports.failures import EdgeError


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job; `run` may be called at any time and finishes what was left."""

    name: str
    every_s: float
    run: Callable[[], Awaitable[object]]


class Scheduler:
    """Runs each job at once and then by its interval, never twice at a time.

    What cannot be done now (a shop or a system is away) is said once and tried again; so is what
    nobody has foreseen, as an error. `failing` lists both until the job succeeds.
    """

    def __init__(self, jobs: list[Job]) -> None:
        self._jobs = {job.name: job for job in jobs}
        self._failing: dict[str, str] = {}
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._scheduler.add_listener(self._note_unforeseen, EVENT_JOB_ERROR)
        self._running = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def start(self, now: datetime) -> None:
        for job in self._jobs.values():
            self._scheduler.add_job(
                self._run,
                IntervalTrigger(seconds=job.every_s),
                args=[job.name],
                id=job.name,
                next_run_time=now,
            )
        self._scheduler.start()

    def stop(self) -> None:
        """No job begins any more; one that runs is left to `drained`."""
        if self._scheduler.running:
            self._scheduler.pause()

    async def drained(self, *, within_s: float) -> bool:
        """Return when no job runs, or (False) when that takes too long."""
        try:
            async with asyncio.timeout(within_s):
                await self._idle.wait()
        except TimeoutError:
            return False
        return True

    def end(self) -> None:
        if self._scheduler.running:
            # `wait=True` would cancel running coroutines all the same: drain first.
            self._scheduler.shutdown(wait=False)

    def failing(self) -> dict[str, str]:
        """Jobs whose last run could not be done, with the reason."""
        return dict(self._failing)

    async def _run(self, name: str) -> None:
        job = self._jobs[name]
        self._running += 1
        self._idle.clear()
        try:
            await job.run()
        except (EdgeError, JournalBusyError, JournalFullError) as error:
            if self._failing.get(name) != str(error):
                logger.warning("{}: {}", name, error)
            self._failing[name] = str(error)
        else:
            if self._failing.pop(name, None):
                logger.info("{} goes on.", name)
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()

    def _note_unforeseen(self, event: JobExecutionEvent) -> None:
        """The library has caught what a job raised, and would tell only its own log."""
        name, error = event.job_id, event.exception
        said = f"an error that is not foreseen: {type(error).__name__}: {error}"
        if self._failing.get(name) != said:
            logger.opt(exception=error).error("{}: {}", name, said)
        self._failing[name] = said
