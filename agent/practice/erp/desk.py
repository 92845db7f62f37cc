"""What the practice ERP does with orders: the clerk's decisions, each in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from agent.practice.erp import order_book, stock_book
from agent.practice.erp.checks import Refusal, first_refusal
from agent.practice.erp.orders import State

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from datetime import datetime

    from agent.practice.erp.ledger import Ledger
    from agent.practice.erp.order_book import Document, Writing
    from agent.practice.erp.orders import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A call was carried out on this document."""

    number: str
    message: str = ""


Outcome = Done | Refusal


def create(ledger: Ledger, order: Order, writing: Writing) -> Outcome:
    """Write an order as a new document."""
    with ledger.transaction() as rows:
        refusal = _repeated(ledger, rows, order) or _refusal(ledger, rows, order)
        if refusal is not None:
            return refusal
        stock_book.expect(rows, order)
        number = order_book.add(rows, order, writing)
    return Done(number=number, message=_how_much(order, writing.accepted))


def amend(ledger: Ledger, number: str | None, order: Order, writing: Writing) -> Outcome:
    """Give an unshipped document new content."""
    with ledger.transaction() as rows:
        document = _open_document(rows, number, order.reference)
        if isinstance(document, Refusal):
            return document
        refusal = _refusal(ledger, rows, order)
        if refusal is not None:
            return refusal
        stock_book.expect(rows, order)
        order_book.replace(rows, document.id, order, writing)
    return Done(number=document.number, message=_how_much(order, writing.accepted))


def cancel(ledger: Ledger, number: str | None, reference: str, writing: Writing) -> Outcome:
    """Cancel an unshipped document."""
    with ledger.transaction() as rows:
        document = _open_document(rows, number, reference)
        if isinstance(document, Refusal):
            return document
        order_book.set_state(rows, document.id, State.CANCELLED, writing.now)
        order_book.keep_content(rows, document.id, writing)
    return Done(number=document.number)


def ship(
    ledger: Ledger, number: str, quantities: Mapping[int, Decimal] | None, now: datetime
) -> Outcome:
    """Ship a document by line number, or all that is open; on hand goes down with it."""
    with ledger.transaction() as rows:
        document = order_book.by_number(rows, number)
        if document is None or document.state in {State.CANCELLED, State.SHIPPED}:
            message = f"There is no open document {number}."
            return Refusal(code="UNKNOWN_ORDER", message=message)
        complete = True
        for line in document.lines:
            still_open = line.accepted - line.shipped
            leaving = still_open
            if quantities is not None:
                leaving = min(leaving, quantities.get(line.ordered.line_no, Decimal(0)))
            shipped = line.shipped + leaving
            order_book.set_shipped(rows, document.id, line.ordered.line_no, shipped)
            stock_book.move(rows, line.ordered.sku, line.ordered.warehouse, -leaving)
            complete = complete and shipped == line.accepted
        state = State.SHIPPED if complete else State.PARTLY_SHIPPED
        order_book.set_state(rows, document.id, state, now)
    return Done(number=number)


def cancel_by_staff(ledger: Ledger, number: str, now: datetime) -> Outcome:
    """A clerk cancels a document on the ERP's own screen."""
    with ledger.transaction() as rows:
        document = order_book.by_number(rows, number)
        if document is None or document.state is not State.ACCEPTED:
            return Refusal(code="UNKNOWN_ORDER", message=f"There is no open document {number}.")
        order_book.set_state(rows, document.id, State.CANCELLED, now)
    return Done(number=number)


def _refusal(ledger: Ledger, rows: sqlite3.Connection, order: Order) -> Refusal | None:
    return first_refusal(order, stock_book.master_data(rows, order, ledger.closed_before))


def _repeated(ledger: Ledger, rows: sqlite3.Connection, order: Order) -> Refusal | None:
    if not ledger.enforces_reference:
        return None
    for document in order_book.by_reference(rows, order.reference):
        # A cancelled document frees its reference, as it does in most ERPs that watch over it.
        if document.state is not State.CANCELLED:
            message = f"Reference {order.reference} is already on {document.number}."
            return Refusal(code="DUPLICATE_REFERENCE", message=message, field="Reference")
    return None


def _open_document(
    rows: sqlite3.Connection, number: str | None, reference: str
) -> Document | Refusal:
    found = [
        document
        for document in order_book.by_reference(rows, reference)
        if number in {None, document.number}
    ]
    if not found:
        return Refusal(code="UNKNOWN_ORDER", message=f"No order {number or ''} {reference}.")
    living = [document for document in found if document.state is not State.CANCELLED]
    if not living:
        return Refusal(code="ORDER_CANCELLED", message=f"{found[-1].number} is cancelled.")
    if len(living) > 1:
        numbers = ", ".join(document.number for document in living)
        message = f"{reference} is on {numbers}: give the number."
        return Refusal(code="AMBIGUOUS_REFERENCE", message=message, field="OrderNumber")
    if living[0].state is not State.ACCEPTED:
        return Refusal(code="ORDER_SHIPPED", message=f"{living[0].number} has left the house.")
    return living[0]


def _how_much(order: Order, accepted: Mapping[int, Decimal]) -> str:
    short = [
        line for line in order.lines if accepted.get(line.line_no, line.quantity) < line.quantity
    ]
    return "accepted in part" if short else ""
