"""The body of an `order` event as the plugin writes it: WooCommerce's facts, nothing computed."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field


def _exact(value: object) -> object:
    """Only decimal strings: a JSON number has been a float somewhere on its way."""
    if not isinstance(value, str):
        raise ValueError('a decimal string is needed, as in "19.90"')  # noqa: TRY004 - pydantic reads it
    return value


Exact = Annotated[Decimal, BeforeValidator(_exact), Field(allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Meta(_Part):
    """One public meta entry of an order or a line."""

    key: str
    value: str


class TaxShare(_Part):
    """The part of an amount's tax that one rate makes."""

    rate_id: int
    total: Exact


class Address(_Part):
    """A billing or shipping address, fields empty where the customer gave none."""

    first_name: str = ""
    last_name: str = ""
    company: str = ""
    address_1: str = ""
    address_2: str = ""
    city: str = ""
    state: str = ""
    postcode: str = ""
    country: str = ""
    email: str = ""
    phone: str = ""


class Payment(_Part):
    """How the customer pays."""

    method: str
    title: str
    transaction_id: str


class Totals(_Part):
    """The order's own sums."""

    total: Exact
    total_tax: Exact
    cart_tax: Exact
    shipping_total: Exact
    shipping_tax: Exact
    discount_total: Exact
    discount_tax: Exact


class Line(_Part):
    """One product line; `sku` as it was when the line was created."""

    item_id: int
    product_id: int
    variation_id: int
    stock_id: int | None
    sku: str
    name: str
    quantity: Exact
    subtotal: Exact
    subtotal_tax: Exact
    total: Exact
    total_tax: Exact
    tax_class: str
    taxes: tuple[TaxShare, ...]
    reduced_stock: Exact
    meta: tuple[Meta, ...]


class ShippingLine(_Part):
    """One shipping line."""

    item_id: int
    method_id: str
    title: str
    total: Exact
    total_tax: Exact
    taxes: tuple[TaxShare, ...]


class FeeLine(_Part):
    """One fee, which may be negative."""

    item_id: int
    name: str
    total: Exact
    total_tax: Exact
    tax_class: str
    taxes: tuple[TaxShare, ...]


class CouponLine(_Part):
    """One coupon; its discount is already inside the lines' totals."""

    item_id: int
    code: str
    discount: Exact
    discount_tax: Exact


class TaxLine(_Part):
    """One tax rate of the order with its sums."""

    item_id: int
    rate_id: int
    code: str
    label: str
    percent: Exact
    compound: bool
    tax_total: Exact
    shipping_tax_total: Exact


class OrderBody(_Part):
    """One picture of one order."""

    id: int
    number: str
    status: str
    currency: str
    decimals: Annotated[int, Field(ge=0, le=6)]
    prices_include_tax: bool
    created_via: str
    customer_id: int
    customer_note: str
    created_at: AwareDatetime
    modified_at: AwareDatetime
    paid_at: AwareDatetime | None
    completed_at: AwareDatetime | None
    payment: Payment
    billing: Address
    shipping: Address
    totals: Totals
    lines: tuple[Line, ...]
    shipping_lines: tuple[ShippingLine, ...]
    fee_lines: tuple[FeeLine, ...]
    coupon_lines: tuple[CouponLine, ...]
    tax_lines: tuple[TaxLine, ...]
    meta: tuple[Meta, ...]


class OrderDeletedBody(_Part):
    """The order was put into the trash or is gone."""

    status: Literal["trash", "deleted"]
