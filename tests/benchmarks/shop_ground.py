"""A practice shop with the plugin and the probe in it, for the benchmarks that need a shop.

The pairing is made here, so that each benchmark can say where the agent is: up, absent, hanging.
"""

import base64
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypedDict

from agent.practice.shop.shop import PracticeShop
from tests.benchmarks.pairing import CONSTANT, encode

SHOP = "0199bd00-0000-7000-8000-00000000beac"
CODE = "WEB"
SECRET = "whsec_" + base64.b64encode(b"a key for benchmarks on loopback").decode()
PLUGIN = Path(__file__).resolve().parents[2] / "wp-plugin" / "counterfoil"
PROBE = Path(__file__).with_name("probe.php")

_CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "counterfoil"
_WORDPRESS, _WOOCOMMERCE = "wordpress-7.0.4", "woocommerce-11.0.1"


class Trees(TypedDict):
    """What a shop is made of instead of the practice parts."""

    wordpress: Path
    woocommerce: Path


def real_trees() -> Trees | None:
    """Real WordPress and WooCommerce, where the user's cache has them."""
    wordpress, woocommerce = _CACHE / _WORDPRESS, _CACHE / _WOOCOMMERCE
    if not ((wordpress / "wp-load.php").is_file() and (woocommerce / "woocommerce.php").is_file()):
        return None
    return {"wordpress": wordpress, "woocommerce": woocommerce}


@contextmanager
def shop_with_plugin(home: Path, *, agent: str, real: bool = False) -> Iterator[PracticeShop]:
    """A shop that is up, paired, with the plugin active and the probe in place."""
    trees = real_trees() if real else None
    shop = PracticeShop(home) if trees is None else PracticeShop(home, **trees)
    try:
        shop.up()
        shop.define("COUNTERFOIL_SEED_AFTER", "0")
        pair(shop, agent)
        shop.install_plugin(PLUGIN)
        shop.sql("CREATE TABLE probe_floor (id INT AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB")
        target = shop.root / "wp-content/mu-plugins/counterfoil-probe.php"
        shutil.copyfile(PROBE, target)
        yield shop
    finally:
        shop.down()
        shutil.rmtree(home, ignore_errors=True)


def pair(shop: PracticeShop, agent: str) -> None:
    """Tell the plugin where its agent is; it counts from the next request."""
    facts = {"v": 1, "shop": SHOP, "code": CODE, "keys": [SECRET], "agent": agent}
    shop.define(CONSTANT, encode(facts))


def switch_plugin(shop: PracticeShop, *, on: bool) -> None:
    """Put it on the list of active plugins or take it off.

    Without telling it: its own end would forget the stock books, and only time is measured here.
    """
    shop.php(
        "$active = array_diff( get_option( 'active_plugins' ), [ $args[0] ] );"
        "update_option( 'active_plugins', array_merge( $active, $args[1] ? [ $args[0] ] : [] ) );",
        "counterfoil/counterfoil.php",
        on,
    )


class ProbeFile:
    """What the probe has written since it was read last."""

    def __init__(self, shop: PracticeShop) -> None:
        self._file = shop.root.parent / "tmp/probe.jsonl"
        self._read = 0

    def lines(self, uri_part: str) -> list[dict[str, Any]]:
        """The requests whose address holds this, oldest first."""
        if not self._file.exists():
            return []
        with self._file.open("rb") as stream:
            stream.seek(self._read)
            new = stream.read()
        self._read += len(new)
        found = [json.loads(line) for line in new.splitlines()]
        return [line for line in found if uri_part in line["uri"]]
