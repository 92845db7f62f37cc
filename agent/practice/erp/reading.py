"""What the ledger of the practice ERP holds, as plain JSON values for people and comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent.practice.erp import order_book, stock_book

if TYPE_CHECKING:
    from agent.practice.erp.ledger import Ledger
    from agent.practice.erp.order_book import BookedLine, Document
    from agent.practice.erp.orders import Charge

Reading = dict[str, Any]


def reading(ledger: Ledger) -> Reading:
    """Documents and stock of one moment; amounts and quantities are decimal strings."""
    with ledger.snapshot() as rows:
        documents = order_book.all_documents(rows)
        stock = stock_book.stock(rows)
    return {
        "documents": [_document(document) for document in documents],
        "stock": [
            {
                "sku": row.sku,
                "warehouse": row.warehouse,
                "on_hand": f"{row.on_hand:f}",
                "available": f"{row.available:f}",
            }
            for row in stock
        ],
    }


def _document(document: Document) -> Reading:
    return {
        "number": document.number,
        "reference": document.reference,
        "shop_order_number": document.shop_order_number,
        "state": str(document.state),
        "currency": document.currency,
        "net": f"{document.net:f}",
        "tax": f"{document.tax:f}",
        "gross": f"{document.gross:f}",
        "received_at": document.received_at,
        "committed_at": document.committed_at,
        "changed_at": document.changed_at,
        "lines": [_line(line) for line in document.lines],
        "charges": [_charge(charge) for charge in document.charges],
    }


def _line(line: BookedLine) -> Reading:
    return {
        "line_no": line.ordered.line_no,
        "sku": line.ordered.sku,
        "warehouse": line.ordered.warehouse,
        "quantity": f"{line.ordered.quantity:f}",
        "accepted": f"{line.accepted:f}",
        "shipped": f"{line.shipped:f}",
        "unit_price": f"{line.ordered.unit_price:f}",
        "line_total": f"{line.ordered.line_total:f}",
        "tax_amount": f"{line.ordered.tax_amount:f}",
        "tax_code": line.ordered.tax_code,
    }


def _charge(charge: Charge) -> Reading:
    return {
        "kind": charge.kind,
        "description": charge.description,
        "amount": f"{charge.amount:f}",
        "tax_amount": f"{charge.tax_amount:f}",
    }
