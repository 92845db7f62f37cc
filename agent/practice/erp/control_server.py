"""The control port of the practice ERP: knobs, staff and readings, as JSON on loopback."""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.practice.erp import desk, order_book, stock_book
from agent.practice.erp.checks import Refusal
from agent.practice.erp.faults import FaultRequest
from agent.practice.erp.orders import DEFAULT_WAREHOUSE
from agent.practice.erp.reading import reading

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from agent.practice.erp.faults import FaultBoard
    from agent.practice.erp.ledger import Ledger
    from agent.practice.erp.listener import Listener
    from agent.practice.erp.soap_server import SoapServer

_Model = TypeVar("_Model", bound=BaseModel)


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Goods(_Given):
    """Goods that come in or go out; `quantity` is never negative."""

    sku: str
    quantity: Annotated[Decimal, Field(ge=0)]
    warehouse: str = DEFAULT_WAREHOUSE


class Shipping(_Given):
    """A document to ship, whole or by line number."""

    number: str
    quantities: dict[int, Decimal] | None = None


class Numbered(_Given):
    """A document, by its number."""

    number: str


class Referenced(_Given):
    """Documents, by their reference."""

    reference: str


class ItemCard(_Given):
    """An item and what it is called."""

    sku: str
    name: str = ""


class Renaming(_Given):
    """An item's old and new SKU."""

    sku: str
    new_sku: str


class CustomerKey(_Given):
    """A customer's number or e-mail address."""

    key: str
    blocked: bool = True


class Settings(_Given):
    """Settings of the ERP; what is not given stays as it is."""

    enforce_reference: bool | None = None
    closed_before: date | None = None


class Pause(_Given):
    """How long the ERP does not listen; None until it is told to."""

    seconds: Annotated[float, Field(gt=0)] | None = None


