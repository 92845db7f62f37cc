"""A signed 3.7 KB order event as the plugin would push it, made by the thousand before a run."""

import json
import secrets
import time
from collections.abc import Iterator
from typing import Any

from agent.wire.signature import (
    ID_HEADER,
    SHOP_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    Direction,
    Request,
    sign,
)

ROUTE = "/v1/events"
SIZE = 3700

_MARK_ID = "00000000-0000-7000-8000-000000000000"
_MARK_ORDER = 987654321
_PLACE = {
    "first_name": "Anna", "last_name": "Weber", "company": "", "address_1": "Lagerstr. 1",
    "address_2": "", "city": "Berlin", "state": "DE-BE", "postcode": "10115", "country": "DE",
    "email": "anna.weber@customer.example", "phone": "030 1234567",
}  # fmt: skip


def new_event_id() -> str:
    """A UUIDv7."""
    stamp = int(time.time() * 1000).to_bytes(6, "big").hex()
    rest = secrets.token_hex(8)
    return f"{stamp[:8]}-{stamp[8:]}-7{rest[:3]}-8{rest[3:6]}-{secrets.token_hex(6)}"


def http_requests(shop: str, key: bytes, count: int) -> Iterator[bytes]:
    """So many requests for a door, each the first event of an order of its own."""
    template = envelope_bytes(shop)
    order, event = str(_MARK_ORDER).encode(), _MARK_ID.encode()
    for turn in range(count):
        event_id = new_event_id()
        numbered = template.replace(order, str(100_000_000 + turn).encode())
        yield http_request(shop, key, event_id, numbered.replace(event, event_id.encode()))


def http_request(shop: str, key: bytes, event_id: str, body: bytes) -> bytes:
    timestamp = int(time.time())
    signature = sign(
        Request(
            id=event_id,
            timestamp=timestamp,
            direction=Direction.TO_AGENT,
            shop=shop,
            method="POST",
            route=ROUTE,
            body=body,
        ),
        [key],
    )
    head = (
        f"POST {ROUTE} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"{ID_HEADER}: {event_id}\r\n{TIMESTAMP_HEADER}: {timestamp}\r\n{SHOP_HEADER}: {shop}\r\n"
        f"{SIGNATURE_HEADER}: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def envelope_bytes(shop: str) -> bytes:
    """One envelope of `SIZE` bytes with marks where the ids go; a customer note fills it up."""
    body = _order_body()
    bare = _dump(_envelope(shop, body))
    body["customer_note"] = "x" * (SIZE - len(bare))
    return _dump(_envelope(shop, body))


def _envelope(shop: str, body: dict[str, Any]) -> dict[str, Any]:
    return {
        "v": 1, "id": _MARK_ID, "shop": shop, "order_id": _MARK_ORDER, "seq": 1,
        "incarnation": "9f86d081", "kind": "order", "made_at": "2026-11-25T12:00:00.000Z",
        "body": body,
    }  # fmt: skip


def _order_body() -> dict[str, Any]:
    at = "2026-11-25T12:00:00.000Z"
    return {
        "id": _MARK_ORDER, "number": str(_MARK_ORDER), "status": "processing", "currency": "EUR",
        "decimals": 2, "prices_include_tax": False, "created_via": "checkout", "customer_id": 0,
        "customer_note": "", "created_at": at, "modified_at": at, "paid_at": at,
        "completed_at": None,
        "payment": {"method": "bacs", "title": "Bank transfer", "transaction_id": ""},
        "billing": _PLACE, "shipping": _PLACE,
        "totals": {
            "total": "115.24", "total_tax": "18.40", "cart_tax": "17.47",
            "shipping_total": "4.90", "shipping_tax": "0.93", "discount_total": "0.00",
            "discount_tax": "0.00",
        },
        "lines": [_line(number) for number in range(4)],
        "shipping_lines": [{
            "item_id": 9, "method_id": "flat_rate", "title": "Parcel", "total": "4.90",
            "total_tax": "0.93", "taxes": [{"rate_id": 1, "total": "0.93"}],
        }],
        "fee_lines": [], "coupon_lines": [],
        "tax_lines": [{
            "item_id": 10, "rate_id": 1, "code": "DE-VAT-1", "label": "VAT", "percent": "19",
            "compound": False, "tax_total": "17.47", "shipping_tax_total": "0.93",
        }],
        "meta": [],
    }  # fmt: skip


def _line(number: int) -> dict[str, Any]:
    return {
        "item_id": number + 1, "product_id": 40 + number, "variation_id": 0,
        "stock_id": 40 + number, "sku": f"TEA-{number:04d}", "name": f"Green tea no. {number}",
        "quantity": "1", "subtotal": "22.985", "subtotal_tax": "4.37", "total": "22.985",
        "total_tax": "4.37", "tax_class": "", "taxes": [{"rate_id": 1, "total": "4.37"}],
        "reduced_stock": "1", "meta": [{"key": "pa_size", "value": "100 g"}],
    }  # fmt: skip


def _dump(envelope: dict[str, Any]) -> bytes:
    return json.dumps(envelope, separators=(",", ":")).encode()
