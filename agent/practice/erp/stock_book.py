"""The practice ERP's items and stock: on hand as counted, available less open orders."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from agent.practice.erp.checks import MasterData
from agent.practice.erp.orders import DEFAULT_WAREHOUSE, State

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from agent.practice.erp.orders import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRow:
    """One item in one warehouse."""

    sku: str
    warehouse: str
    on_hand: Decimal
    available: Decimal


def master_data(rows: sqlite3.Connection, order: Order, closed_before: date | None) -> MasterData:
    """What is known of the things this order names."""
    asked = {line.sku for line in order.lines}
    known = {sku for sku in asked if has_item(rows, sku)}
    warehouses = {str(row[0]) for row in rows.execute("SELECT DISTINCT warehouse FROM stock")}
    blocked = {str(row[0]) for row in rows.execute("SELECT key FROM blocked_customer")}
    return MasterData(
        skus=frozenset(known),
        warehouses=frozenset(warehouses | {DEFAULT_WAREHOUSE}),
        blocked_customers=frozenset(blocked),
        closed_before=closed_before,
    )


def has_item(rows: sqlite3.Connection, sku: str) -> bool:
    return rows.execute("SELECT 1 FROM item WHERE sku = ?", (sku,)).fetchone() is not None


def items(rows: sqlite3.Connection) -> list[tuple[str, str]]:
    """All items as (sku, name)."""
    found = rows.execute("SELECT sku, name FROM item ORDER BY sku")
    return [(row["sku"], row["name"]) for row in found]


def add_item(rows: sqlite3.Connection, sku: str, name: str) -> None:
    """Add an item, or give a known one another name."""
    rows.execute(
        "INSERT INTO item VALUES (?, ?) ON CONFLICT (sku) DO UPDATE SET name = excluded.name",
        (sku, name),
    )


def rename_item(rows: sqlite3.Connection, sku: str, new_sku: str) -> None:
    """Give an item another SKU; its stock and its documents follow."""
    rows.execute("UPDATE item SET sku = ? WHERE sku = ?", (new_sku, sku))


def on_hand(rows: sqlite3.Connection, sku: str, warehouse: str) -> Decimal | None:
    """What is counted there; None where the item was never there."""
    found = rows.execute(
        "SELECT on_hand FROM stock WHERE sku = ? AND warehouse = ?", (sku, warehouse)
    ).fetchone()
    return None if found is None else Decimal(found["on_hand"])


def set_on_hand(rows: sqlite3.Connection, sku: str, warehouse: str, quantity: Decimal) -> None:
    rows.execute(
        "INSERT INTO stock VALUES (?, ?, ?)"
        " ON CONFLICT (sku, warehouse) DO UPDATE SET on_hand = excluded.on_hand",
        (sku, warehouse, f"{quantity:f}"),
    )


def move(rows: sqlite3.Connection, sku: str, warehouse: str, quantity: Decimal) -> None:
    """Goods in (above zero) or out (below)."""
    counted = on_hand(rows, sku, warehouse) or Decimal(0)
    set_on_hand(rows, sku, warehouse, counted + quantity)


def expect(rows: sqlite3.Connection, order: Order) -> None:
    """An item ordered from a warehouse is listed there from now on, be it with nothing."""
    for line in order.lines:
        if on_hand(rows, line.sku, line.warehouse) is None:
            set_on_hand(rows, line.sku, line.warehouse, Decimal(0))


def stock(rows: sqlite3.Connection, warehouse: str | None = None) -> list[StockRow]:
    """All stock, by SKU and warehouse. Summed here: SQL would sum the decimals as floats."""
    promised = _promised(rows)
    found = rows.execute(
        "SELECT * FROM stock WHERE ?1 IS NULL OR warehouse = ?1 ORDER BY sku, warehouse",
        (warehouse,),
    )
    listed = []
    for row in found:
        counted = Decimal(row["on_hand"])
        waiting = promised.get((row["sku"], row["warehouse"]), Decimal(0))
        listed.append(
            StockRow(
                sku=row["sku"],
                warehouse=row["warehouse"],
                on_hand=counted,
                available=counted - waiting,
            )
        )
    return listed


def _promised(rows: sqlite3.Connection) -> dict[tuple[str, str], Decimal]:
    promised: dict[tuple[str, str], Decimal] = {}
    for row in rows.execute(
        "SELECT sku, warehouse, accepted, shipped FROM document_line JOIN document"
        " ON document.id = document_line.document WHERE state IN (?, ?)",
        (State.ACCEPTED, State.PARTLY_SHIPPED),
    ):
        key = row["sku"], row["warehouse"]
        open_quantity = Decimal(row["accepted"]) - Decimal(row["shipped"])
        promised[key] = promised.get(key, Decimal(0)) + open_quantity
    return promised
