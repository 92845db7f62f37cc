"""Places one order in a shop that is up, by the way that is asked for."""

import json
from typing import TYPE_CHECKING, Any

import requests
import woocommerce

from agent.practice.shop.checkouts import by_block_checkout, by_classic_checkout
from agent.practice.shop.orders import OrderSpec, Way, rest_body
from agent.practice.shop.programs import PracticeShopError

if TYPE_CHECKING:
    from agent.practice.shop.shop import PracticeShop

_TIMEOUT_S = 60


def place(shop: "PracticeShop", spec: OrderSpec, way: Way) -> int:
    """Place the order; the id that the shop gave it."""
    match way:
        case Way.PHP:
            return int(shop.script("place.php", spec.plain())["id"])
        case Way.REST:
            return _by_rest(shop, spec)
        case Way.REST_HTTPS:
            return _by_rest_https(shop, spec)
        case Way.CLASSIC:
            return by_classic_checkout(shop, spec)
        case Way.BLOCK:
            return by_block_checkout(shop, spec)


def client(shop: "PracticeShop") -> Any:
    """The public `woocommerce` client for this shop, with OAuth 1.0a over http."""
    return woocommerce.API(
        url=shop.url,
        consumer_key=shop.consumer_key,
        consumer_secret=shop.consumer_secret,
        version="wc/v3",
        timeout=_TIMEOUT_S,
    )


def _by_rest(shop: "PracticeShop", spec: OrderSpec) -> int:
    return _order_id(client(shop).post("orders", rest_body(spec, shop.product_ids())))


def _by_rest_https(shop: "PracticeShop", spec: OrderSpec) -> int:
    with requests.Session() as session:
        session.trust_env = False
        session.verify = str(shop.tls_cert)
        answer = session.post(
            f"{shop.https_url}/wp-json/wc/v3/orders",
            json=rest_body(spec, shop.product_ids()),
            auth=(shop.consumer_key, shop.consumer_secret),
            timeout=_TIMEOUT_S,
        )
    return _order_id(answer)


def _order_id(answer: requests.Response) -> int:
    try:
        return int(answer.json()["id"])
    except (json.JSONDecodeError, KeyError, TypeError) as failure:
        raise PracticeShopError(
            f"the shop did not take the order ({answer.status_code}): {answer.text[:500]}"
        ) from failure
