"""The control socket: for its own user alone, every command with the name of who asks."""

import asyncio
import os
import socket
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from agent.delivery.person import NotAllowedError
from agent.entrypoints.control import Control, control_socket, user_name
from agent.entrypoints.desk import DeskError


class ScriptedDesk:
    """Commands as the desk has them; keeps who asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, str]] = []
        self.commands: dict[str, Callable[[Any, str], Awaitable[Any]]] = {
            "order": self._order,
            "refused": self._refused,
            "not_allowed": self._not_allowed,
        }

    async def _order(self, given: Any, who: str) -> Any:
        self.asked.append((given, who))
        return {"order": int(given["order"])}

    async def _refused(self, _given: Any, _who: str) -> Any:
        raise DeskError("say which shop")

    async def _not_allowed(self, _given: Any, _who: str) -> Any:
        raise NotAllowedError("a question is open")


@pytest.fixture
def desk() -> ScriptedDesk:
    return ScriptedDesk()


@pytest.fixture
async def folder(tmp_path: Path, desk: ScriptedDesk) -> AsyncIterator[Path]:
    control = Control(desk, tmp_path)  # type: ignore[arg-type]
    await control.open()
    yield tmp_path
    await control.close()


async def ask(folder: Path, command: str, body: bytes = b"{}") -> tuple[int, Any]:
    connector = aiohttp.UnixConnector(path=str(control_socket(folder)))
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        session.post(f"http://agent/{command}", data=body) as response,
    ):
        return response.status, await response.json()


async def test_a_command_is_answered_and_who_asked_is_what_the_kernel_says(
    folder: Path, desk: ScriptedDesk
) -> None:

    assert await ask(folder, "order", b'{"order": 7, "who": "somebody else"}') == (
        200,
        {"order": 7},
    )
    assert desk.asked[0][1] == user_name(os.getuid())


async def test_only_its_own_user_may_come_near(folder: Path) -> None:
    path = control_socket(folder)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become another user")
async def test_another_user_is_not_let_in(folder: Path) -> None:
    program = (
        "import os, socket, sys\nos.setgid(65534); os.setuid(65534)\n"
        "s = socket.socket(socket.AF_UNIX)\n"
        "try: s.connect(sys.argv[1])\nexcept PermissionError: sys.exit(7)\n"
    )
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", program, str(control_socket(folder))],
        check=False,
        capture_output=True,
    )
    assert done.returncode == 7


@pytest.mark.parametrize(
    ("command", "body", "status", "said"),
    [
        ("refused", b"{}", 409, "say which shop"),
        ("not_allowed", b"{}", 409, "a question is open"),
        ("party", b"{}", 404, "no command party"),
        ("order", b"{}", 400, "this is no order: 'order'"),
        ("order", b'{"order": "x"}', 400, "this is no order: invalid literal"),
        ("order", b"[1]", 400, "this is no order: "),
        ("order", b"{", 400, "this is no order: "),
        ("order", b"\xff", 400, "this is no order: "),
    ],
)
async def test_what_is_no_command_is_said_so_and_the_next_is_served(
    folder: Path, command: str, body: bytes, status: int, said: str
) -> None:
    answered, told = await ask(folder, command, body)
    assert answered == status
    assert told["error"].startswith(said)
    assert (await ask(folder, "order", b'{"order": 1}'))[0] == 200


async def test_a_left_over_socket_is_taken_over(tmp_path: Path, desk: ScriptedDesk) -> None:
    path = control_socket(tmp_path)
    path.parent.mkdir(parents=True)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    control = Control(desk, tmp_path)  # type: ignore[arg-type]
    await control.open()
    assert (await ask(tmp_path, "order", b'{"order": 1}'))[0] == 200
    await control.close()


def test_a_user_without_a_name_is_told_by_number() -> None:
    assert user_name(4_000_000) == "uid 4000000"
