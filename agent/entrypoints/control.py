"""The control socket: the command line acts on a running agent. Only its own user may."""

import pwd
import socket
import struct
from collections.abc import Callable
from pathlib import Path

from aiohttp import web
from loguru import logger

from agent.delivery.person import NotAllowedError
from agent.entrypoints.desk import Desk, DeskError
from agent.entrypoints.sockets import listen_on_socket

FILE_NAME = "control.sock"
_BODY_BYTES_MAX = 64 * 1024


def control_socket(data_dir: Path) -> Path:
    """Where the socket of an agent with this data directory is."""
    return data_dir / "control" / FILE_NAME


class Control:
    """`POST /<command>` with a JSON object; JSON comes back, 409 with a sentence where refused."""

    def __init__(self, desk: Desk, data_dir: Path) -> None:
        self._desk = desk
        self._path = control_socket(data_dir)
        self._runner: web.AppRunner | None = None

    async def open(self) -> None:
        app = web.Application(client_max_size=_BODY_BYTES_MAX)
        app.router.add_post("/{command}", self._command)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await listen_on_socket(self._runner, str(self._path), mode=0o600)

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _command(self, request: web.Request) -> web.Response:
        name = request.match_info["command"]
        command = self._desk.commands.get(name)
        if command is None:
            return web.json_response({"error": f"no command {name}"}, status=404)
        who = _peer(request)
        try:
            return web.json_response(await command(await request.json(), who))
        except (DeskError, NotAllowedError) as error:
            return web.json_response({"error": str(error)}, status=409)
        except (KeyError, TypeError, ValueError) as error:
            logger.warning("A command {} that is none: {}.", name, error)
            return web.json_response({"error": f"this is no {name}: {error}"}, status=400)


def _peer(request: web.Request) -> str:
    """Who is at the other end, as the kernel says."""
    peer = request.get_extra_info("socket")
    if peer is None:
        return "unknown"
    told = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return user_name(struct.unpack("3i", told)[1])


def user_name(uid: int, look: Callable[[int], pwd.struct_passwd] = pwd.getpwuid) -> str:
    """The name of a user of this machine, or its number."""
    try:
        return look(uid).pw_name
    except KeyError:
        return f"uid {uid}"
