"""Figures of 1,000 goods into the shop: our route beside WooCommerce's `products/batch`.

The clock stops when nothing is left to do and shown stock, lookup table and stock state are right.
"""

import time
from typing import Any

from agent.practice.shop.buying import client
from agent.practice.shop.shop import PracticeShop
from tests.benchmarks.goods import add_goods
from tests.benchmarks.harness import Plan, Row, alternate, middle, ratio
from tests.benchmarks.plugin_call import StockPusher
from tests.benchmarks.processes import BenchmarkError
from tests.benchmarks.shop_ground import real_trees, shop_with_plugin, switch_plugin

_TOGETHER = 100  # the most that products/batch takes


def run(plan: Plan) -> list[Row]:
    """On real WooCommerce; on the practice shop only where there is none, which proves little."""
    real = real_trees() is not None and not plan.smoke
    name = "WooCommerce" if real else "practice shop"
    count = plan.count(1000, 100)
    with shop_with_plugin(plan.folder / "shop", agent="none", real=real) as shop:
        race = _Race(shop, count)
        contenders = {"ours": race.ours, "products/batch": race.batch}
        for contender in contenders.values():
            contender()  # seeds the books, warms the caches
        measured = alternate(contenders, runs=plan.runs)
    what = f"{name}: {count} goods"
    return [
        ratio(f"{what}, ours / products/batch", measured, "ours", "products/batch"),
        middle(f"{what}, ours", measured, "ours", "goods/s"),
        middle(f"{what}, products/batch", measured, "products/batch", "goods/s"),
    ]


class _Race:
    """Equal goods by both ways, each time to a figure they do not have.

    Two sets of them, since to our books a figure by `products/batch` is an edit by hand, which they
    keep; and the plugin is off meanwhile, so that the peer does not pay for it.
    """

    def __init__(self, shop: PracticeShop, count: int) -> None:
        self._shop = shop
        self._ours = add_goods(shop, count, name="ours")
        self._theirs = add_goods(shop, count, name="theirs")
        self._pusher = StockPusher(shop.url, self._ours)
        self._client: Any = client(shop)
        self._figure = 1000

    def ours(self) -> float:
        self._figure += 1
        begun = time.perf_counter()
        left = self._pusher.push(self._figure)["after_work"]
        while left:
            left = self._pusher.finish()
        return self._rate(begun, self._ours)

    def batch(self) -> float:
        self._figure += 1
        numbers = list(self._theirs)
        switch_plugin(self._shop, on=False)
        begun = time.perf_counter()
        for at in range(0, len(numbers), _TOGETHER):
            updates = [
                {"id": number, "stock_quantity": self._figure}
                for number in numbers[at : at + _TOGETHER]
            ]
            answer = self._client.post("products/batch", {"update": updates})
            if answer.status_code != 200:
                raise BenchmarkError(f"products/batch answered {answer.status_code}")
        rate = self._rate(begun, self._theirs)
        switch_plugin(self._shop, on=True)
        return rate

    def _rate(self, begun: float, goods: dict[int, str]) -> float:
        rate = len(goods) / (time.perf_counter() - begun)
        self._check(goods)
        return rate

    def _check(self, goods: dict[int, str]) -> None:
        places = ",".join(map(str, goods))
        rows = self._shop.sql(f"""
            SELECT COUNT(*) FROM wp_wc_product_meta_lookup l
            JOIN wp_postmeta s ON s.post_id = l.product_id AND s.meta_key = '_stock'
            JOIN wp_postmeta t ON t.post_id = l.product_id AND t.meta_key = '_stock_status'
            WHERE l.product_id IN ({places})
                AND CAST(s.meta_value AS DECIMAL(19,6)) = {self._figure}
                AND l.stock_quantity = {self._figure} AND l.stock_status = 'instock'
                AND t.meta_value = 'instock'""")
        if rows != [[str(len(goods))]]:
            raise BenchmarkError(f"only {rows} of {len(goods)} show {self._figure}")
