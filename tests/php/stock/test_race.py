"""Eight buyers and an agent whose pushes come shuffled and doubled: nothing is sold twice."""

import json
import random
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agent.practice.shop.shop import PracticeShop
from tests.php.stock.worker import Worker

BUYERS = 8
TRIES = 24
CAPACITY = 30
BUYER = Path(__file__).with_name("buyer.php")

MAKE = """
$ids = array();
foreach ( array( 'RACE-A', 'RACE-B', 'RACE-C' ) as $sku ) {
    $product = new WC_Product_Simple();
    $product->set_name( $sku );
    $product->set_sku( $sku );
    $product->set_manage_stock( true );
    $product->set_regular_price( '1' );
    $product->set_stock_quantity( 0 );
    $ids[ $sku ] = $product->save();
}
echo json_encode( $ids );
"""

BOOKS = """
global $wpdb;
$p = $wpdb->prefix . 'counterfoil_';
echo json_encode( $wpdb->get_results( "SELECT s.*, CAST(m.meta_value AS DECIMAL(19,6)) AS shown,
    (SELECT COALESCE(SUM(claimed),0) FROM {$p}line l WHERE l.stock_id = s.stock_id) AS claimed,
    (SELECT COALESCE(SUM(credit),0) FROM {$p}line l WHERE l.stock_id = s.stock_id) AS credited,
    (SELECT COALESCE(SUM(GREATEST(0, claimed - settled - GREATEST(0, credit - final))),0)
        FROM {$p}line l WHERE l.stock_id = s.stock_id) AS outside
    FROM {$p}stock s
    JOIN {$wpdb->postmeta} m ON m.post_id = s.stock_id AND m.meta_key = '_stock'" ) );
"""

ACCEPT = """
global $wpdb;
echo json_encode( $wpdb->get_results( "SELECT item_id, stock_id FROM {$wpdb->prefix}counterfoil_line
    WHERE claimed > 0 ORDER BY item_id" ) );
"""


class Back:
    """The ERP and the agent: orders are accepted in their time, figures are read and pushed."""

    def __init__(self, shop: PracticeShop, worker: Worker, products: dict[str, int]) -> None:
        self.shop, self.worker = shop, worker
        self.sku_of = {product: sku for sku, product in products.items()}
        self.accepted: dict[int, int] = {}
        self.counter = 0
        self.term = worker.call("hello", True)["term"]
        worker.call("wait_for_requests")
        self.flight: list[list[dict[str, Any]]] = []

    def accept_some(self, chance: float) -> None:
        for line in json.loads(self.shop.php(ACCEPT)):
            item, stock_id = int(line["item_id"]), int(line["stock_id"])
            if item not in self.accepted and random.random() < chance:
                self.accepted[item] = stock_id

    def read(self) -> None:
        """Figures, with credits for what was accepted before the reading began."""
        self.counter += 1
        credited = dict(self.accepted)
        items = []
        for stock_id, sku in self.sku_of.items():
            inside = [item for item, at in credited.items() if at == stock_id]
            items.append(
                {
                    "stock_id": stock_id,
                    "skus": [sku],
                    "epoch": self.term * 2**40 + self.counter,
                    "figure": str(CAPACITY - len(inside)),
                    "lines": [{"item_id": i, "credit": "1", "final": "0"} for i in inside],
                }
            )
        self.flight.append(items)

    def push(self, items: list[dict[str, Any]]) -> list[str]:
        body = {"orders_before_start": "outside", "items": items}
        return [r["result"] for r in self.worker.call("route", "stock", body)["results"]]

    def push_shuffled_and_doubled(self) -> None:
        random.shuffle(self.flight)
        while len(self.flight) > 1:
            items = self.flight.pop()
            self.push(items)
            if random.random() < 0.5:
                self.push(items)


@pytest.fixture
def back(stock_shop: PracticeShop, worker: Worker) -> Back:
    worker.call("begin", 0)
    products: dict[str, int] = json.loads(stock_shop.php(MAKE))
    return Back(stock_shop, worker, products)


def test_eight_buyers_never_buy_more_than_there_is(stock_shop: PracticeShop, back: Back) -> None:
    back.read()
    back.push(back.flight.pop())
    pool = ThreadPoolExecutor(BUYERS)
    args = (list(back.sku_of), TRIES, 4000)
    buyers: list[Future[str]] = [
        pool.submit(stock_shop.php, BUYER, *args, cli=True) for _ in range(BUYERS)
    ]
    while not all(buyer.done() for buyer in buyers):
        back.accept_some(0.3)
        back.read()
        back.accept_some(0.2)
        back.read()
        back.push_shuffled_and_doubled()
    pool.shutdown()
    bought = [purchase for buyer in buyers for purchase in json.loads(buyer.result())]
    assert len(bought) >= CAPACITY, "the buyers must have wanted more than a few"
    sold = {stock_id: 0 for stock_id in back.sku_of}
    for purchase in bought:
        sold[purchase["product"]] += 1
    assert all(count <= CAPACITY for count in sold.values()), sold

    back.accept_some(1.0)
    back.flight.clear()
    back.read()
    assert set(back.push(back.flight.pop())) == {"applied"}
    for row in json.loads(stock_shop.php(BOOKS)):
        of = {
            key: Decimal(row[key]) for key in ("shown", "figure", "unclaimed", "outside", "claimed")
        }
        assert of["unclaimed"] == 0, row
        assert of["claimed"] == sold[int(row["stock_id"])]
        assert of["shown"] == of["figure"] - of["outside"] - of["unclaimed"]
        assert of["shown"] == CAPACITY - sold[int(row["stock_id"])]
