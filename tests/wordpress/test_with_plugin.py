"""With our plugin installed, its statements stand at the same places in both shops."""

import base64
import json
import os
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.practice.shop.orders import LineSpec, OrderSpec
from agent.practice.shop.shop import PracticeShop
from tests.practice.shop.recording import of_stock, statements
from tests.support.shop import new_home, run_shop

pytestmark = pytest.mark.wordpress

PLUGIN = Path(__file__).parents[2] / "wp-plugin/counterfoil"
SALE = OrderSpec(lines=(LineSpec(sku="GOOD-005", quantity=2), LineSpec(sku="SUIT-1-M")))
CANCEL = "wc_get_order( $args[0] )->update_status( 'cancelled' );"


@pytest.fixture(scope="module")
def stand_in() -> Iterator[PracticeShop]:
    for shop in run_shop(new_home("plug")):
        install(shop)
        yield shop


def install(shop: PracticeShop) -> None:
    pairing = {
        "v": 1,
        "shop": str(uuid.uuid4()),
        "code": "WEB",
        "keys": ["whsec_" + base64.b64encode(os.urandom(32)).decode()],
        "agent": "none",
    }
    packed = base64.urlsafe_b64encode(json.dumps(pairing).encode()).decode().rstrip("=")
    shop.define("COUNTERFOIL_PAIRING", f"cf1.{packed}")
    shop.install_plugin(PLUGIN)


def test_a_sale_and_a_cancellation_are_the_same_statements(
    real_shop: tuple[str, PracticeShop], stand_in: PracticeShop
) -> None:
    version, real = real_shop
    if version != "11.0.1":
        pytest.skip("older versions are compared without the plugin")
    install(real)
    assert record(stand_in) == record(real)


def record(shop: PracticeShop) -> list[str]:
    shop.place_order(SALE)
    orders: list[int] = []
    sale = statements(shop, lambda: orders.append(shop.place_order(SALE)))
    cancellation = statements(shop, lambda: shop.php(CANCEL, orders[0]))
    seen = [without_texts(row) for row in of_stock(sale + cancellation)]
    assert any("counterfoil_outbox" in row for row in seen)
    return seen


def without_texts(statement: str) -> str:
    """Bodies and ids of our own tables differ; which table is written, and when, may not."""
    if "counterfoil_" not in statement:
        return statement
    return re.sub(r"'(?:[^'\\]|\\.|'')*'", "'…'", statement)
