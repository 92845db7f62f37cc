"""The second net: whatever the shop has not seen acknowledged is pulled, kept, acknowledged."""

import json
from functools import partial
from typing import Any, Protocol

from loguru import logger
from pydantic import ValidationError

from agent.journal import Journal
from agent.journal.events import Net, OtherBytesError
from agent.journal.settings import get_setting, put_setting
from agent.ports.shop import Shop
from agent.wire.envelope import VERSIONS, Envelope

PAGE = 50


class Accept(Protocol):
    """The one door behind all nets; raises OtherBytesError."""

    async def __call__(self, envelope: Envelope, raw: bytes, *, net: Net) -> bool: ...


class OutboxToJournal:
    """The pull of one shop. One run at a time: it carries the lease token."""

    def __init__(self, journal: Journal, shop: Shop, *, accept: Accept) -> None:
        self._journal = journal
        self._accept = accept
        self._shop = shop
        self._unreadable: set[str] = set()

    @property
    def unreadable_count(self) -> int:
        """Events that stay in the shop since they cannot be read here."""
        return len(self._unreadable)

    async def run_once(self) -> int:
        """Pull until nothing new comes; how many events were taken in.

        Raises:
            ShopUnavailableError: what was kept is kept; run again later.
        """
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
        """Keep one event; its id, or None where it must stay in the shop."""
        try:
            envelope = Envelope.model_validate(event)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(step) for step in first["loc"])
            self._leave(str(event.get("id", "?"))[:40], f"{where}: {first['msg']}")
            return None
        if envelope.v not in VERSIONS:
            self._leave(envelope.id, f"version {envelope.v} is newer than this agent: update it")
            return None
        if envelope.shop != self._shop.uuid:
            self._leave(envelope.id, "it is of another shop")
            return None
        try:
            raw = json.dumps(event, separators=(",", ":")).encode()
            await self._accept(envelope, raw, net=Net.PULL)
        except OtherBytesError:
            self._leave(envelope.id, "another event came under the same id")
            return None
        return envelope.id

    def _leave(self, event_id: str, why: str) -> None:
        if event_id not in self._unreadable:
            self._unreadable.add(event_id)
            logger.error("Event {} stays in the shop's outbox: {}.", event_id, why)
