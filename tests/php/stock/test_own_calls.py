"""The seam under WooCommerce's own calls: sale, cancel, edits, REST; variations of both kinds.

In `make test` on the practice shop; with real trees on WooCommerce 11.0, 9.9 and 7.9.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agent.practice.shop.buying import client
from agent.practice.shop.shop import PracticeShop
from agent.practice.shop.trees import cache_folder
from tests.php.stock.conftest import PLUGIN
from tests.support.shop import new_home, run_shop

SALES = Path(__file__).with_name("sales.php")
TREES = cache_folder()
PAIRS = [("11.0.1", "7.0.4", True), ("9.9.5", "6.8.8", False), ("7.9.0", "6.5.10", True)]


def _real(woocommerce: str, wordpress: str, hpos: bool) -> Any:
    trees = TREES / f"woocommerce-{woocommerce}", TREES / f"wordpress-{wordpress}"
    is_here = all(tree.is_dir() for tree in trees)
    missing = pytest.mark.skipif(not is_here, reason=f"no trees in {TREES}")
    return pytest.param((*trees, hpos), id=woocommerce, marks=[pytest.mark.wordpress, missing])


@pytest.fixture(
    scope="module", params=[pytest.param(None, id="practice"), *(_real(*pair) for pair in PAIRS)]
)
def shop(request: pytest.FixtureRequest) -> Iterator[PracticeShop]:
    if request.param is None:
        yield request.getfixturevalue("stock_shop")
        return
    woocommerce, wordpress, hpos = request.param
    made_of = {"woocommerce": woocommerce, "wordpress": wordpress, "hpos": hpos}
    for running in run_shop(new_home("real"), **made_of):
        running.define("COUNTERFOIL_SEED_AFTER", "60")
        running.install_plugin(PLUGIN)
        yield running


class Sales:
    """One shop's calls, and its books."""

    def __init__(self, shop: PracticeShop) -> None:
        self.shop = shop
        self.products: dict[str, dict[str, Any]] = self.do("make")
        self.term = self.route("hello")["stock"]["term"]
        self.counter = 0

    def do(self, name: str, *given: Any) -> Any:
        printed = self.shop.php(SALES, name, list(given), user=1)
        return json.loads(printed)

    def route(self, name: str, body: Any = None) -> Any:
        return self.do("route", {"name": name, "body": body or {}})

    def id_of(self, name: str) -> int:
        return int(self.products[name]["id"])

    def push(
        self, figures: dict[str, int], credited: dict[str, dict[int, int]] | None = None
    ) -> Any:
        self.counter += 1
        items = [
            {
                "stock_id": self.products[name]["stock_id"],
                "skus": [self.products[name]["sku"]],
                "epoch": self.term * 2**40 + self.counter,
                "figure": str(figure),
                "lines": [
                    {"item_id": item, "credit": str(credit), "final": "0"}
                    for item, credit in (credited or {}).get(name, {}).items()
                ],
            }
            for name, figure in figures.items()
        ]
        return self.route("stock", {"orders_before_start": "outside", "items": items})

    def shown(self, name: str) -> Decimal:
        """What is shown; it is what the books say, to the piece, and nothing is left open."""
        books = self.do("books", self.products[name]["stock_id"])
        stock, shown = books["stock"], Decimal(str(books["shown"]))
        figure, unclaimed = Decimal(stock["figure"]), Decimal(stock["unclaimed"])
        assert shown == figure - Decimal(books["outside"]) - unclaimed, books
        assert books["open"] == "0"
        assert Decimal(books["lookup"]["stock_quantity"]) == shown, books
        assert (books["status"] == "outofstock") == (shown <= 0), books
        self.unclaimed = unclaimed
        return shown


@pytest.fixture
def sales(shop: PracticeShop) -> Sales:
    return Sales(shop)


def test_sales_cancellations_and_edits_are_in_the_books(sales: Sales) -> None:
    answer = sales.push({"simple": 10, "own": 10, "first": 10})
    assert [r["result"] for r in answer["results"]] == ["applied"] * 3
    assert answer["after_work"] == 0
    lines = {sales.id_of("simple"): 2, sales.id_of("own"): 3, sales.id_of("first"): 1}
    lines[sales.id_of("second")] = 2
    sale = sales.do("sell", lines)
    assert [sales.shown(n) for n in ("simple", "own", "first")] == [8, 7, 7]
    assert sales.unclaimed == 0

    first = {"order": sale["order"], "item": sale["items"][0]}
    sales.do("edit_line", {**first, "quantity": 5})
    assert sales.shown("simple") == 5
    sales.do("edit_line", {**first, "quantity": 1})
    assert sales.shown("simple") == 9

    sales.do("cancel", sale["order"])
    assert [sales.shown(n) for n in ("simple", "own", "first")] == [10, 10, 10]
    assert sales.unclaimed == 0


def test_goods_that_the_erp_still_holds_do_not_come_back_on_sale(sales: Sales) -> None:
    sales.push({"simple": 3})
    sale = sales.do("sell", {sales.id_of("simple"): 3})
    assert sales.shown("simple") == 0
    sales.push({"simple": 0}, {"simple": {sale["items"][0]: 3}})
    assert sales.shown("simple") == 0
    sales.do("cancel", sale["order"])
    sales.push({})
    assert sales.shown("simple") == 0
    sales.push({"simple": 3})
    assert sales.shown("simple") == 3


def test_an_absolute_edit_is_drift_that_is_seen(sales: Sales) -> None:
    sales.push({"simple": 10, "own": 6})
    sales.do("edit_product", {"id": sales.id_of("simple"), "quantity": 4})
    assert sales.shown("simple") == 4
    assert sales.unclaimed == 6
    sales.push({"simple": 12})
    assert sales.shown("simple") == 6


def test_other_plugins_hear_of_an_edit_as_of_any_meta_data(sales: Sales) -> None:
    sales.push({"simple": 10})
    product = sales.id_of("simple")
    told = sales.do("overhear", {"id": product, "quantity": 4})
    assert told["heard"] == [
        [hook, told["row"], product, "4"] for hook in ("updated_post_meta", "updated_postmeta")
    ]


def test_an_absolute_edit_by_rest_is_seen_too(sales: Sales) -> None:
    sales.push({"simple": 10})
    update = {"update": [{"id": sales.id_of("simple"), "stock_quantity": 7}]}
    answer = client(sales.shop).post("products/batch", update)
    assert answer.status_code == 200, answer.text
    assert sales.shown("simple") == 7
    assert sales.unclaimed == 3


def test_a_pair_that_no_longer_holds_is_refused(sales: Sales) -> None:
    sales.products["own"]["sku"] = "ANOTHER"
    sales.products["gone"] = {"id": 1, "stock_id": 999_999, "sku": "GONE"}
    answer = sales.push({"simple": 1, "own": 1, "gone": 1})
    assert [r["result"] for r in answer["results"]] == ["applied", "moved", "unknown"]


def test_the_catalog_names_the_stock_id_of_each_sku(sales: Sales) -> None:
    items = sales.route("catalog", {"since": None, "page": None, "limit": 500})["items"]
    by_sku = {item["sku"]: item for item in items}
    for name, manages in (("simple", "own"), ("own", "own"), ("first", "parent")):
        product = sales.products[name]
        item = by_sku[product["sku"]]
        assert (item["stock_id"], item["manages_stock"]) == (product["stock_id"], manages)
    changed = sales.route("catalog", {"since": "2099-01-01 00:00:00", "page": None, "limit": 500})
    assert changed["items"] == []
