"""Jobs by the clock: what fails is listed and said once, and goes on by itself."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from loguru import logger

from agent.entrypoints.scheduler import Job, Scheduler
from agent.ports.failures import ShopUnavailableError


@pytest.fixture
def said() -> Iterator[list[tuple[str, str]]]:
    lines: list[tuple[str, str]] = []
    sink = logger.add(lambda m: lines.append((m.record["level"].name, m.record["message"])))
    yield lines
    logger.remove(sink)


@contextmanager
def running(run: Callable[[], Awaitable[object]]) -> Iterator[Scheduler]:
    scheduler = Scheduler([Job(name="pull.main", every_s=0.05, run=run)])
    scheduler.start(datetime.now(UTC))
    yield scheduler
    scheduler.end()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 - what is awaited has no event
            await asyncio.sleep(0.01)


class Failing:
    """A job that fails as often as it is told, then succeeds."""

    def __init__(self, error: Exception, times: int) -> None:
        self.error, self.times, self.runs = error, times, 0

    async def __call__(self) -> None:
        self.runs += 1
        if self.runs <= self.times:
            raise self.error


async def test_a_shop_that_is_away_is_said_once_and_listed(said: list[tuple[str, str]]) -> None:
    job = Failing(ShopUnavailableError("no answer"), times=3)
    with running(job) as scheduler:
        await until(lambda: job.runs == 3)
        assert scheduler.failing() == {"pull.main": "no answer"}
        await until(lambda: job.runs > 3 and not scheduler.failing())
    assert said.count(("WARNING", "pull.main: no answer")) == 1
    assert said.count(("INFO", "pull.main goes on.")) == 1


async def test_what_is_not_foreseen_is_listed_too_and_is_one_error(
    said: list[tuple[str, str]],
) -> None:
    job = Failing(KeyError("shelf"), times=3)
    with running(job) as scheduler:
        await until(lambda: job.runs == 3 and bool(scheduler.failing()))
        told = "an error that is not foreseen: KeyError: 'shelf'"
        assert scheduler.failing() == {"pull.main": told}
        await until(lambda: job.runs > 3 and not scheduler.failing())
    assert said.count(("ERROR", f"pull.main: {told}")) == 1


async def test_a_job_that_runs_is_waited_for_and_none_begins_after_the_stop() -> None:
    begun, may_end, runs = asyncio.Event(), asyncio.Event(), []

    async def run() -> None:
        runs.append("begun")
        begun.set()
        await may_end.wait()

    with running(run) as scheduler:
        await begun.wait()
        scheduler.stop()
        assert not await scheduler.drained(within_s=0.05)
        may_end.set()
        assert await scheduler.drained(within_s=5)
        await asyncio.sleep(0.2)
    assert runs == ["begun"]
