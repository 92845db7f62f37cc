"""Reads the three ledgers, each from its own process and database."""

import hashlib
import json
from base64 import b32encode
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from agent.practice.demo import ledgers
from agent.practice.demo.systems import Systems
from agent.practice.shop.orders import ShopOrder
from agent.practice.shop.shop import PracticeShop


def read_books(systems: Systems) -> ledgers.Ledgers:
    """Shop by its own PHP and SQL, agent by its command line, ERP by its database file."""
    return ledgers.Ledgers(
        shop=read_shop(systems.shop),
        agent=read_agent(
            systems.agent.ask("orders", "--json"), systems.agent.ask("status", "--json")
        ),
        erp=read_erp(systems.erp.ledger()),
    )


def read_shop(shop: PracticeShop) -> ledgers.Shop:
    """Orders and stock as WooCommerce has them, ERP numbers as wp-admin shows them."""
    products = shop.products()
    managed = {p.id: p.sku or f"#{p.id}" for p in products}
    return ledgers.Shop(
        orders=tuple(_order(order) for order in shop.orders()),
        shown={
            managed[p.id]: p.stock
            for p in products
            if p.stock is not None and p.stock_id == p.id and p.sku
        },
        stock_of={
            p.sku: managed.get(p.stock_id, p.sku)
            for p in products
            if p.sku and p.stock_id is not None
        },
        erp_numbers=_numbers_in_wp_admin(shop),
    )


def _order(order: ShopOrder) -> ledgers.ShopOrder:
    quantities: dict[str, Decimal] = defaultdict(Decimal)
    for line in order.lines:
        quantities[line.sku] += line.quantity
    return ledgers.ShopOrder(
        order_id=order.id,
        number=order.number,
        status=order.status,
        gross=order.total,
        quantities=dict(quantities),
    )


def _numbers_in_wp_admin(shop: PracticeShop) -> dict[int, str]:
    rows = shop.sql(
        "SELECT order_id, erp_number FROM wp_counterfoil_order_state WHERE erp_number IS NOT NULL"
    )
    return {int(order_id): number for order_id, number in rows}


def read_agent(orders: str, status: str) -> ledgers.Agent:
    """What `counterfoil orders --json` and `counterfoil status --json` print."""
    listed: list[Mapping[str, Any]] = json.loads(orders)
    events: Mapping[str, int] = json.loads(status)["events"]
    return ledgers.Agent(
        documents=tuple(
            ledgers.Document(
                order_id=row["order_id"],
                kind=row["kind"],
                reference=row["reference"],
                state=row["state"],
                bucket=row["bucket"],
                erp_number=row["number"] or "",
                reasons=tuple(row["reasons"]),
            )
            for row in listed
        ),
        events=events["all"],
        events_open=events["open"],
        events_disposed=events["disposed"],
    )


def read_erp(ledger: Mapping[str, Any]) -> ledgers.Erp:
    """What the ERP's own ledger holds."""
    available: dict[str, Decimal] = defaultdict(Decimal)
    for row in ledger["stock"]:
        available[row["sku"]] += Decimal(row["available"])
    return ledgers.Erp(
        documents=tuple(_document(row) for row in ledger["documents"]), available=dict(available)
    )


def _document(row: Mapping[str, Any]) -> ledgers.ErpDocument:
    quantities: dict[str, Decimal] = defaultdict(Decimal)
    for line in row["lines"]:
        quantities[line["sku"]] += Decimal(line["quantity"])
    return ledgers.ErpDocument(
        number=row["number"],
        reference=row["reference"],
        is_cancelled=row["state"] == "cancelled",
        gross=Decimal(row["gross"]),
        quantities=dict(quantities),
    )


def reference_of(shop_code: str, order: ShopOrder) -> str:
    """The reference as the documentation describes it, computed without the agent's code."""
    incarnation = hashlib.sha256(order.key.encode()).digest()[:4]
    return f"{shop_code}-{order.id}-{b32encode(incarnation).decode()[:4]}"
