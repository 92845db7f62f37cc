"""The plugin's body becomes the canonical order, to the cent, or is refused with its place."""

from decimal import Decimal
from typing import Any

import pytest

from agent.shop_adapters.order_reader import UnreadableOrderError, read_order

ADDRESS = {"first_name": "Anna", "last_name": "Weber", "city": "Berlin", "country": "DE",
           "email": "anna@customer.example"}  # fmt: skip


def _body() -> dict[str, Any]:
    return {
        "id": 1001, "number": "W-1001", "status": "processing", "currency": "EUR", "decimals": 2,
        "prices_include_tax": True, "created_via": "checkout", "customer_id": 7,
        "customer_note": "", "created_at": "2026-11-25T10:00:00.000Z",
        "modified_at": "2026-11-25T10:00:01.000Z", "paid_at": "2026-11-25T10:00:01.000Z",
        "completed_at": None,
        "payment": {"method": "bacs", "title": "Bank", "transaction_id": "T1"},
        "billing": ADDRESS, "shipping": ADDRESS,
        "totals": {"total": "28.56", "total_tax": "4.56", "cart_tax": "3.61",
                   "shipping_total": "5.00", "shipping_tax": "0.95", "discount_total": "0",
                   "discount_tax": "0"},
        "lines": [{"item_id": 1, "product_id": 10, "variation_id": 11, "stock_id": 10,
                   "sku": "A-1", "name": "Bolt", "quantity": "3", "subtotal": "19.00",
                   "subtotal_tax": "3.61", "total": "19.00", "total_tax": "3.61", "tax_class": "",
                   "taxes": [{"rate_id": 1, "total": "3.61"}], "reduced_stock": "3",
                   "meta": [{"key": "size", "value": "M"}]}],
        "shipping_lines": [{"item_id": 2, "method_id": "flat_rate", "title": "Parcel",
                            "total": "5.00", "total_tax": "0.95", "taxes": []}],
        "fee_lines": [{"item_id": 3, "name": "Discount", "total": "-1.00", "total_tax": "-0.19",
                       "tax_class": "", "taxes": []}],
        "coupon_lines": [],
        "tax_lines": [{"item_id": 4, "rate_id": 1, "code": "DE-VAT", "label": "VAT",
                       "percent": "19", "compound": False, "tax_total": "3.61",
                       "shipping_tax_total": "0.95"}],
        "meta": [], "something_new": 1,
    }  # fmt: skip


def _read(body: dict[str, Any]) -> Any:
    return read_order(body, shop_code="WEB", order_id=1001, incarnation="9f86d081")


def test_every_part_is_taken_over_and_numbered() -> None:
    order = _read(_body())
    assert order.totals.gross == Decimal("28.56")
    assert order.totals.net == Decimal("24.00")
    (line,) = order.lines
    assert (line.number, line.product_id, line.stock_id) == (1, 11, 10)
    assert line.unit_net * line.quantity == pytest.approx(Decimal("19.00"))
    assert line.tax_percent == Decimal(19)
    assert line.meta == {"size": "M"}
    assert [(c.number, c.kind, c.total) for c in order.charges] == [
        (2, "shipping", Decimal("5.00")),
        (3, "fee", Decimal("-1.00")),
    ]
    assert order.payment.state == "paid"
    assert order.customer.name == "Anna Weber"


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (("totals", "total"), 28.56, "totals.total"),
        (("totals", "total"), "NaN", "totals.total"),
        (("created_at",), "2026-11-25T10:00:00", "created_at"),
        (("lines", 0, "quantity"), "three", "lines.0.quantity"),
        (("id",), 7, "id"),
    ],
)
def test_what_cannot_be_read_says_where(path: tuple[Any, ...], value: Any, where: str) -> None:
    body = _body()
    part = body
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value  # type: ignore[index]
    with pytest.raises(UnreadableOrderError) as caught:
        _read(body)
    assert caught.value.where == where


def test_a_missing_part_says_where() -> None:
    body = _body()
    del body["shipping_lines"]
    with pytest.raises(UnreadableOrderError, match="shipping_lines"):
        _read(body)
