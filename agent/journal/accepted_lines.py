"""How much of each order line the ERP has accepted, and since when: what stock credits rest on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Column, Connection, ForeignKey, Integer, Table, select
from sqlalchemy.dialects.sqlite import insert as upsert

from agent.journal.documents import Document
from agent.journal.schema import METADATA, Exact, Utc

accepted_lines = Table(
    "accepted_lines",
    METADATA,
    Column("lane_id", Integer, ForeignKey("lanes.id"), primary_key=True),
    Column("item_id", Integer, primary_key=True),
    Column("shop_id", Integer, ForeignKey("shops.id"), nullable=False),
    Column("stock_id", Integer),
    Column("document_id", Integer, ForeignKey("documents.id"), nullable=False),
    Column("quantity", Exact, nullable=False),
    Column("accepted_at", Utc, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePart:
    """An order line as its picture gives it."""

    item_id: int
    stock_id: int | None
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedLine:
    """An order line that the ERP has accepted with this quantity at that time."""

    order_item_id: int
    stock_id: int | None
    quantity: Decimal
    accepted_at: datetime


def keep_accepted_lines(
    tx: Connection, document: Document, lines: Sequence[LinePart], *, now: datetime
) -> None:
    """Replace the order's accepted lines by those of a document that was accepted now.

    A line whose quantity changes counts from now on: until the ERP's figure is read again it
    gets no credit, so that the shop shows too little rather than too much. A line that is gone
    (all of them after a cancel) stays with quantity 0.
    """
    given = {line.item_id: line for line in lines}
    kept = {
        row.item_id: row.quantity
        for row in tx.execute(
            select(accepted_lines).where(accepted_lines.c.lane_id == document.lane_id)
        )
    }
    for item_id in kept.keys() - given.keys():
        _keep(tx, document, LinePart(item_id=item_id, stock_id=None, quantity=Decimal(0)), now)
    for line in given.values():
        if kept.get(line.item_id) != line.quantity:
            _keep(tx, document, line, now)


def _keep(tx: Connection, document: Document, line: LinePart, now: datetime) -> None:
    values = {"document_id": document.id, "quantity": line.quantity, "accepted_at": now}
    if line.stock_id is not None:
        values["stock_id"] = line.stock_id
    statement = upsert(accepted_lines).values(
        lane_id=document.lane_id, item_id=line.item_id, shop_id=document.shop_id, **values
    )
    tx.execute(statement.on_conflict_do_update(index_elements=["lane_id", "item_id"], set_=values))


def lines_accepted_before(
    tx: Connection, *, shop_id: int, before: datetime, stock_ids: Sequence[int] | None = None
) -> tuple[AcceptedLine, ...]:
    """Lines accepted before that time, with a quantity; those of some stock ids, or all."""
    query = select(accepted_lines).where(
        accepted_lines.c.shop_id == shop_id,
        accepted_lines.c.accepted_at < before,
        accepted_lines.c.stock_id.is_not(None),
    )
    if stock_ids is not None:
        query = query.where(accepted_lines.c.stock_id.in_(stock_ids))
    rows = tx.execute(query.order_by(accepted_lines.c.stock_id, accepted_lines.c.item_id))
    return tuple(
        AcceptedLine(
            order_item_id=row.item_id,
            stock_id=row.stock_id,
            quantity=row.quantity,
            accepted_at=row.accepted_at,
        )
        for row in rows
        if row.quantity > 0
    )
