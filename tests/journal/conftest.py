from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.journal import Journal

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SHOP_UUID = "0190b5a0-0000-7000-8000-000000000001"


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[Journal]:
    opened = await Journal.open(tmp_path / "data", clock=lambda: NOW)
    yield opened
    await opened.close()
