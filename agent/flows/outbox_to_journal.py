"""The second net: whatever the shop has not seen acknowledged is pulled, kept, acknowledged.

What cannot be read is kept as it came, with a case, and acknowledged too: left in the outbox it
would stand before all that comes behind it.
"""

import json
import re
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from loguru import logger
from pydantic import ValidationError

from agent.journal import Journal
from agent.journal.events import Net, OtherBytesError
from agent.journal.settings import get_setting, put_setting
from agent.journal.unreadable import open_unreadable, set_aside, settle
from agent.ports.shop import Shop
from agent.wire.envelope import VERSIONS, Envelope

PAGE = 50

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ORDER_IDS = range(1, 2**63)


class UnreadableError(Exception):
    """An event that this agent cannot take in; the message says why."""


class Accept(Protocol):
    """The one door behind all nets; raises OtherBytesError."""

    async def __call__(self, envelope: Envelope, raw: bytes, *, net: Net) -> bool: ...


class OutboxToJournal:
    """The pull of one shop. One run at a time: it carries the lease token."""

    def __init__(
        self,
        journal: Journal,
        shop: Shop,
        *,
        shop_id: int,
        accept: Accept,
        clock: Callable[[], datetime],
    ) -> None:
        self._journal = journal
        self._accept = accept
        self._shop = shop
        self._shop_id = shop_id
        self._clock = clock
        self._has_read_again = False

    async def run_once(self) -> int:
        """Pull until nothing new comes; how many events were taken in.

        Raises:
            ShopUnavailableError: what was kept is kept; run again later.
        """
        await self._read_again()
        taken = 0
        while True:
            answer = await self._shop.pull(limit=PAGE, token=await self._token())
            kept = [e for e in [await self._keep(event) for event in answer.events] if e]
            # The next token is durable before anything is acknowledged under it.
            await self._journal.write(
                partial(put_setting, name=self._key, value=answer.lease.token)
            )
            if kept:
                await self._shop.acknowledge(kept)
            taken += len(kept)
            if not kept or len(answer.events) < PAGE:
                return taken

    @property
    def _key(self) -> str:
        return f"lease.{self._shop.uuid}"

    async def _token(self) -> str:
        return await self._journal.read(lambda tx: get_setting(tx, self._key)) or ""

    async def _keep(self, event: dict[str, Any]) -> str | None:
        """Keep one event, readable or not; its id, or None where it has none to acknowledge."""
        raw = json.dumps(event, separators=(",", ":")).encode()
        event_id = str(event.get("id", ""))
        try:
            await self._take_in(event, raw)
        except UnreadableError as error:
            await self._set_aside(event, raw, why=str(error))
        return event_id if _UUID.fullmatch(event_id) else None

    async def _take_in(self, event: dict[str, Any], raw: bytes) -> None:
        try:
            envelope = Envelope.model_validate(event)
        except ValidationError as error:
            first = error.errors(include_input=False)[0]
            where = ".".join(str(step) for step in first["loc"])
            raise UnreadableError(f"{where}: {first['msg']}") from error
        if envelope.v not in VERSIONS:
            raise UnreadableError(f"version {envelope.v} is newer than this agent: update it")
        if envelope.shop != self._shop.uuid:
            raise UnreadableError("it is of another shop")
        try:
            await self._accept(envelope, raw, net=Net.PULL)
        except OtherBytesError as error:
            raise UnreadableError("another event came under the same id") from error

    async def _set_aside(self, event: dict[str, Any], raw: bytes, *, why: str) -> None:
        event_id, order_id = str(event.get("id", "?"))[:64], event.get("order_id")
        is_new = await self._journal.write(
            partial(
                set_aside,
                shop_id=self._shop_id,
                event_id=event_id,
                order_id=order_id if type(order_id) is int and order_id in _ORDER_IDS else None,
                why=why,
                raw=raw,
                now=self._clock(),
            )
        )
        if is_new:
            logger.error("Event {} cannot be read ({}); it is kept, and a case is open.",
                         event_id, why)  # fmt: skip

    async def _read_again(self) -> None:
        """Once a process: this release may read what an earlier one could not."""
        if self._has_read_again:
            return
        for one in await self._journal.read(partial(open_unreadable, shop_id=self._shop_id)):
            try:
                await self._take_in(json.loads(one.raw), one.raw)
            except UnreadableError:
                continue
            await self._journal.write(
                partial(settle, found=one, who="agent", closing="read", now=self._clock())
            )
            logger.info("Event {} can be read now.", one.event_id)
        self._has_read_again = True
