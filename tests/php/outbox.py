"""What the tests ask of the plugin's outbox."""

import json
import time
from collections.abc import Callable
from typing import Any

from agent.practice.shop.orders import LineSpec, OrderSpec
from agent.practice.shop.shop import PracticeShop
from tests.php.far_agent import call

COLUMNS = ("event_id", "kind", "seq", "incarnation", "refusal", "acked_at", "body")


def spec(sku: str = "GOOD-001", **made_of: Any) -> OrderSpec:
    return OrderSpec(lines=(LineSpec(sku=sku, quantity=2, total="20.00"),), **made_of)


def rows(shop: PracticeShop, order_id: int) -> list[dict[str, Any]]:
    """The order's rows, oldest first; a mark's body is None."""
    printed = shop.php(
        "global $wpdb; echo wp_json_encode( $wpdb->get_results( $wpdb->prepare("
        " 'SELECT * FROM wp_counterfoil_outbox WHERE order_id = %d ORDER BY id', $args[0] ) ) );",
        order_id,
    )
    found = [{name: row[name] for name in COLUMNS} for row in json.loads(printed)]
    for row in found:
        row["seq"] = None if row["seq"] is None else int(row["seq"])
        row["body"] = None if row["body"] is None else json.loads(row["body"])
    return found


def newest(shop: PracticeShop, order_id: int) -> dict[str, Any]:
    """The row with the highest seq; some may be marks still."""
    return max(
        (row for row in rows(shop, order_id) if row["seq"] is not None), key=lambda row: row["seq"]
    )


def pull(shop: PracticeShop, limit: int = 50) -> list[dict[str, Any]]:
    answer = call(shop.url, "outbox", {"limit": limit, "lease": {"token": ""}})
    assert answer.status == 200 and answer.is_signed, answer
    events: list[dict[str, Any]] = answer.body["events"]
    return events


def settle(is_so: Callable[[], bool], *, within_s: float = 30.0) -> None:
    """Wait for what happens after a response has left."""
    deadline = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def change(shop: PracticeShop, order_id: int, code: str) -> None:
    """Change an order in one request, by PHP that finds it as `$order`."""
    shop.php(f"$order = wc_get_order( $args[0] ); {code}", order_id)
