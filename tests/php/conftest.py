"""A shop with the shipped plugin installed as a user would, paired with an agent of ours."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.practice.shop.shop import PracticeShop
from tests.php.far_agent import FarAgent, far_agent, pairing
from tests.support.shop import new_home, run_shop

PLUGIN = Path(__file__).parents[2] / "wp-plugin/counterfoil"
# As long as a slow request of a test may last on a busy machine.
GRACE_S = 5

# Wishes of a version-matrix run: folders of real trees, and where orders are kept.
_TREES = {
    "woocommerce": os.environ.get("COUNTERFOIL_WOOCOMMERCE"),
    "wordpress": os.environ.get("COUNTERFOIL_WORDPRESS"),
}
_HPOS = os.environ.get("COUNTERFOIL_HPOS", "yes") == "yes"


@pytest.fixture(scope="session")
def shop() -> Iterator[PracticeShop]:
    trees = {name: Path(folder) for name, folder in _TREES.items() if folder}
    for ready in run_shop(new_home("plugin"), hpos=_HPOS, **trees):
        ready.define("COUNTERFOIL_PAIRING", paired(ready))
        ready.define("COUNTERFOIL_GRACE_S", str(GRACE_S))
        ready.install_plugin(PLUGIN)
        yield ready


@pytest.fixture
def empty_outbox(shop: PracticeShop) -> None:
    """What other tests have left would fill the page that a pull is given."""
    shop.sql(
        "UPDATE wp_counterfoil_outbox SET acked_at = UTC_TIMESTAMP(3) WHERE acked_at IS NULL;"
        "UPDATE wp_counterfoil_channel SET push_failures = 0, push_paused_until = NULL;"
    )


@pytest.fixture
def agent(shop: PracticeShop, empty_outbox: None) -> Iterator[FarAgent]:
    """A listening agent, and an outbox that is empty at the start."""
    with far_agent(_socket(shop)) as listening:
        yield listening


def paired(shop: PracticeShop) -> str:
    """The pairing line of the shop with the agent on its socket."""
    return pairing(f"unix:{_socket(shop)}")


def _socket(shop: PracticeShop) -> Path:
    return shop.root.parent / "a.sock"
