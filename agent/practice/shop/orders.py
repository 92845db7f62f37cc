"""Orders of the practice shop: what one is asked to be, and what the shop says it has.

The ways to place one: PHP as other plugins do, REST with OAuth over http or Basic over https,
the classic checkout's form and the block checkout's Store API.
"""

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Way(StrEnum):
    """How an order comes into the shop."""

    PHP = "php"
    REST = "rest"
    REST_HTTPS = "rest-https"
    CLASSIC = "classic"
    BLOCK = "block"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSpec:
    """So many of a SKU (or of a product without one), at a net line total of one's own."""

    sku: str = ""
    quantity: int = 1
    total: str | None = None
    product_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Who buys, and where it goes."""

    first_name: str = "Anna"
    last_name: str = "Weber"
    company: str = ""
    address_1: str = "Lagerstr. 1"
    city: str = "Berlin"
    postcode: str = "10115"
    country: str = "DE"
    email: str = "anna.weber@customer.example"
    phone: str = "030 1234567"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSpec:
    """An order to place. `total` forces a sum that the lines do not have."""

    lines: tuple[LineSpec, ...]
    status: str = "processing"
    payment_method: str = "cod"
    payment_title: str = "Cash on delivery"
    transaction_id: str = ""
    shipping: str = "4.90"
    total: str | None = None
    buyer: Buyer = field(default_factory=Buyer)
    note: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    created_via: str = "php"

    def plain(self) -> dict[str, Any]:
        """As plain data, for PHP."""
        data = asdict(self)
        data["billing"] = data.pop("buyer")
        return data


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopLine:
    """One line of an order, as the shop has it."""

    item_id: int
    sku: str
    quantity: Decimal
    total: Decimal
    total_tax: Decimal
    reduced_stock: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopOrder:
    """One order, as the shop has it."""

    id: int
    number: str
    key: str
    status: str
    total: Decimal
    total_tax: Decimal
    currency: str
    created_via: str
    refunded: Decimal
    lines: tuple[ShopLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopProduct:
    """One product or variation, with the stock that the shop shows for it."""

    id: int
    stock_id: int | None
    sku: str
    name: str
    type: str
    manages: str
    stock: Decimal | None
    status: str
    price: Decimal


def read_order(data: dict[str, Any]) -> ShopOrder:
    lines = tuple(
        ShopLine(
            item_id=line["item_id"],
            sku=line["sku"],
            quantity=Decimal(line["quantity"]),
            total=Decimal(line["total"]),
            total_tax=Decimal(line["total_tax"] or "0"),
            reduced_stock=Decimal(line["reduced_stock"] or "0"),
        )
        for line in data["lines"]
    )
    amounts = {name: Decimal(data[name]) for name in ("total", "total_tax", "refunded")}
    return ShopOrder(**{**data, **amounts, "lines": lines})


def read_product(data: dict[str, Any]) -> ShopProduct:
    stock = None if data["stock"] is None else Decimal(data["stock"])
    return ShopProduct(**{**data, "stock": stock, "price": Decimal(data["price"] or "0")})


def rest_body(spec: OrderSpec, product_ids: dict[str, int]) -> dict[str, Any]:
    """The order as `wc/v3/orders` takes it."""
    billing = asdict(spec.buyer)
    shipping = {name: value for name, value in billing.items() if name != "email"}
    body: dict[str, Any] = {
        "payment_method": spec.payment_method,
        "payment_method_title": spec.payment_title,
        "transaction_id": spec.transaction_id,
        "customer_note": spec.note,
        "billing": billing,
        "shipping": shipping,
        "line_items": [_rest_line(line, product_ids) for line in spec.lines],
        "meta_data": [{"key": key, "value": value} for key, value in spec.meta.items()],
        "status": spec.status,
    }
    if spec.shipping:
        parcel = {"method_id": "flat_rate", "method_title": "Parcel", "total": spec.shipping}
        body["shipping_lines"] = [parcel]
    return body


def _rest_line(line: LineSpec, product_ids: dict[str, int]) -> dict[str, Any]:
    product = line.product_id or product_ids.get(line.sku)
    row: dict[str, Any] = {"product_id": product, "quantity": line.quantity}
    if product is None:
        row = {"sku": line.sku, "quantity": line.quantity}
    if line.total is not None:
        row |= {"subtotal": line.total, "total": line.total}
    return row
