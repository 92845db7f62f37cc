from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.journal import Journal
from agent.journal.shops import know_shop

SHOP_UUID = "0190b5a0-0000-7000-8000-000000000001"


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, **duration: float) -> None:
        self.now += timedelta(**duration)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def journal(tmp_path: Path, clock: Clock) -> AsyncIterator[Journal]:
    opened = await Journal.open(tmp_path / "data", clock=clock)
    await opened.write(
        lambda tx: know_shop(tx, uuid=SHOP_UUID, name="main", code="WEB", now=clock())
    )
    yield opened
    await opened.close()
