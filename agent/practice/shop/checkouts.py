"""Buys as a visitor does: the classic checkout's form, and the block checkout's Store API."""

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import requests

from agent.practice.shop.orders import OrderSpec
from agent.practice.shop.programs import PracticeShopError

if TYPE_CHECKING:
    from agent.practice.shop.shop import PracticeShop

_TIMEOUT_S = 60
_NONCE = re.compile(r'name="woocommerce-process-checkout-nonce" value="([0-9a-f]+)"')
_ORDER = re.compile(r"order-received/(\d+)")


def by_classic_checkout(shop: "PracticeShop", spec: OrderSpec) -> int:
    """Fill the cart, read the page for its nonce, send the form."""
    with _visitor() as visitor:
        for line in spec.lines:
            product = line.product_id or shop.product_ids()[line.sku]
            goods = {"add-to-cart": str(product), "quantity": str(line.quantity)}
            visitor.get(f"{shop.url}/", params=goods, timeout=_TIMEOUT_S)
        form = _form(spec)
        if shop.is_real:
            page = visitor.get(f"{shop.url}/classic-checkout/", timeout=_TIMEOUT_S)
            nonce = _NONCE.search(page.text)
            if nonce is None:
                raise PracticeShopError("the classic checkout page shows no form to send")
            form["woocommerce-process-checkout-nonce"] = nonce[1]
        answer = visitor.post(f"{shop.url}/?wc-ajax=checkout", data=form, timeout=_TIMEOUT_S)
    return _order_of(answer)


def by_block_checkout(shop: "PracticeShop", spec: OrderSpec) -> int:
    """Fill a cart by its token, then check out, as the block's own script does."""
    if not shop.is_real:
        raise PracticeShopError("the stand-in has no block checkout: give a WooCommerce tree")
    store = f"{shop.url}/wp-json/wc/store/v1"
    with _visitor() as visitor:
        cart = visitor.get(f"{store}/cart", timeout=_TIMEOUT_S)
        for name in ("Cart-Token", "Nonce"):
            if name in cart.headers:
                visitor.headers[name] = cart.headers[name]
        for line in spec.lines:
            goods = {
                "id": line.product_id or shop.product_ids()[line.sku],
                "quantity": line.quantity,
            }
            added = visitor.post(f"{store}/cart/add-item", json=goods, timeout=_TIMEOUT_S)
            if added.status_code != 201:
                raise PracticeShopError(f"the cart refused {line.sku}: {added.text[:300]}")
        billing = asdict(spec.buyer) | {"state": "", "address_2": ""}
        body = {
            "billing_address": billing,
            "shipping_address": {k: v for k, v in billing.items() if k != "email"},
            "payment_method": spec.payment_method,
            "customer_note": spec.note,
        }
        answer = visitor.post(f"{store}/checkout", json=body, timeout=_TIMEOUT_S)
    found: dict[str, Any] = answer.json()
    if answer.status_code != 200 or "order_id" not in found:
        raise PracticeShopError(f"the block checkout refused: {answer.text[:500]}")
    return int(found["order_id"])


def _visitor() -> requests.Session:
    visitor = requests.Session()
    visitor.trust_env = False
    return visitor


def _form(spec: OrderSpec) -> dict[str, str]:
    form = {f"billing_{name}": value for name, value in asdict(spec.buyer).items()}
    return form | {
        "billing_address_2": "",
        "billing_state": "",
        "payment_method": spec.payment_method,
        "order_comments": spec.note,
        "terms": "1",
    }


def _order_of(answer: requests.Response) -> int:
    try:
        found = answer.json()
        received = _ORDER.search(found.get("redirect", ""))
    except ValueError as garbage:
        raise PracticeShopError(f"the checkout answered no JSON: {answer.text[:300]}") from garbage
    if found.get("result") != "success" or received is None:
        raise PracticeShopError(f"the classic checkout refused: {answer.text[:500]}")
    return int(received[1])
