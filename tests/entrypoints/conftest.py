import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from .knocking import Street, street


@pytest.fixture(params=["unix", "tcp"])
def listen(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "unix":
        return f"unix:{tmp_path}/run/agent.sock"
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"http://127.0.0.1:{free.getsockname()[1]}"


@pytest.fixture
async def opened(tmp_path: Path, listen: str) -> AsyncIterator[Street]:
    async with street(tmp_path, listen=listen) as made:
        yield made