class ControlServer:
    """Turns knobs and acts as the ERP's staff."""

    def __init__(
        self,
        ledger: Ledger,
        board: FaultBoard,
        soap: SoapServer,
        listener: Listener,
        clock: Callable[[], datetime],
    ) -> None:
        """Take everything that can be acted on."""
        self._ledger = ledger
        self._board = board
        self._soap = soap
        self._listener = listener
        self._clock = clock

    def application(self) -> web.Application:
        """One route a command; GET reads, POST changes."""
        application = web.Application(middlewares=[_explain])
        application.router.add_get("/ledger", self._read_ledger)
        application.router.add_get("/calls", self._read_calls)
        application.router.add_get("/faults", self._read_faults)
        posts: dict[str, Callable[[web.Request], Awaitable[web.Response]]] = {
            "fault": self._turn,
            "clear": self._clear,
            "down": self._down,
            "up": self._up,
            "settings": self._settings,
            "receive": self._receive,
            "sale": self._sale,
            "count": self._count,
            "ship": self._ship,
            "cancel": self._cancel,
            "customer": self._customer,
            "item": self._item,
            "rename": self._rename,
            "forget": self._forget,
            "reset": self._reset,
        }
        for name, handler in posts.items():
            application.router.add_post(f"/{name}", handler)
        return application

    async def _read_ledger(self, _request: web.Request) -> web.Response:
        return web.json_response(reading(self._ledger))

    async def _read_calls(self, _request: web.Request) -> web.Response:
        return web.json_response([asdict(heard) for heard in self._soap.heard])

    async def _read_faults(self, _request: web.Request) -> web.Response:
        standing = self._board.standing(time.monotonic())
        return web.json_response([fault.model_dump(mode="json") for fault in standing])

    async def _turn(self, request: web.Request) -> web.Response:
        self._board.turn(await _given(request, FaultRequest), time.monotonic())
        return _done()

    async def _clear(self, _request: web.Request) -> web.Response:
        self._board.clear()
        await self._listener.up()
        return _done()

    async def _down(self, request: web.Request) -> web.Response:
        pause = await _given(request, Pause)
        await self._listener.down(pause.seconds)
        return _done()

    async def _up(self, _request: web.Request) -> web.Response:
        await self._listener.up()
        return _done()

    async def _settings(self, request: web.Request) -> web.Response:
        given = await _given(request, Settings)
        if given.enforce_reference is not None:
            value = "yes" if given.enforce_reference else None
            self._ledger.set_setting("enforce_reference", value)
        if "closed_before" in given.model_fields_set:
            day = given.closed_before
            self._ledger.set_setting("closed_before", None if day is None else day.isoformat())
        return _done()

    async def _receive(self, request: web.Request) -> web.Response:
        goods = await _given(request, Goods)
        return self._move(goods, goods.quantity)

    async def _sale(self, request: web.Request) -> web.Response:
        goods = await _given(request, Goods)
        return self._move(goods, -goods.quantity)

    def _move(self, goods: Goods, quantity: Decimal) -> web.Response:
        with self._ledger.transaction() as rows:
            _require_item(stock_book.has_item(rows, goods.sku), goods.sku)
            stock_book.move(rows, goods.sku, goods.warehouse, quantity)
        return _done()

    async def _count(self, request: web.Request) -> web.Response:
        goods = await _given(request, Goods)
        with self._ledger.transaction() as rows:
            _require_item(stock_book.has_item(rows, goods.sku), goods.sku)
            stock_book.set_on_hand(rows, goods.sku, goods.warehouse, goods.quantity)
        return _done()

    async def _ship(self, request: web.Request) -> web.Response:
        given = await _given(request, Shipping)
        outcome = desk.ship(self._ledger, given.number, given.quantities, self._clock())
        return _outcome(outcome)

    async def _cancel(self, request: web.Request) -> web.Response:
        given = await _given(request, Numbered)
        return _outcome(desk.cancel_by_staff(self._ledger, given.number, self._clock()))

    async def _customer(self, request: web.Request) -> web.Response:
        given = await _given(request, CustomerKey)
        key = given.key.casefold()
        with self._ledger.transaction() as rows:
            rows.execute("DELETE FROM blocked_customer WHERE key = ?", (key,))
            if given.blocked:
                rows.execute("INSERT INTO blocked_customer VALUES (?)", (key,))
        return _done()

    async def _item(self, request: web.Request) -> web.Response:
        given = await _given(request, ItemCard)
        with self._ledger.transaction() as rows:
            stock_book.add_item(rows, given.sku, given.name or given.sku)
        return _done()

    async def _rename(self, request: web.Request) -> web.Response:
        given = await _given(request, Renaming)
        with self._ledger.transaction() as rows:
            _require_item(stock_book.has_item(rows, given.sku), given.sku)
            if stock_book.has_item(rows, given.new_sku):
                raise web.HTTPConflict(text=f"Item {given.new_sku} exists already.")
            stock_book.rename_item(rows, given.sku, given.new_sku)
        return _done()

    async def _forget(self, request: web.Request) -> web.Response:
        given = await _given(request, Referenced)
        with self._ledger.transaction() as rows:
            forgotten = order_book.forget(rows, given.reference)
        return web.json_response({"forgotten": forgotten})

    async def _reset(self, _request: web.Request) -> web.Response:
        self._board.clear()
        self._soap.heard.clear()
        self._ledger.reset()
        await self._listener.up()
        return _done()


@web.middleware
async def _explain(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except ValidationError as error:
        return web.Response(status=400, text=str(error))


async def _given(request: web.Request, model: type[_Model]) -> _Model:
    return model.model_validate_json(await request.read() or b"{}")


def _require_item(known: bool, sku: str) -> None:
    if not known:
        raise web.HTTPNotFound(text=f"There is no item {sku}.")


def _done() -> web.Response:
    return web.json_response({"done": True})


def _outcome(outcome: desk.Outcome) -> web.Response:
    if isinstance(outcome, Refusal):
        return web.Response(status=409, text=outcome.message)
    return _done()
