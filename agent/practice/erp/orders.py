"""An order as the practice ERP reads it, and its own arithmetic. Pure: no ledger, no network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from lxml import etree

from agent.practice.erp.contract import NAMESPACE

DEFAULT_WAREHOUSE = "MAIN"

_NO_DECIMALS = frozenset({"CLP", "ISK", "JPY", "KRW", "VND", "XAF", "XOF", "XPF"})
_THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


class State(StrEnum):
    """Where a document stands in the ERP."""

    ACCEPTED = "accepted"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line as ordered; amounts are net."""

    line_no: int
    sku: str
    description: str
    quantity: Decimal
    unit_price: Decimal
    line_total: Decimal
    tax_amount: Decimal
    tax_code: str | None
    warehouse: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """Shipping, a fee, a rounding or a discount."""

    kind: str
    description: str
    amount: Decimal
    tax_amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order as received; `parties` keeps customer and addresses as the XML they came in."""

    reference: str
    shop_order_number: str
    order_date: date
    currency: str
    customer_keys: frozenset[str]
    parties: bytes
    lines: tuple[Line, ...]
    charges: tuple[Charge, ...]
    total_net: Decimal
    total_tax: Decimal
    total_gross: Decimal


def currency_quantum(currency: str) -> Decimal:
    """The smallest amount of a currency."""
    if currency in _NO_DECIMALS:
        return Decimal(1)
    return Decimal("0.001") if currency in _THREE_DECIMALS else Decimal("0.01")


def rounded(amount: Decimal, currency: str) -> Decimal:
    """An amount in the currency's own decimals, halves away from zero."""
    return amount.quantize(currency_quantum(currency), rounding=ROUND_HALF_UP)


def read_order(element: etree._Element) -> Order:
    """Read a validated `Order` element."""
    customer = _child(element, "Customer")
    keys = (customer.findtext(_tag("Number")), customer.findtext(_tag("Email")))
    return Order(
        reference=_text(element, "Reference"),
        shop_order_number=_text(element, "ShopOrderNumber"),
        order_date=date.fromisoformat(_text(element, "OrderDate").strip()[:10]),
        currency=_text(element, "Currency"),
        customer_keys=frozenset(key.casefold() for key in keys if key),
        parties=_parties(element),
        lines=tuple(_line(found) for found in element.iterfind(_tag("Lines", "Line"))),
        charges=tuple(_charge(found) for found in element.iterfind(_tag("Charges", "Charge"))),
        total_net=_decimal(element, "TotalNet"),
        total_tax=_decimal(element, "TotalTax"),
        total_gross=_decimal(element, "TotalGross"),
    )


def _line(element: etree._Element) -> Line:
    return Line(
        line_no=int(_text(element, "LineNo")),
        sku=_text(element, "Sku"),
        description=_text(element, "Description"),
        quantity=_decimal(element, "Quantity"),
        unit_price=_decimal(element, "UnitPrice"),
        line_total=_decimal(element, "LineTotal"),
        tax_amount=_decimal(element, "TaxAmount"),
        tax_code=element.findtext(_tag("TaxCode")),
        warehouse=element.findtext(_tag("Warehouse")) or DEFAULT_WAREHOUSE,
    )


def _charge(element: etree._Element) -> Charge:
    return Charge(
        kind=_text(element, "Kind"),
        description=_text(element, "Description"),
        amount=_decimal(element, "Amount"),
        tax_amount=_decimal(element, "TaxAmount"),
    )


def _parties(element: etree._Element) -> bytes:
    parties = etree.Element(_tag("Parties"), nsmap={"erp": NAMESPACE})
    for name in ("Customer", "BillTo", "ShipTo"):
        parties.extend(_copy(found) for found in element.iterfind(_tag(name)))
    return etree.tostring(parties)


def _copy(element: etree._Element) -> etree._Element:
    # Rebuilt without the sender's prefixes and attributes, so that what is kept is content alone.
    copy = etree.Element(element.tag, nsmap={"erp": NAMESPACE})
    copy.text = element.text if len(element) == 0 else None
    copy.extend(_copy(child) for child in element)
    return copy


def _tag(*names: str) -> str:
    return "/".join(f"{{{NAMESPACE}}}{name}" for name in names)


def _child(element: etree._Element, name: str) -> etree._Element:
    found = element.find(_tag(name))
    if found is None:
        raise ValueError(f"{name} is missing, although the schema asks for it")
    return found


def _text(element: etree._Element, name: str) -> str:
    return _child(element, name).text or ""


def _decimal(element: etree._Element, name: str) -> Decimal:
    return Decimal(_text(element, name))
