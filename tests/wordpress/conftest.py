"""Real WooCommerce beside the stand-in. Trees: COUNTERFOIL_TREES, or counterfoil's cache folder."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.practice.shop.shop import PracticeShop
from tests.support.shop import new_home, practice_shop

__all__ = ["practice_shop"]

# WooCommerce, WordPress, HPOS: the newest pair, and what is older.
PAIRS = {
    "11.0.1": ("woocommerce-11.0.1", "wordpress-7.0.4", True),
    "9.9.5, posts": ("woocommerce-9.9.5", "wordpress-6.8.8", False),
    "7.9.0": ("woocommerce-7.9.0", "wordpress-6.5.10", True),
}


def trees() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("COUNTERFOIL_TREES") or cache / "counterfoil")


@pytest.fixture(scope="session", params=list(PAIRS))
def real_shop(request: pytest.FixtureRequest) -> Iterator[tuple[str, PracticeShop]]:
    """A shop with real WooCommerce, and which."""
    woocommerce, wordpress, hpos = PAIRS[request.param]
    missing = [name for name in (woocommerce, wordpress) if not (trees() / name).is_dir()]
    if missing:
        pytest.skip(f"{trees()} has no {' and no '.join(missing)}")
    home = new_home("real")
    shop = PracticeShop(
        home, woocommerce=trees() / woocommerce, wordpress=trees() / wordpress, hpos=hpos
    )
    try:
        shop.up()
        yield request.param, shop
    finally:
        shop.down()
        shutil.rmtree(home, ignore_errors=True)
