"""The practice ERP's documents in its ledger: writing, finding, shipping. Knows no SOAP."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from agent.practice.erp.ledger import stamp
from agent.practice.erp.orders import Charge, Line, State, rounded

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from agent.practice.erp.orders import Order

FIRST_NUMBER = 100_000

_PLAIN_COLUMNS = (
    "id",
    "number",
    "reference",
    "shop_order_number",
    "order_date",
    "currency",
    "parties",
    "received_at",
    "committed_at",
    "changed_at",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """How an order reaches the book: the bytes, the times, and what of it is accepted."""

    operation: str
    content: bytes
    received_at: datetime
    now: datetime
    accepted: Mapping[int, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedLine:
    """A line as the ERP booked it; totals are those of the accepted quantity."""

    ordered: Line
    accepted: Decimal
    shipped: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document of the ledger."""

    id: int
    number: str
    reference: str
    shop_order_number: str
    state: State
    order_date: str
    currency: str
    net: Decimal
    tax: Decimal
    gross: Decimal
    parties: bytes
    received_at: str
    committed_at: str
    changed_at: str
    lines: tuple[BookedLine, ...]
    charges: tuple[Charge, ...]


def add(rows: sqlite3.Connection, order: Order, writing: Writing) -> str:
    """Write a new document and give its number."""
    now = stamp(writing.now)
    received = stamp(writing.received_at)
    document_id = rows.execute(
        "INSERT INTO document (number, reference, shop_order_number, state, order_date, currency,"
        " net, tax, gross, parties, received_at, committed_at, changed_at)"
        " VALUES ('', ?, ?, ?, '', '', '', '', '', x'', ?, ?, ?)",
        (order.reference, order.shop_order_number, State.ACCEPTED, received, now, now),
    ).lastrowid
    if document_id is None:
        raise RuntimeError("the ledger gave no row id")
    number = f"SO-{FIRST_NUMBER + document_id}"
    rows.execute("UPDATE document SET number = ? WHERE id = ?", (number, document_id))
    replace(rows, document_id, order, writing)
    return number


def replace(rows: sqlite3.Connection, document_id: int, order: Order, writing: Writing) -> None:
    """Give a document the content of an order: head, lines, charges and the bytes received."""
    rows.execute("DELETE FROM document_line WHERE document = ?", (document_id,))
    rows.execute("DELETE FROM document_charge WHERE document = ?", (document_id,))
    booked = [_booked(line, order.currency, writing.accepted) for line in order.lines]
    rows.executemany(
        "INSERT INTO document_line VALUES (?, ?, ?, ?, ?, ?, ?, '0', ?, ?, ?, ?)",
        [(document_id, *_line_columns(line)) for line in booked],
    )
    rows.executemany(
        "INSERT INTO document_charge VALUES (?, ?, ?, ?, ?, ?)",
        [
            (document_id, position, charge.kind, charge.description, *_both(charge))
            for position, charge in enumerate(order.charges, start=1)
        ],
    )
    net = _total([line.ordered.line_total for line in booked], [c.amount for c in order.charges])
    tax = _total(
        [line.ordered.tax_amount for line in booked], [c.tax_amount for c in order.charges]
    )
    rows.execute(
        "UPDATE document SET shop_order_number = ?, order_date = ?, currency = ?, net = ?, tax = ?,"
        " gross = ?, parties = ?, changed_at = ? WHERE id = ?",
        (
            order.shop_order_number,
            order.order_date.isoformat(),
            order.currency,
            *(_plain(amount) for amount in (net, tax, net + tax)),
            order.parties,
            stamp(writing.now),
            document_id,
        ),
    )
    keep_content(rows, document_id, writing)


def keep_content(rows: sqlite3.Connection, document_id: int, writing: Writing) -> None:
    """Keep the bytes of a call that changed a document."""
    times = stamp(writing.received_at), stamp(writing.now)
    rows.execute(
        "INSERT INTO document_content VALUES (?, ?, ?, ?, ?)",
        (document_id, writing.operation, writing.content, *times),
    )


def set_state(rows: sqlite3.Connection, document_id: int, state: State, now: datetime) -> None:
    rows.execute(
        "UPDATE document SET state = ?, changed_at = ? WHERE id = ?",
        (state, stamp(now), document_id),
    )


def set_shipped(rows: sqlite3.Connection, document_id: int, line_no: int, shipped: Decimal) -> None:
    rows.execute(
        "UPDATE document_line SET shipped = ? WHERE document = ? AND line_no = ?",
        (_plain(shipped), document_id, line_no),
    )


