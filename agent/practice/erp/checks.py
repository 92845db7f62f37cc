"""Why the practice ERP refuses an order: master data, dates and sums. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from agent.practice.erp.orders import currency_quantum, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from agent.practice.erp.orders import Order

_UNIT_PRICE_QUANTUM = Decimal("0.000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A refusal of the business: it travels in the body with HTTP 200."""

    code: str
    message: str
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterData:
    """What the ERP knows of the things an order names."""

    skus: frozenset[str]
    warehouses: frozenset[str]
    blocked_customers: frozenset[str]
    closed_before: date | None


def first_refusal(order: Order, known: MasterData) -> Refusal | None:
    """The first reason to refuse, in the order a clerk would find them; like ERPs, only one."""
    for check in (_period, _customer, _lines, _amounts, _totals):
        for refusal in check(order, known):
            return refusal
    return None


def _period(order: Order, known: MasterData) -> Iterator[Refusal]:
    if known.closed_before is not None and order.order_date < known.closed_before:
        message = f"The period before {known.closed_before} is closed."
        yield Refusal(code="CLOSED_PERIOD", message=message, field="OrderDate")


def _customer(order: Order, known: MasterData) -> Iterator[Refusal]:
    for key in sorted(order.customer_keys & known.blocked_customers):
        message = f"Customer {key} is blocked for orders."
        yield Refusal(code="CUSTOMER_BLOCKED", message=message, field="Customer")


def _lines(order: Order, known: MasterData) -> Iterator[Refusal]:
    seen: set[int] = set()
    for position, line in enumerate(order.lines, start=1):
        path = f"Lines/Line[{position}]"
        if line.line_no in seen:
            message = f"Line number {line.line_no} is given twice."
            yield Refusal(code="BAD_LINE", message=message, field=f"{path}/LineNo")
        seen.add(line.line_no)
        if line.sku not in known.skus:
            message = f"Item {line.sku} is not known."
            yield Refusal(code="UNKNOWN_ITEM", message=message, field=f"{path}/Sku")
        if line.warehouse not in known.warehouses:
            message = f"Warehouse {line.warehouse} is not known."
            yield Refusal(code="UNKNOWN_WAREHOUSE", message=message, field=f"{path}/Warehouse")
        if line.quantity <= 0:
            message = f"Quantity {line.quantity} is not above zero."
            yield Refusal(code="BAD_QUANTITY", message=message, field=f"{path}/Quantity")


def _amounts(order: Order, _known: MasterData) -> Iterator[Refusal]:
    for path, amount, quantum in _all_amounts(order):
        if amount != amount.quantize(quantum):
            message = f"{amount} has more decimals than {quantum} allows."
            yield Refusal(code="BAD_AMOUNT", message=message, field=path)


def _all_amounts(order: Order) -> Iterator[tuple[str, Decimal, Decimal]]:
    smallest = currency_quantum(order.currency)
    for position, line in enumerate(order.lines, start=1):
        path = f"Lines/Line[{position}]"
        yield f"{path}/UnitPrice", line.unit_price, _UNIT_PRICE_QUANTUM
        yield f"{path}/LineTotal", line.line_total, smallest
        yield f"{path}/TaxAmount", line.tax_amount, smallest
    for position, charge in enumerate(order.charges, start=1):
        path = f"Charges/Charge[{position}]"
        yield f"{path}/Amount", charge.amount, smallest
        yield f"{path}/TaxAmount", charge.tax_amount, smallest
    yield "TotalNet", order.total_net, smallest
    yield "TotalTax", order.total_tax, smallest
    yield "TotalGross", order.total_gross, smallest


def _totals(order: Order, _known: MasterData) -> Iterator[Refusal]:
    for position, line in enumerate(order.lines, start=1):
        own = rounded(line.quantity * line.unit_price, order.currency)
        yield from _differs(f"Lines/Line[{position}]/LineTotal", line.line_total, own)
    own_net, own_tax = own_totals(order)
    yield from _differs("TotalNet", order.total_net, own_net)
    yield from _differs("TotalTax", order.total_tax, own_tax)
    yield from _differs("TotalGross", order.total_gross, own_net + own_tax)


def own_totals(order: Order) -> tuple[Decimal, Decimal]:
    """Net and tax as this ERP sums them up."""
    parts = [(line.line_total, line.tax_amount) for line in order.lines]
    parts += [(charge.amount, charge.tax_amount) for charge in order.charges]
    return sum((net for net, _ in parts), Decimal(0)), sum((tax for _, tax in parts), Decimal(0))


def _differs(path: str, theirs: Decimal, own: Decimal) -> Iterator[Refusal]:
    if theirs != own:
        message = f"{path} is {theirs}, this ERP computes {own}."
        yield Refusal(code="TOTALS_DIFFER", message=message, field=path)
