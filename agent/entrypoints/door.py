"""Where the shop pushes events to: verified on raw bytes, durable before the answer."""

import json
import time
from collections.abc import Mapping, Sequence

from aiohttp import web
from loguru import logger
from pydantic import ValidationError

from agent.entrypoints.sockets import listen_on_socket
from agent.flows.intake import Intake, UnknownShopError
from agent.journal import JournalBusyError, JournalDeadError, JournalFullError
from agent.journal.events import Net, OtherBytesError
from agent.wire.envelope import VERSIONS, Envelope
from agent.wire.routes import EVENTS_ROUTE
from agent.wire.signature import (
    EVENT_BYTES_MAX,
    ID_HEADER,
    SHOP_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    Answer,
    Direction,
    Request,
    SignatureError,
    sign,
    verify,
)

_STORED = b'{"stored": true}'
_HEADERS_BYTES_MAX = 8190


class Refusal(Exception):  # noqa: N818 - it is an answer
    """What the shop is told instead of "stored"; `keys` None: there is no key to sign with."""

    def __init__(
        self, status: int, code: str, params: Mapping[str, str], keys: Sequence[bytes] | None
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.params = params
        self.keys = keys


class Door:
    """One route, `POST /v1/events`, for the shops whose keys are given."""

    def __init__(self, intake: Intake, keys: Mapping[str, Sequence[bytes]]) -> None:
        self._intake = intake
        self._keys = keys
        self._runner: web.AppRunner | None = None

    def application(self) -> web.Application:
        app = web.Application(client_max_size=EVENT_BYTES_MAX)
        app.router.add_post(EVENTS_ROUTE, self._events)
        return app

    async def open(self, listen: str) -> None:
        """Listen on `unix:<path>` or `http://<host>:<port>`; `none` opens nothing."""
        if listen == "none":
            return
        self._runner = web.AppRunner(
            self.application(), access_log=None, max_field_size=_HEADERS_BYTES_MAX
        )
        await self._runner.setup()
        if listen.startswith("unix:"):
            await listen_on_socket(self._runner, listen.removeprefix("unix:"), mode=0o660)
        else:
            host, _, port = listen.removeprefix("http://").rpartition(":")
            await web.TCPSite(self._runner, host.strip("[]"), int(port)).start()
        logger.info("The door is open at {}.", listen)

    async def close(self) -> None:
        """No new events; those at hand are answered first."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _events(self, request: web.Request) -> web.Response:
        request_id = request.headers.get(ID_HEADER, "")
        try:
            keys = await self._take_in(request, request_id)
        except Refusal as refusal:
            return _refused(refusal, request_id)
        return _signed(202, _STORED, request_id, keys)

    async def _take_in(self, request: web.Request, request_id: str) -> Sequence[bytes]:
        keys = self._keys.get(request.headers.get(SHOP_HEADER, ""))
        if keys is None:
            raise _refuse(401, "unknown_shop")
        if (request.content_length or 0) > EVENT_BYTES_MAX:
            raise _refuse(413, "too_large", keys)
        try:
            raw = await request.read()
        except web.HTTPRequestEntityTooLarge:
            raise _refuse(413, "too_large", keys) from None
        _verify(request, request_id, raw, keys)
        envelope = _envelope(raw, keys)
        if envelope.id != request_id or envelope.shop != request.headers[SHOP_HEADER]:
            raise _refuse(400, "malformed", keys, where="id")
        await self._keep(envelope, raw, keys)
        return keys

    async def _keep(self, envelope: Envelope, raw: bytes, keys: Sequence[bytes]) -> None:
        try:
            await self._intake.accept(envelope, raw, net=Net.PUSH)
        except UnknownShopError:
            raise _refuse(401, "unknown_shop") from None
        except OtherBytesError:
            logger.error("Event {} came again with another content.", envelope.id)
            raise _refuse(409, "replayed", keys) from None
        except JournalFullError:
            raise _refuse(507, "disk_full", keys) from None
        except (JournalBusyError, JournalDeadError):
            raise _refuse(503, "busy", keys) from None


def _verify(request: web.Request, request_id: str, raw: bytes, keys: Sequence[bytes]) -> None:
    timestamp = request.headers.get(TIMESTAMP_HEADER, "")
    said = Request(
        id=request_id,
        timestamp=int(timestamp) if timestamp.isdecimal() and len(timestamp) < 16 else 0,
        direction=Direction.TO_AGENT,
        shop=request.headers.get(SHOP_HEADER, ""),
        method="POST",
        route=EVENTS_ROUTE,
        body=raw,
    )
    now = time.time()
    try:
        verify(said, request.headers.get(SIGNATURE_HEADER, ""), keys, now=now)
    except SignatureError as error:
        if error.code == "expired":
            raise _refuse(401, "expired", keys, now=str(int(now))) from None
        raise _refuse(401, error.code) from None


def _envelope(raw: bytes, keys: Sequence[bytes]) -> Envelope:
    try:
        envelope = Envelope.model_validate_json(raw)
    except ValidationError as error:
        where = ".".join(str(step) for step in error.errors()[0]["loc"]) or "body"
        raise _refuse(400, "malformed", keys, where=where) from None
    if envelope.v not in VERSIONS:
        known = ", ".join(str(version) for version in sorted(VERSIONS))
        raise _refuse(400, "unsupported_version", keys, known=known)
    return envelope


def _refuse(status: int, code: str, keys: Sequence[bytes] | None = None, **params: str) -> Refusal:
    return Refusal(status, code, params, keys)


def _refused(refusal: Refusal, request_id: str) -> web.Response:
    logger.warning("An event was refused: {} {}.", refusal.code, dict(refusal.params))
    body = json.dumps({"error": refusal.code, "params": dict(refusal.params)}).encode()
    return _signed(refusal.status, body, request_id, refusal.keys)


def _signed(
    status: int, body: bytes, request_id: str, keys: Sequence[bytes] | None
) -> web.Response:
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    if keys is not None:
        at = int(time.time())
        answer = Answer(request_id=request_id, timestamp=at, status=status, body=body)
        headers |= {
            ID_HEADER: request_id,
            TIMESTAMP_HEADER: str(at),
            SIGNATURE_HEADER: sign(answer, keys),
        }
    return web.Response(status=status, body=body, headers=headers)
