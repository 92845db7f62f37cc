"""The SOAP endpoint of the practice ERP: HTTP, credentials, and the faults that calls meet."""

from __future__ import annotations

import asyncio
import hmac
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aiohttp import BasicAuth, web

from agent.practice.erp import answers
from agent.practice.erp.checks import Refusal
from agent.practice.erp.contract import SoapFaultError, fault_bytes
from agent.practice.erp.faults import WRITES, FaultKind, FaultRequest
from agent.practice.erp.ledger import stamp

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from agent.practice.erp.contract import Call, Contract
    from agent.practice.erp.faults import FaultBoard
    from agent.practice.erp.services import Services

PATH: Final = "/soap/orders"
LARGEST_REQUEST: Final = 8 * 1024 * 1024
CALLS_KEPT: Final = 10_000

_XML = "text/xml"
_HTML = b"<html><body><h1>503 - The application pool is being recycled</h1></body></html>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """The one user of the interface."""

    user: str
    password: str

    def match(self, header: str | None) -> bool:
        """Whether an Authorization header is this user's, in constant time."""
        try:
            given = BasicAuth.decode(header or "")
        except ValueError:
            return False
        same_user = hmac.compare_digest(given.login.encode(), self.user.encode())
        return same_user & hmac.compare_digest(given.password.encode(), self.password.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A call that was read, and the fault it met."""

    at: str
    operation: str
    reference: str | None
    fault: FaultKind | None


class SoapServer:
    """Answers calls, or misbehaves as the board says."""

    def __init__(
        self,
        contract: Contract,
        services: Services,
        board: FaultBoard,
        credentials: Credentials,
        clock: Callable[[], datetime],
    ) -> None:
        """Take what answers, what goes wrong, and who may ask."""
        self._contract = contract
        self._services = services
        self._board = board
        self._credentials = credentials
        self._clock = clock
        self._late: set[asyncio.Task[None]] = set()
        self.heard: deque[Heard] = deque(maxlen=CALLS_KEPT)
        self._plays: dict[
            FaultKind, Callable[[web.Request, Call, FaultRequest], Awaitable[web.Response]]
        ] = {
            FaultKind.REFUSE: self._refuse,
            FaultKind.SLOW: self._slow,
            FaultKind.COMMIT_THEN_DROP: self._commit_then_drop,
            FaultKind.COMMIT_LATE: self._commit_late,
            FaultKind.CLOSE_AFTER_READING: self._close_after_reading,
            FaultKind.DUPLICATE_FAULT: self._fault,
            FaultKind.FAULT: self._fault,
            FaultKind.HTML: self._html,
        }

    def application(self) -> web.Application:
        """The routes of the endpoint; made anew each time the ERP comes up."""
        application = web.Application(client_max_size=LARGEST_REQUEST)
        application.router.add_get(PATH, self._wsdl)
        application.router.add_post(PATH, self._post)
        return application

    async def _wsdl(self, _request: web.Request) -> web.Response:
        return web.Response(body=self._contract.wsdl, content_type=_XML, charset="utf-8")

    async def _post(self, request: web.Request) -> web.Response:
        if not self._credentials.match(request.headers.get("Authorization")):
            challenge = {"WWW-Authenticate": 'Basic realm="Practice ERP"'}
            return web.Response(status=401, text="Who are you?", headers=challenge)
        if request.content_type != _XML:
            return web.Response(status=415, text="SOAP 1.1 is text/xml.")
        raw = await request.read()
        try:
            action = request.headers.get("SOAPAction", "")
            call = self._contract.read(raw, action, self._clock())
            return await self._answer(request, call)
        except SoapFaultError as fault:
            return _xml(fault_bytes(fault), status=500)

    async def _answer(self, request: web.Request, call: Call) -> web.Response:
        fault = self._board.take(call.operation, call.reference, time.monotonic())
        kind = None if fault is None else fault.kind
        at = stamp(call.received_at)
        self.heard.append(
            Heard(at=at, operation=call.operation, reference=call.reference, fault=kind)
        )
        if fault is not None and fault.kind in self._plays:
            return await self._plays[fault.kind](request, call, fault)
        return self._perform(call, fault)

    def _perform(self, call: Call, fault: FaultRequest | None = None) -> web.Response:
        return _xml(self._contract.seal(self._services.perform(call, fault)))

    async def _refuse(self, _request: web.Request, call: Call, fault: FaultRequest) -> web.Response:
        if call.operation not in WRITES:
            raise SoapFaultError(fault.code or "REFUSED", fault.message or "Refused.")
        code = fault.code or "CLOSED_PERIOD"
        refusal = Refusal(code=code, message=fault.message or "The period is closed.")
        return _xml(self._contract.seal(answers.refused(call.operation, refusal)))

    async def _slow(self, _request: web.Request, call: Call, fault: FaultRequest) -> web.Response:
        await asyncio.sleep(fault.seconds)
        return self._perform(call)

    async def _commit_then_drop(
        self, request: web.Request, call: Call, _fault: FaultRequest
    ) -> web.Response:
        self._services.perform(call)
        return _hang_up(request)

    async def _commit_late(
        self, request: web.Request, call: Call, fault: FaultRequest
    ) -> web.Response:
        # Kept in a set: the event loop holds its tasks weakly.
        task = asyncio.create_task(self._later(call, fault.seconds))
        self._late.add(task)
        task.add_done_callback(self._late.discard)
        return _hang_up(request)

    async def _later(self, call: Call, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._services.perform(call)

    async def _close_after_reading(
        self, request: web.Request, _call: Call, _fault: FaultRequest
    ) -> web.Response:
        return _hang_up(request)

    async def _fault(self, _request: web.Request, call: Call, fault: FaultRequest) -> web.Response:
        if fault.committed:
            self._services.perform(call)
        if fault.kind is FaultKind.DUPLICATE_FAULT:
            message = fault.message or f"Reference {call.reference} already exists."
            raise SoapFaultError(fault.code or "DUPLICATE_REFERENCE", message, side="Server")
        message = fault.message or "The record is locked by another user."
        raise SoapFaultError(fault.code or "RECORD_LOCKED", message, side="Server")

    async def _html(self, _request: web.Request, call: Call, fault: FaultRequest) -> web.Response:
        if fault.committed:
            self._services.perform(call)
        return web.Response(body=_HTML, content_type="text/html", charset="utf-8")


def _xml(body: bytes, status: int = 200) -> web.Response:
    return web.Response(body=body, status=status, content_type=_XML, charset="utf-8")


def _hang_up(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.close()
    # The framework wants a response; on a closed transport no byte of it leaves.
    return web.Response()
