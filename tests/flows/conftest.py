from collections.abc import AsyncIterator

import pytest

from .shop import Shop


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    made = Shop()
    await made.begin()
    yield made
    await made.end()
