"""Real WooCommerce beside the stand-in. Trees: COUNTERFOIL_TREES, or counterfoil's cache folder."""

from collections.abc import Iterator

import pytest

from agent.practice.shop.shop import PracticeShop
from agent.practice.shop.trees import cache_folder
from tests.support.shop import new_home, practice_shop, run_shop
from tests.wordpress.pairs import COMPARED, PAIRS, pair

__all__ = ["practice_shop"]


def pytest_report_header() -> str:
    """One line that says which pairs are left out in this run."""
    absent = sorted({name for each in PAIRS.values() for name in each.missing})
    if not absent:
        return f"real WordPress and WooCommerce: {', '.join(PAIRS)}, from {cache_folder()}"
    left_out = ", ".join(name for name, each in PAIRS.items() if each.missing)
    return (
        f"real WordPress and WooCommerce: left out {left_out}:"
        f" {cache_folder()} has no {', '.join(absent)}"
    )


@pytest.fixture(scope="session", params=COMPARED)
def real_shop(request: pytest.FixtureRequest) -> Iterator[tuple[str, PracticeShop]]:
    """A shop with real WooCommerce, and which."""
    chosen = pair(request.param)
    for shop in run_shop(new_home("real"), hpos=chosen.hpos, **chosen.folders):
        yield request.param, shop
