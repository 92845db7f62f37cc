"""The practice ERP's operations: a call in, the element of the answer out. Knows no HTTP."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from agent.practice.erp import answers, desk, order_book, stock_book
from agent.practice.erp.contract import NAMESPACE, SoapFaultError
from agent.practice.erp.faults import FaultKind, FaultRequest
from agent.practice.erp.ledger import stamp
from agent.practice.erp.order_book import Writing
from agent.practice.erp.orders import Order, read_order

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from lxml import etree

    from agent.practice.erp.contract import Call
    from agent.practice.erp.ledger import Ledger
    from agent.practice.erp.order_book import Document

NAME: Final = "Counterfoil practice ERP"
VERSION: Final = "1"
LARGEST_PAGE: Final = 1000


class Services:
    """Carries out calls on one ledger; `fault` bends what the ledger itself would answer."""

    def __init__(self, ledger: Ledger, clock: Callable[[], datetime]) -> None:
        """Take the ledger and the ERP's own clock."""
        self._ledger = ledger
        self._clock = clock
        self._operations: dict[str, Callable[[Call, FaultRequest | None], etree._Element]] = {
            "CreateOrder": self._create_order,
            "AmendOrder": self._amend_order,
            "CancelOrder": self._cancel_order,
            "FindOrder": self._find_order,
            "GetStock": self._get_stock,
            "GetOrderStates": self._get_order_states,
            "GetItem": self._get_item,
            "ListItems": self._list_items,
            "Ping": self._ping,
        }

    def perform(self, call: Call, fault: FaultRequest | None = None) -> etree._Element:
        """Carry out a call; what it changed is on the disk when this returns."""
        return self._operations[call.operation](call, fault)

    def _create_order(self, call: Call, fault: FaultRequest | None) -> etree._Element:
        order = _order(call)
        outcome = desk.create(self._ledger, order, self._writing(call, _accepted(order, fault)))
        return answers.written(call.operation, outcome)

    def _amend_order(self, call: Call, fault: FaultRequest | None) -> etree._Element:
        order = _order(call)
        writing = self._writing(call, _accepted(order, fault))
        outcome = desk.amend(self._ledger, call.text("OrderNumber"), order, writing)
        return answers.written(call.operation, outcome)

    def _cancel_order(self, call: Call, _fault: FaultRequest | None) -> etree._Element:
        writing = self._writing(call, {})
        number, reference = call.text("OrderNumber"), call.reference or ""
        return answers.written(
            call.operation, desk.cancel(self._ledger, number, reference, writing)
        )

    def _find_order(self, call: Call, fault: FaultRequest | None) -> etree._Element:
        with self._ledger.snapshot() as rows:
            found = order_book.by_reference(rows, call.reference or "")
        return answers.found(self._visible(found, fault))

    def _get_order_states(self, call: Call, fault: FaultRequest | None) -> etree._Element:
        as_of = self._clock()
        wanted = call.body.iterfind(f"{{{NAMESPACE}}}References/{{{NAMESPACE}}}Reference")
        since = call.text("ChangedSince")
        documents: dict[int, Document] = {}
        with self._ledger.snapshot() as rows:
            for element in wanted:
                for document in order_book.by_reference(rows, element.text or ""):
                    documents[document.id] = document
            if since is not None:
                for document in order_book.changed_since(rows, _moment(since)):
                    documents[document.id] = document
        shown = self._visible(list(documents.values()), fault)
        return answers.states(stamp(as_of), shown)

    def _get_stock(self, call: Call, fault: FaultRequest | None) -> etree._Element:
        kind = None if fault is None else fault.kind
        as_of = self._clock()
        if fault is not None and kind is FaultKind.STOCK_STALE:
            as_of -= timedelta(seconds=fault.seconds)
        with self._ledger.snapshot() as rows:
            listed = stock_book.stock(rows, call.text("Warehouse"))
        page, size = _paging(call)
        shown = listed[(page - 1) * size : page * size]
        if kind is FaultKind.STOCK_TRUNCATED:
            shown = shown[: len(shown) // 2]
        head = answers.StockHead(
            as_of=stamp(as_of),
            page=page,
            pages=_pages(len(listed), size),
            count=len(listed),
            complete=kind is not FaultKind.STOCK_INCOMPLETE,
        )
        return answers.stock(head, shown)

    def _get_item(self, call: Call, _fault: FaultRequest | None) -> etree._Element:
        asked = call.text("Sku")
        with self._ledger.snapshot() as rows:
            found = [item for item in stock_book.items(rows) if item[0] == asked]
        return answers.item(found)

    def _list_items(self, call: Call, _fault: FaultRequest | None) -> etree._Element:
        with self._ledger.snapshot() as rows:
            listed = stock_book.items(rows)
        page, size = _paging(call)
        shown = listed[(page - 1) * size : page * size]
        return answers.items(_pages(len(listed), size), len(listed), shown)

    def _ping(self, _call: Call, _fault: FaultRequest | None) -> etree._Element:
        return answers.ping(NAME, VERSION, stamp(self._clock()))

    def _writing(self, call: Call, accepted: Mapping[int, Decimal]) -> Writing:
        return Writing(
            operation=call.operation,
            content=call.raw,
            received_at=call.received_at,
            now=self._clock(),
            accepted=accepted,
        )

    def _visible(self, found: list[Document], fault: FaultRequest | None) -> list[Document]:
        if fault is None or fault.kind is not FaultKind.LOOKUP_LAG:
            return found
        newest = stamp(self._clock() - timedelta(seconds=fault.seconds))
        return [document for document in found if document.committed_at <= newest]


def _order(call: Call) -> Order:
    element = call.body.find(f"{{{NAMESPACE}}}Order")
    if element is None:
        raise SoapFaultError("SCHEMA", "Order is missing.")
    return read_order(element)


def _accepted(order: Order, fault: FaultRequest | None) -> dict[int, Decimal]:
    if fault is None or fault.kind is not FaultKind.PARTIAL:
        return {}
    cut = [line for line in order.lines if fault.sku in {None, line.sku}]
    if fault.sku is None:
        cut = cut[-1:]
    return {line.line_no: fault.quantity for line in cut}


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise SoapFaultError("SCHEMA", f"ChangedSince {text} is not a time.") from error
    # The ERP's wall clock is UTC, so that a time without a zone means the same thing.
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _paging(call: Call) -> tuple[int, int]:
    page, size = int(call.text("Page") or 0), int(call.text("PageSize") or 0)
    if page < 1 or not 1 <= size <= LARGEST_PAGE:
        message = f"Page begins with 1, PageSize is 1 to {LARGEST_PAGE}."
        raise SoapFaultError("PAGING", message)
    return page, size


def _pages(count: int, size: int) -> int:
    return max(1, math.ceil(count / size))
