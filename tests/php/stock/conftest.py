from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.practice.shop.shop import PracticeShop
from tests.php.stock.worker import Worker
from tests.support.shop import new_home, run_shop

PLUGIN = Path(__file__).parents[3] / "wp-plugin/counterfoil"


@pytest.fixture(scope="session")
def stock_shop() -> Iterator[PracticeShop]:
    """A practice shop with the plugin as shipped; a request lasts a minute at most."""
    for shop in run_shop(new_home("stock")):
        shop.define("COUNTERFOIL_SEED_AFTER", "60")
        shop.install_plugin(PLUGIN)
        yield shop


@pytest.fixture(scope="session")
def worker(stock_shop: PracticeShop) -> Iterator[Worker]:
    with Worker(stock_shop) as running:
        yield running
