"""Orders for tests: bodies as small as the reader needs, and a reader for them."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from agent.domain.order import Address, CanonicalOrder, Customer, Line, Payment, Totals

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
STARTS_AT = NOW - timedelta(days=1)
NOBODY = Address(**{field.name: "" for field in fields(Address)})


class BodyError(ValueError):
    """As the real reader's: where, and why."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where, self.why = where, why


def body_of(picture: str | None, seq: int) -> dict[str, Any]:
    """Content 0 is unpaid, 5 older than the start, None cancelled; the save's time tells `seq`."""
    status = "cancelled" if picture is None else "pending" if picture == "0" else "processing"
    return {
        "picture": picture or "cancelled",
        "status": status,
        "created_at": (STARTS_AT - timedelta(days=1) if picture == "5" else NOW).isoformat(),
        "modified_at": (NOW + timedelta(seconds=seq)).isoformat(),
        "lines": [{"item_id": 7, "stock_id": 70, "quantity": "2", "sku": "A-1"}],
        "totals": {"total": "23.80"},
    }


def read_order(
    body: Mapping[str, Any], *, shop_code: str, order_id: int, incarnation: str
) -> CanonicalOrder:
    if "lines" not in body:
        raise BodyError("lines", "missing")
    if not isinstance(body["status"], str):
        raise BodyError("status", "no text")
    lines = tuple(_line(number, line) for number, line in enumerate(body["lines"], 1))
    created_at = datetime.fromisoformat(body["created_at"])
    seq = int((datetime.fromisoformat(body["modified_at"]) - NOW).total_seconds())
    return CanonicalOrder(
        shop_code=shop_code,
        order_id=order_id,
        incarnation=incarnation,
        number=str(order_id),
        status=body["status"],
        currency="EUR",
        decimals=2,
        prices_include_tax=True,
        created_at=created_at,
        modified_at=created_at,
        note="",
        customer=Customer(account=0, name="", email=""),
        billing=NOBODY,
        shipping=NOBODY,
        payment=Payment(method="", title="", transaction_id="", state="paid", paid_at=None),
        lines=lines,
        charges=(),
        coupons=(),
        totals=Totals(
            net=Decimal("20.00"), tax=Decimal("3.80"), gross=Decimal(body["totals"]["total"])
        ),
        meta={"picture": body["picture"], "seq": str(seq)},
    )


def _line(number: int, line: Mapping[str, Any]) -> Line:
    if "sku" not in line:
        raise BodyError(f"lines[{number}].sku", "missing")
    return Line(
        number=number,
        item_id=line["item_id"],
        product_id=1,
        stock_id=line["stock_id"],
        sku=line["sku"],
        name="A thing",
        quantity=Decimal(line["quantity"]),
        unit_net=Decimal("10.00"),
        subtotal=Decimal("20.00"),
        total=Decimal("20.00"),
        tax=Decimal("3.80"),
        tax_class="",
        tax_percent=Decimal(19),
        meta={},
    )


def envelope_bytes(
    event_id: str, shop: str, order_id: int, *, seq: int, body: dict[str, Any]
) -> bytes:
    envelope = {
        "v": 1,
        "id": event_id,
        "shop": shop,
        "order_id": order_id,
        "seq": seq,
        "incarnation": "00c0ffee",
        "kind": "order",
        "made_at": NOW.isoformat(),
        "body": body,
    }
    return json.dumps(envelope).encode()
