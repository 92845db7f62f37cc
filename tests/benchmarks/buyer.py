"""A visitor who buys by the classic checkout, with a clock on the answer to the order itself."""

import re
import time
from collections.abc import Sequence
from dataclasses import asdict

import requests

from agent.practice.shop.orders import Buyer
from agent.practice.shop.shop import PracticeShop
from tests.benchmarks.processes import BenchmarkError

_TIMEOUT_S = 60
_NONCE = re.compile(r'name="woocommerce-process-checkout-nonce" value="([0-9a-f]+)"')


def buy(shop: PracticeShop, products: Sequence[int]) -> float:
    """Milliseconds from sending the order to having the answer whole."""
    with requests.Session() as visitor:
        visitor.trust_env = False
        for product in products:
            visitor.get(f"{shop.url}/", params={"add-to-cart": str(product)}, timeout=_TIMEOUT_S)
        form = _form()
        if shop.is_real:
            page = visitor.get(f"{shop.url}/classic-checkout/", timeout=_TIMEOUT_S)
            nonce = _NONCE.search(page.text)
            form["woocommerce-process-checkout-nonce"] = nonce[1] if nonce else ""
        begun = time.perf_counter()
        answer = visitor.post(f"{shop.url}/?wc-ajax=checkout", data=form, timeout=_TIMEOUT_S)
        took = (time.perf_counter() - begun) * 1000
    if answer.json().get("result") != "success":
        raise BenchmarkError(f"the checkout refused: {answer.text[:300]}")
    return took


def _form() -> dict[str, str]:
    form = {f"billing_{name}": value for name, value in asdict(Buyer()).items()}
    return form | {"billing_address_2": "", "billing_state": "", "payment_method": "cod"}
