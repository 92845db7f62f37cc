"""The canonical order: a web order in our own words, neither WooCommerce's nor an ERP's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where goods or the invoice go; empty strings where nothing was given."""

    first_name: str
    last_name: str
    company: str
    street: str
    street_2: str
    city: str
    state: str
    postcode: str
    country: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One product line. Amounts without tax; `unit_net` is total / quantity, unrounded."""

    number: int
    item_id: int
    product_id: int
    stock_id: int | None
    sku: str
    name: str
    quantity: Decimal
    unit_net: Decimal
    subtotal: Decimal
    total: Decimal
    tax: Decimal
    tax_class: str
    tax_percent: Decimal
    meta: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What is charged beside the goods: `kind` is `shipping`, `fee` or `rounding`."""

    number: int
    kind: str
    item_id: int
    code: str
    name: str
    total: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupon:
    """Information: its discount is already inside the lines."""

    code: str
    discount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The shop's own sums, which are the truth."""

    net: Decimal
    tax: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """How it is paid; `state` is `paid` or `unpaid`."""

    method: str
    title: str
    transaction_id: str
    state: str
    paid_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Who buys; `account` is the shop's customer id, 0 for a guest."""

    account: int
    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CanonicalOrder:
    """One picture of one order; times are UTC."""

    shop_code: str
    order_id: int
    incarnation: str
    number: str
    status: str
    currency: str
    decimals: int
    prices_include_tax: bool
    created_at: datetime
    modified_at: datetime
    note: str
    customer: Customer
    billing: Address
    shipping: Address
    payment: Payment
    lines: tuple[Line, ...]
    charges: tuple[Charge, ...]
    coupons: tuple[Coupon, ...]
    totals: Totals
    meta: Mapping[str, str]
