"""Order list, order and sync page: understood without help, readable, and no colour alone.

No pictures are compared: what a page says is read from its HTML, how it contrasts from the CSS.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from agent.practice.shop.screens import take_picture
from agent.practice.shop.shop import PracticeShop
from tests.php.conftest import PLUGIN
from tests.php.test_mirror import (
    admin_page,
    at,
    beat,
    group,
    list_page,
    mirror,
    order_page,
    placed,
    state,
    untold,
)

__all__ = ["untold"]

SYNC_PAGE = "admin.php?page=counterfoil"
READABLE = 4.5  # WCAG 2.1 AA, text of normal size
# What our text stands on: WordPress's page, its white tables and boxes, striped rows, and a case.
GROUNDS = ("#f0f0f1", "#ffffff", "#f6f7f7", "#fcf0f1")
REFUSED = {"system": "erp", "message": "Item PEN-1 is not known"}


@pytest.fixture
def orders(shop: PracticeShop) -> dict[str, int]:
    """One order in each state that an admin meets most."""
    made = {word: placed(shop) for word in ("accepted", "queued", "needs_you")}
    case = {"code": "erp_rejected", "params": REFUSED}
    told = [
        state(shop, made["accepted"], 1),
        state(shop, made["queued"], 1, word="queued", erp_number=None, due=at(-5)),
        state(shop, made["needs_you"], 1, word="needs_you", erp_number=None, case=case),
    ]
    cases = [group([made["needs_you"]], code="erp_rejected", params=REFUSED)]
    stock = {"as_of": at(-20), "applied_at": at(-18), "applied": 0, "refused": 0}
    mirror(
        shop,
        orders=told,
        heartbeat=beat(1, stock=stock),
        cases={"revision": 1, "groups": cases},
    )
    return made


def words(page: str) -> str:
    """The text of a page, without what only machines read."""
    tree = html.fromstring(page)
    for silent in tree.xpath("//script | //style"):
        silent.drop_tree()
    return " ".join(" ".join(tree.itertext()).split())


def test_the_list_names_each_state_beside_its_icon(
    shop: PracticeShop, orders: dict[str, int]
) -> None:
    page = admin_page(shop, list_page(shop))
    for word in ("Accepted", "Queued", "Needs you"):
        assert re.search(rf'dashicons[^>]*aria-hidden="true"></span>\s*{word}\s*</span>', page)
    assert "AU-17" in words(page)


def test_an_order_that_waits_says_that_nothing_is_to_be_done(
    shop: PracticeShop, orders: dict[str, int]
) -> None:
    text = words(admin_page(shop, order_page(shop, orders["queued"])))
    assert "It goes to the ERP by itself. Nothing to do." in text
    assert "Next step now" in text


def test_an_order_that_needs_somebody_says_why_what_to_do_and_with_what(
    shop: PracticeShop, orders: dict[str, int]
) -> None:
    text = words(admin_page(shop, order_page(shop, orders["needs_you"])))
    assert "Item PEN-1 is not known" in text
    assert "What to do: Mend the cause" in text
    assert f"where the agent runs: counterfoil retry {orders['needs_you']}" in text
    assert "For: retail operations" in text


def test_the_sync_page_answers_is_it_running_what_is_open_and_what_do_i_do(
    shop: PracticeShop, orders: dict[str, int]
) -> None:
    page = admin_page(shop, SYNC_PAGE)
    text = words(page)
    assert "The agent is running." in text
    assert "17 Done" in text and "3 Waiting" in text and "1 Need you" in text
    assert "Item PEN-1 is not known" in text and f"#{orders['needs_you']}" in text
    assert "nothing had changed" in text
    assert re.search(r"does not answer, since .* Nothing is lost: orders wait for it\.", text)


def test_a_cause_whose_orders_differ_is_told_by_the_example_of_one(shop: PracticeShop) -> None:
    first, second = placed(shop), placed(shop)
    told = [
        state(shop, order_id, 1, word="needs_you", case={"code": "line_without_sku", "params": p})
        for order_id, p in ((first, {"name": "Blue pen"}), (second, {"name": "Red pen"}))
    ]
    cases = {"revision": 1, "groups": [group([first, second], params={})]}
    mirror(shop, orders=told, heartbeat=beat(1), cases=cases)
    text = words(admin_page(shop, SYNC_PAGE))
    assert f'As with order #{first}: The line "Blue pen" has no SKU' in text
    assert "…" not in text


@pytest.fixture
def moved_by_hand(shop: PracticeShop) -> Iterator[int]:
    """A product with books, to which somebody has typed in six more than the ERP has."""
    product = shop.product_ids()["GOOD-021"]
    shop.sql(
        "INSERT INTO wp_counterfoil_stock (stock_id, figure, seeded_at, unclaimed, moved_at)"
        f" VALUES ({product}, 10, UTC_TIMESTAMP(3), -6, UTC_TIMESTAMP(3) - INTERVAL 1 HOUR);"
        f"UPDATE wp_postmeta SET meta_value = '16' WHERE post_id = {product}"
        " AND meta_key = '_stock'"
    )
    yield product
    shop.sql(f"DELETE FROM wp_counterfoil_stock WHERE stock_id = {product}")


def test_stock_that_somebody_typed_in_is_told_with_what_is_right(
    shop: PracticeShop, orders: dict[str, int], moved_by_hand: int
) -> None:
    text = words(admin_page(shop, SYNC_PAGE))
    assert "Stock changed without an order" in text
    assert re.search(r"16 10 1 hour ago", text)
    shop.sql(f"UPDATE wp_counterfoil_stock SET unclaimed = 0 WHERE stock_id = {moved_by_hand}")
    assert "Stock changed without an order" not in admin_page(shop, SYNC_PAGE)


def test_every_heading_of_our_tables_says_what_it_heads(
    shop: PracticeShop, orders: dict[str, int]
) -> None:
    page = admin_page(shop, SYNC_PAGE)
    ours = page.split("counterfoil-page", 1)[1].split('id="wpfooter"')[0]
    headings = re.findall(r"<th\b[^>]*>", ours)
    assert headings
    assert all('scope="' in heading for heading in headings)


def test_every_colour_of_our_text_is_readable_on_every_ground() -> None:
    css = (PLUGIN / "assets/admin.css").read_text()
    colours = set(re.findall(r"(?<![-\w])color: (#[0-9a-f]{6});", css))
    assert len(colours) >= 4
    for colour in colours:
        for ground in GROUNDS:
            assert contrast(colour, ground) >= READABLE, f"{colour} on {ground}"


def contrast(one: str, other: str) -> float:
    """As WCAG 2.1 defines it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium")
def test_a_browser_shows_all_three(
    shop: PracticeShop, orders: dict[str, int], tmp_path: Path
) -> None:
    pages = {
        "orders": list_page(shop),
        "order": order_page(shop, orders["needs_you"]),
        "sync": SYNC_PAGE,
    }
    for name, path in pages.items():
        target = tmp_path / f"{name}.png"
        take_picture(shop, f"/wp-admin/{path}", target)
        assert target.read_bytes().startswith(b"\x89PNG")
