"""The XML of the practice ERP's answers. Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from agent.practice.erp.checks import Refusal
from agent.practice.erp.contract import NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agent.practice.erp.desk import Outcome
    from agent.practice.erp.order_book import BookedLine, Document
    from agent.practice.erp.orders import Charge
    from agent.practice.erp.stock_book import StockRow

OK = "OK"
NOT_FOUND = "NOT_FOUND"


@dataclass(frozen=True, slots=True, kw_only=True)
class StockHead:
    """What a page of stock says of itself."""

    as_of: str
    page: int
    pages: int
    count: int
    complete: bool


def written(operation: str, outcome: Outcome) -> etree._Element:
    """The answer to a write."""
    if isinstance(outcome, Refusal):
        return refused(operation, outcome)
    root = _answer(operation, message=outcome.message)
    _add(root, "OrderNumber", outcome.number)
    return root


def refused(operation: str, refusal: Refusal) -> etree._Element:
    """The answer to a write that the business refuses."""
    return _answer(operation, refusal.code, refusal.message, refusal.field)


def found(documents: Sequence[Document]) -> etree._Element:
    """All documents of a reference, whole."""
    root = _answer("FindOrder", OK if documents else NOT_FOUND)
    orders = _add(root, "Orders")
    for document in documents:
        _document(orders, document)
    return root


def states(as_of: str, documents: Iterable[Document]) -> etree._Element:
    """Where documents stand."""
    root = _answer("GetOrderStates")
    _add(root, "AsOf", as_of)
    orders = _add(root, "Orders")
    for document in documents:
        order = _add(orders, "Order")
        _add(order, "OrderNumber", document.number)
        _add(order, "Reference", document.reference)
        _add_times(order, document)
        lines = _add(order, "Lines")
        for booked in document.lines:
            line = _add(lines, "Line")
            _add(line, "LineNo", booked.ordered.line_no)
            _add(line, "Sku", booked.ordered.sku)
            _add_quantities(line, booked)
    return root


def stock(head: StockHead, rows: Iterable[StockRow]) -> etree._Element:
    """One page of stock."""
    root = _answer("GetStock")
    _add(root, "AsOf", head.as_of)
    _add(root, "Page", head.page)
    _add(root, "Pages", head.pages)
    _add(root, "Count", head.count)
    _add(root, "Complete", "true" if head.complete else "false")
    items = _add(root, "Items")
    for row in rows:
        item = _add(items, "Item")
        _add(item, "Sku", row.sku)
        _add(item, "Warehouse", row.warehouse)
        _add(item, "OnHand", f"{row.on_hand:f}")
        _add(item, "Available", f"{row.available:f}")
    return root


def item(known: Sequence[tuple[str, str]]) -> etree._Element:
    """One item, or none."""
    root = _answer("GetItem", OK if known else NOT_FOUND)
    for sku, name in known:
        _item(root, sku, name)
    return root


def items(pages: int, count: int, shown: Iterable[tuple[str, str]]) -> etree._Element:
    """One page of items."""
    root = _answer("ListItems")
    _add(root, "Pages", pages)
    _add(root, "Count", count)
    listed = _add(root, "Items")
    for sku, name in shown:
        _item(listed, sku, name)
    return root


def ping(name: str, version: str, clock: str) -> etree._Element:
    root = _answer("Ping")
    _add(root, "ErpName", name)
    _add(root, "Version", version)
    _add(root, "Clock", clock)
    return root


def _document(parent: etree._Element, document: Document) -> None:
    order = _add(parent, "Order")
    _add(order, "OrderNumber", document.number)
    _add(order, "Reference", document.reference)
    _add(order, "ShopOrderNumber", document.shop_order_number)
    _add_times(order, document)
    _add(order, "OrderDate", document.order_date)
    _add(order, "Currency", document.currency)
    order.extend(list(etree.fromstring(document.parties)))
    lines = _add(order, "Lines")
    for booked in document.lines:
        _document_line(lines, booked)
    charges = _add(order, "Charges")
    for charge in document.charges:
        _charge(charges, charge)
    _add(order, "TotalNet", f"{document.net:f}")
    _add(order, "TotalTax", f"{document.tax:f}")
    _add(order, "TotalGross", f"{document.gross:f}")


def _document_line(parent: etree._Element, booked: BookedLine) -> None:
    line = _add(parent, "Line")
    _add(line, "LineNo", booked.ordered.line_no)
    _add(line, "Sku", booked.ordered.sku)
    _add(line, "Warehouse", booked.ordered.warehouse)
    _add_quantities(line, booked)
    _add(line, "UnitPrice", f"{booked.ordered.unit_price:f}")
    _add(line, "LineTotal", f"{booked.ordered.line_total:f}")
    _add(line, "TaxAmount", f"{booked.ordered.tax_amount:f}")
    if booked.ordered.tax_code is not None:
        _add(line, "TaxCode", booked.ordered.tax_code)


def _charge(parent: etree._Element, charge: Charge) -> None:
    element = _add(parent, "Charge")
    _add(element, "Kind", charge.kind)
    _add(element, "Description", charge.description)
    _add(element, "Amount", f"{charge.amount:f}")
    _add(element, "TaxAmount", f"{charge.tax_amount:f}")


def _item(parent: etree._Element, sku: str, name: str) -> None:
    element = _add(parent, "Item")
    _add(element, "Sku", sku)
    _add(element, "Name", name)


def _add_times(parent: etree._Element, document: Document) -> None:
    _add(parent, "State", document.state)
    _add(parent, "AcceptedAt", document.committed_at)
    _add(parent, "ChangedAt", document.changed_at)


def _add_quantities(parent: etree._Element, booked: BookedLine) -> None:
    _add(parent, "Quantity", f"{booked.ordered.quantity:f}")
    _add(parent, "AcceptedQuantity", f"{booked.accepted:f}")
    _add(parent, "ShippedQuantity", f"{booked.shipped:f}")


def _answer(
    operation: str, code: str = OK, message: str = "", field: str | None = None
) -> etree._Element:
    root = etree.Element(f"{{{NAMESPACE}}}{operation}Response", nsmap={"erp": NAMESPACE})
    result = _add(root, "Result")
    _add(result, "Code", code)
    _add(result, "Message", message)
    if field is not None:
        _add(result, "Field", field)
    return root


def _add(parent: etree._Element, name: str, text: object = None) -> etree._Element:
    child = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    if text is not None:
        child.text = str(text)
    return child
