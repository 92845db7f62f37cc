"""A real door on a real journal, and a shop that knocks: right, or wrong in one thing."""

import io
import json
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
from sqlalchemy import func, select

from agent.entrypoints.door import Door
from agent.flows.intake import Intake
from agent.journal import Journal
from agent.journal.events import event_bodies
from agent.journal.shops import know_shop
from agent.wire.routes import EVENTS_ROUTE
from agent.wire.signature import (
    ID_HEADER,
    SHOP_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    Answer,
    Direction,
    Request,
    sign,
    verify,
)
from tests.delivery.orders import body_of, envelope_bytes

SHOP = "0190b5a0-0000-7000-8000-000000000001"
OTHER_SHOP = "0190b5a0-0000-7000-8000-000000000002"
OLD_KEY, NEW_KEY, NO_KEY = b"o" * 32, b"n" * 32, b"x" * 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock:
    """One request; what is signed may differ from what is sent."""

    number: int = 1
    raw: bytes = b""
    keys: Sequence[bytes] = (NEW_KEY,)
    at: float | None = None
    shop: str = SHOP
    route: str = EVENTS_ROUTE
    direction: Direction = Direction.TO_AGENT
    is_chunked: bool = False
    changed_to: bytes | None = None

    @property
    def id(self) -> str:
        return str(UUID(int=self.number))

    @property
    def body(self) -> bytes:
        return self.raw or envelope_bytes(
            self.id, SHOP, 1000 + self.number, seq=1, body=body_of("1", 1)
        )

    def headers(self) -> dict[str, str]:
        at = int(time.time() if self.at is None else self.at)
        request = Request(
            id=self.id,
            timestamp=at,
            direction=self.direction,
            shop=self.shop,
            method="POST",
            route=self.route,
            body=self.body,
        )
        return {
            ID_HEADER: self.id,
            TIMESTAMP_HEADER: str(at),
            SHOP_HEADER: self.shop,
            SIGNATURE_HEADER: sign(request, self.keys),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the door said; `is_signed` where the answer was proven to be for this request."""

    status: int
    says: dict[str, Any]
    is_signed: bool

    @property
    def error(self) -> str:
        return str(self.says.get("error", ""))


class Street:
    """The door with its journal, and a session to it."""

    def __init__(self, journal: Journal, door: Door, session: aiohttp.ClientSession) -> None:
        self.journal = journal
        self.door = door
        self.session = session
        self.url = "http://agent" + EVENTS_ROUTE

    async def knock(self, knock: Knock | None = None, **changes: Any) -> Heard:
        made = replace(knock or Knock(), **changes)
        sent = made.body if made.changed_to is None else made.changed_to
        data: Any = _pieces(sent) if made.is_chunked else io.BytesIO(sent)
        async with self.session.post(self.url, data=data, headers=made.headers()) as response:
            body = await response.read()
            return Heard(
                status=response.status,
                says=json.loads(body),
                is_signed=_is_signed(response, made.id, body),
            )

    async def kept(self) -> int:
        """How many events the journal holds, by their bytes."""
        count = select(func.count()).select_from(event_bodies)
        return await self.journal.read(lambda tx: tx.execute(count).scalar_one())


async def _pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 65536):
        yield body[start : start + 65536]


def _is_signed(response: aiohttp.ClientResponse, request_id: str, body: bytes) -> bool:
    """Raises where there is a signature and it is wrong."""
    header = response.headers.get(SIGNATURE_HEADER)
    if header is None:
        return False
    assert response.headers[ID_HEADER] == request_id
    answer = Answer(
        request_id=request_id,
        timestamp=int(response.headers[TIMESTAMP_HEADER]),
        status=response.status,
        body=body,
    )
    verify(answer, header, [NEW_KEY], now=time.time())
    return True


@asynccontextmanager
async def street(
    folder: Path, *, listen: str, keys: Iterable[bytes] = (NEW_KEY,)
) -> AsyncIterator[Street]:
    journal = await Journal.open(folder / "data", clock=_now)
    row = await journal.write(
        lambda tx: know_shop(tx, uuid=SHOP, name="web", code="WEB", now=_now())
    )
    intake = Intake(journal, {SHOP: row.id}, clock=_now, wake=lambda: None)
    door = Door(intake, {SHOP: tuple(keys)})
    await door.open(listen)
    is_socket = listen.startswith("unix:")
    connector = (
        aiohttp.UnixConnector(path=listen.removeprefix("unix:"))
        if is_socket
        else aiohttp.TCPConnector()
    )
    async with aiohttp.ClientSession(connector=connector) as session:
        made = Street(journal, door, session)
        if not is_socket:
            made.url = listen + EVENTS_ROUTE
        yield made
    await door.close()
    await journal.close()


def _now() -> datetime:
    return datetime.now(UTC)
