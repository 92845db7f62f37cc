"""The door of the practice ERP: open, or closed so that a connection is refused."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Callable

HOST = "127.0.0.1"


class Listener:
    """Listens on one port, which stays the same over every closing."""

    def __init__(self, make: Callable[[], web.Application], port: int) -> None:
        """Take what makes the application, and a port (0: any)."""
        self._make = make
        self.port = port
        self._runner: web.AppRunner | None = None
        self._opening: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def up(self) -> None:
        """Listen, if not listening already."""
        self._forget_opening()
        if self._runner is not None:
            return
        self._runner = web.AppRunner(self._make(), access_log=None, shutdown_timeout=0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, self.port)
        await site.start()
        self.port = int(self._runner.addresses[0][1])

    async def down(self, seconds: float | None = None) -> None:
        """Stop listening and drop open connections; listen again by itself after `seconds`."""
        self._forget_opening()
        if self._runner is not None:
            runner, self._runner = self._runner, None
            await runner.cleanup()
        if seconds is not None:
            self._opening = asyncio.get_running_loop().call_later(seconds, self._open)

    def _open(self) -> None:
        task = asyncio.create_task(self.up())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _forget_opening(self) -> None:
        if self._opening is not None:
            self._opening.cancel()
            self._opening = None
