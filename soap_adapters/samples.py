"""Three orders that `check` renders: what shops send, and what mappings stumble over."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

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

_NOBODY = Address(
    first_name="",
    last_name="",
    company="",
    street="",
    street_2="",
    city="",
    state="",
    postcode="",
    country="",
    email="",
    phone="",
)
_ADA = replace(
    _NOBODY,
    first_name="Ada",
    last_name="Müller & Söhne",
    company="Café €uro <GmbH>",
    street="Straße 1",
    street_2="2. Stock",
    city="Köln",
    state="NW",
    postcode="50667",
    country="DE",
    email="ada@shop.example",
    phone="+49 221 1",
)
_PLACED_AT = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)


def _line(number: int, quantity: str, total: str, tax: str) -> Line:
    amount, count = Decimal(total), Decimal(quantity)
    return Line(
        number=number,
        item_id=number,
        product_id=number,
        stock_id=number,
        sku=f"SKU-{number}",
        name=f"Thing no. {number}",
        quantity=count,
        unit_net=amount / count,
        subtotal=amount,
        total=amount,
        tax=Decimal(tax),
        tax_class="",
        tax_percent=Decimal(19),
        meta={"Size": "L"} if number > 1 else {},
    )


_GUEST = CanonicalOrder(
    shop_code="SHOP",
    order_id=1,
    incarnation="00112233445566778899aabbccddeeff",
    number="1",
    status="processing",
    currency="EUR",
    decimals=2,
    prices_include_tax=False,
    created_at=_PLACED_AT,
    modified_at=_PLACED_AT,
    note="",
    customer=Customer(account=0, name="", email="guest@shop.example"),
    billing=replace(_NOBODY, first_name="Guest", email="guest@shop.example"),
    shipping=_NOBODY,
    payment=Payment(method="", title="", transaction_id="", state="unpaid", paid_at=None),
    lines=(_line(1, "1", "10.00", "1.90"),),
    charges=(),
    coupons=(),
    totals=Totals(net=Decimal("10.00"), tax=Decimal("1.90"), gross=Decimal("11.90")),
    meta={},
)
_FULL = replace(
    _GUEST,
    order_id=2,
    number="WEB-2",
    note="Please ring twice",
    customer=Customer(account=7, name="Ada Müller", email="ada@shop.example"),
    billing=_ADA,
    shipping=replace(_ADA, company="", street="Gasse 2"),
    payment=Payment(
        method="card",
        title="Card",
        transaction_id="tx-1",
        state="paid",
        paid_at=_PLACED_AT,
    ),
    lines=(_line(1, "3", "10.00", "1.90"), _line(2, "0.5", "7.25", "1.38")),
    charges=(
        Charge(
            number=3,
            kind="shipping",
            item_id=3,
            code="flat_rate",
            name="Parcel",
            total=Decimal("4.90"),
            tax=Decimal("0.93"),
        ),
        Charge(
            number=4,
            kind="fee",
            item_id=4,
            code="fee",
            name="Gift wrap",
            total=Decimal("2.00"),
            tax=Decimal("0.38"),
        ),
    ),
    coupons=(Coupon(code="TEN", discount=Decimal("1.00")),),
    totals=Totals(net=Decimal("24.15"), tax=Decimal("4.59"), gross=Decimal("28.74")),
)
_YEN = replace(
    _GUEST,
    order_id=3,
    number="3",
    currency="JPY",
    decimals=0,
    lines=(_line(1, "2", "1001", "100"),),
    totals=Totals(net=Decimal(1001), tax=Decimal(100), gross=Decimal(1101)),
)

SAMPLE_ORDERS = {
    "of a guest": _GUEST,
    "with everything": _FULL,
    "in a currency without cents": _YEN,
}
