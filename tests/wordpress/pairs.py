"""The pairs of real releases that are tried, and where their trees are."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.practice.shop.trees import cache_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One WooCommerce in one WordPress, with orders in their own tables (HPOS) or in posts."""

    woocommerce: str
    wordpress: str
    hpos: bool = True

    @property
    def folders(self) -> dict[str, Path]:
        """The trees, by what they are."""
        return {
            "woocommerce": cache_folder() / f"woocommerce-{self.woocommerce}",
            "wordpress": cache_folder() / f"wordpress-{self.wordpress}",
        }

    @property
    def missing(self) -> list[str]:
        return [folder.name for folder in self.folders.values() if not folder.is_dir()]


NEWEST = "11.0.1"
OLDEST = "7.9.0"
PAIRS = {
    NEWEST: Pair(woocommerce="11.0.1", wordpress="7.0.4"),
    "9.9.5-posts": Pair(woocommerce="9.9.5", wordpress="6.8.8", hpos=False),
    OLDEST: Pair(woocommerce="7.9.0", wordpress="6.5.10"),
    "7.9.0-posts": Pair(woocommerce="7.9.0", wordpress="6.5.10", hpos=False),
}
# With which the stand-in is compared, statement by statement.
COMPARED = (NEWEST, "9.9.5-posts", OLDEST)


def pair(name: str) -> Pair:
    """The pair with both its trees; a test that asks for it is skipped where one is absent."""
    found = PAIRS[name]
    if found.missing:
        pytest.skip(f"{cache_folder()} has no {' and no '.join(found.missing)}")
    return found
