"""A signed call of one of the plugin's routes, as plain as it can be: for setting a shop up."""

import json
import time
from typing import Any

import requests

from agent.wire.routes import SHOP_ROUTES
from agent.wire.signature import (
    ID_HEADER,
    SHOP_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    Direction,
    Request,
    decode_secret,
    sign,
)
from tests.benchmarks.order_event import new_event_id
from tests.benchmarks.processes import BenchmarkError
from tests.benchmarks.shop_ground import SECRET, SHOP

_TIMEOUT_S = 60


def call(session: requests.Session, shop_url: str, route: str, asked: dict[str, Any]) -> Any:
    """The route's answer, parsed."""
    body, request_id, now = json.dumps(asked).encode(), new_event_id(), int(time.time())
    said = Request(
        id=request_id,
        timestamp=now,
        direction=Direction.TO_SHOP,
        shop=SHOP,
        method="POST",
        route=f"{SHOP_ROUTES}{route}",
        body=body,
    )
    headers = {
        "Content-Type": "application/json",
        ID_HEADER: request_id,
        TIMESTAMP_HEADER: str(now),
        SHOP_HEADER: SHOP,
        SIGNATURE_HEADER: sign(said, [decode_secret(SECRET)]),
    }
    url = f"{shop_url}/wp-json{SHOP_ROUTES}{route}"
    answer = session.post(url, data=body, headers=headers, timeout=_TIMEOUT_S)
    if answer.status_code != 200:
        raise BenchmarkError(f"{route} answered {answer.status_code}: {answer.text[:300]}")
    return answer.json()


class StockPusher:
    """Pushes the same goods again and again, each time with an epoch that is newer."""

    def __init__(self, shop_url: str, goods: dict[int, str]) -> None:
        self._url = shop_url
        self._goods = goods
        self._session = requests.Session()
        self._session.trust_env = False
        hello = {"versions": [1], "agent": {"id": "bench", "version": "0"}, "raise_term": True}
        greeting = call(self._session, shop_url, "hello", hello)
        self._epoch = int(greeting["stock"]["term"]) * 2**40

    def push(self, figure: int) -> dict[str, Any]:
        """One call with all the goods; what the plugin answered."""
        self._epoch += 1
        items = [
            {"stock_id": stock_id, "skus": [sku], "epoch": self._epoch, "figure": str(figure)}
            | {"lines": []}
            for stock_id, sku in self._goods.items()
        ]
        return self._ask(items)

    def finish(self) -> int:
        """Let the plugin do after-work for one more call; how much is left."""
        return int(self._ask([])["after_work"])

    def _ask(self, items: list[dict[str, Any]]) -> dict[str, Any]:
        asked = {"orders_before_start": "outside", "items": items}
        answer: dict[str, Any] = call(self._session, self._url, "stock", asked)
        refused = [one for one in answer["results"] if one["result"] != "applied"]
        if refused:
            raise BenchmarkError(f"{len(refused)} figures were not applied: {refused[0]}")
        return answer
