"""Reads the body of an `order` event into a canonical order. Computes nothing but names."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from agent.domain.order import (
    Address,
    CanonicalOrder,
    Charge,
    Coupon,
    Customer,
    Line,
    Payment,
    Totals,
)
from agent.wire import order_body as wire
from agent.wire.order_body import OrderBody


class UnreadableOrderError(ValueError):
    """The body is not what the plugin of this version writes: where, and why."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where = where
        self.why = why


def read_order(
    body: Mapping[str, Any], *, shop_code: str, order_id: int, incarnation: str
) -> CanonicalOrder:
    """The canonical order of one picture.

    Raises:
        UnreadableOrderError: a part is missing, or is not of its form.
    """
    try:
        order = OrderBody.model_validate(body)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"]) or "body"
        raise UnreadableOrderError(where, first["msg"].removeprefix("Value error, ")) from error
    if order.id != order_id:
        raise UnreadableOrderError("id", f"is {order.id}, the envelope says {order_id}")
    percents = {line.rate_id: line.percent for line in order.tax_lines}
    lines = tuple(_line(number, line, percents) for number, line in enumerate(order.lines, start=1))
    return CanonicalOrder(
        shop_code=shop_code,
        order_id=order.id,
        incarnation=incarnation,
        number=order.number,
        status=order.status,
        currency=order.currency,
        decimals=order.decimals,
        prices_include_tax=order.prices_include_tax,
        created_at=order.created_at,
        modified_at=order.modified_at,
        note=order.customer_note,
        customer=_customer(order),
        billing=_address(order.billing),
        shipping=_address(order.shipping),
        payment=_payment(order),
        lines=lines,
        charges=_charges(order, after=len(lines)),
        coupons=tuple(Coupon(code=c.code, discount=c.discount) for c in order.coupon_lines),
        totals=Totals(
            net=order.totals.total - order.totals.total_tax,
            tax=order.totals.total_tax,
            gross=order.totals.total,
        ),
        meta=_meta(order.meta),
    )


def _line(number: int, line: wire.Line, percents: Mapping[int, Decimal]) -> Line:
    taxed = [share.rate_id for share in line.taxes if share.total or not line.total]
    return Line(
        number=number,
        item_id=line.item_id,
        product_id=line.variation_id or line.product_id,
        stock_id=line.stock_id,
        sku=line.sku,
        name=line.name,
        quantity=line.quantity,
        unit_net=line.total / line.quantity if line.quantity else line.total,
        subtotal=line.subtotal,
        total=line.total,
        tax=line.total_tax,
        tax_class=line.tax_class,
        tax_percent=sum((percents.get(rate_id, Decimal(0)) for rate_id in taxed), Decimal(0)),
        meta=_meta(line.meta),
    )


def _charges(order: OrderBody, *, after: int) -> tuple[Charge, ...]:
    """What is charged beside the goods, numbered on after the lines."""
    charges = []
    for number, parcel in enumerate(order.shipping_lines, start=after + 1):
        charges.append(
            Charge(
                number=number,
                kind="shipping",
                item_id=parcel.item_id,
                code=parcel.method_id,
                name=parcel.title,
                total=parcel.total,
                tax=parcel.total_tax,
            )
        )
    for number, fee in enumerate(order.fee_lines, start=after + len(charges) + 1):
        charges.append(
            Charge(
                number=number,
                kind="fee",
                item_id=fee.item_id,
                code="",
                name=fee.name,
                total=fee.total,
                tax=fee.total_tax,
            )
        )
    return tuple(charges)


def _customer(order: OrderBody) -> Customer:
    names = (order.billing.first_name, order.billing.last_name)
    return Customer(
        account=order.customer_id,
        name=" ".join(name for name in names if name),
        email=order.billing.email,
    )


def _payment(order: OrderBody) -> Payment:
    return Payment(
        method=order.payment.method,
        title=order.payment.title,
        transaction_id=order.payment.transaction_id,
        state="unpaid" if order.paid_at is None else "paid",
        paid_at=order.paid_at,
    )


def _address(address: wire.Address) -> Address:
    return Address(
        first_name=address.first_name,
        last_name=address.last_name,
        company=address.company,
        street=address.address_1,
        street_2=address.address_2,
        city=address.city,
        state=address.state,
        postcode=address.postcode,
        country=address.country,
        email=address.email,
        phone=address.phone,
    )


def _meta(entries: tuple[wire.Meta, ...]) -> dict[str, str]:
    return {entry.key: entry.value for entry in entries}