def forget(rows: sqlite3.Connection, reference: str) -> int:
    """Remove every document of a reference, as a restored backup would; says how many."""
    return rows.execute("DELETE FROM document WHERE reference = ?", (reference,)).rowcount


def by_reference(rows: sqlite3.Connection, reference: str) -> list[Document]:
    return _documents(rows, "WHERE reference = ? ORDER BY id", (reference,))


def by_number(rows: sqlite3.Connection, number: str) -> Document | None:
    found = _documents(rows, "WHERE number = ?", (number,))
    return found[0] if found else None


def changed_since(rows: sqlite3.Connection, since: datetime) -> list[Document]:
    return _documents(rows, "WHERE changed_at >= ? ORDER BY id", (stamp(since),))


def all_documents(rows: sqlite3.Connection) -> list[Document]:
    return _documents(rows, "ORDER BY id", ())


def contents(rows: sqlite3.Connection, reference: str) -> list[tuple[str, bytes]]:
    """Operation and bytes of the calls that wrote documents of a reference."""
    found = rows.execute(
        "SELECT operation, content FROM document_content JOIN document"
        " ON document.id = document_content.document WHERE reference = ?"
        " ORDER BY document_content.rowid",
        (reference,),
    )
    return [(row["operation"], row["content"]) for row in found]


def _booked(line: Line, currency: str, accepted: Mapping[int, Decimal]) -> BookedLine:
    quantity = min(line.quantity, accepted.get(line.line_no, line.quantity))
    if quantity == line.quantity:
        return BookedLine(ordered=line, accepted=quantity, shipped=Decimal(0))
    share = quantity / line.quantity
    cut = Line(
        line_no=line.line_no,
        sku=line.sku,
        description=line.description,
        quantity=line.quantity,
        unit_price=line.unit_price,
        line_total=rounded(line.unit_price * quantity, currency),
        tax_amount=rounded(line.tax_amount * share, currency),
        tax_code=line.tax_code,
        warehouse=line.warehouse,
    )
    return BookedLine(ordered=cut, accepted=quantity, shipped=Decimal(0))


def _line_columns(line: BookedLine) -> tuple[object, ...]:
    ordered = line.ordered
    return (
        ordered.line_no,
        ordered.sku,
        ordered.warehouse,
        ordered.description,
        _plain(ordered.quantity),
        _plain(line.accepted),
        _plain(ordered.unit_price),
        _plain(ordered.line_total),
        _plain(ordered.tax_amount),
        ordered.tax_code,
    )


def _both(charge: Charge) -> tuple[str, str]:
    return _plain(charge.amount), _plain(charge.tax_amount)


def _total(*groups: Iterable[Decimal]) -> Decimal:
    return sum((amount for group in groups for amount in group), Decimal(0))


def _plain(amount: Decimal) -> str:
    return f"{amount:f}"


def _documents(rows: sqlite3.Connection, which: str, given: tuple[str, ...]) -> list[Document]:
    heads = rows.execute(f"SELECT * FROM document {which}", given).fetchall()  # noqa: S608 - ours
    return [_document(rows, head) for head in heads]


def _document(rows: sqlite3.Connection, head: sqlite3.Row) -> Document:
    lines = rows.execute(
        "SELECT * FROM document_line WHERE document = ? ORDER BY line_no", (head["id"],)
    )
    charges = rows.execute(
        "SELECT * FROM document_charge WHERE document = ? ORDER BY position", (head["id"],)
    )
    plain = {key: head[key] for key in _PLAIN_COLUMNS}
    return Document(
        **plain,
        state=State(head["state"]),
        net=Decimal(head["net"]),
        tax=Decimal(head["tax"]),
        gross=Decimal(head["gross"]),
        lines=tuple(_booked_line(row) for row in lines),
        charges=tuple(_charge(row) for row in charges),
    )


def _booked_line(row: sqlite3.Row) -> BookedLine:
    ordered = Line(
        line_no=row["line_no"],
        sku=row["sku"],
        description=row["description"],
        quantity=Decimal(row["quantity"]),
        unit_price=Decimal(row["unit_price"]),
        line_total=Decimal(row["line_total"]),
        tax_amount=Decimal(row["tax_amount"]),
        tax_code=row["tax_code"],
        warehouse=row["warehouse"],
    )
    accepted, shipped = Decimal(row["accepted"]), Decimal(row["shipped"])
    return BookedLine(ordered=ordered, accepted=accepted, shipped=shipped)


def _charge(row: sqlite3.Row) -> Charge:
    amount, tax_amount = Decimal(row["amount"]), Decimal(row["tax_amount"])
    return Charge(
        kind=row["kind"], description=row["description"], amount=amount, tax_amount=tax_amount
    )
