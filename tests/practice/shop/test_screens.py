"""Keys, logins and the admin's order screens of the practice shop."""

import shutil
from pathlib import Path

import pytest
import requests

from agent.practice.shop.orders import LineSpec, OrderSpec
from agent.practice.shop.screens import login_url, take_picture
from agent.practice.shop.shop import PracticeShop


def session() -> requests.Session:
    visitor = requests.Session()
    visitor.trust_env = False
    return visitor


def test_the_first_page_is_shown(practice_shop: PracticeShop) -> None:
    with session() as visitor:
        page = visitor.get(practice_shop.url, timeout=30)
    assert page.status_code == 200
    assert "Practice shop" in page.text


def test_basic_over_http_is_refused_and_over_https_taken(practice_shop: PracticeShop) -> None:
    keys = (practice_shop.consumer_key, practice_shop.consumer_secret)
    with session() as visitor:
        plain = visitor.get(f"{practice_shop.url}/wp-json/wc/v3/orders", auth=keys, timeout=30)
        visitor.verify = str(practice_shop.tls_cert)
        safe = visitor.get(f"{practice_shop.https_url}/wp-json/wc/v3/orders", auth=keys, timeout=30)
        wrong = visitor.get(
            f"{practice_shop.https_url}/wp-json/wc/v3/orders", auth=(keys[0], "cs_no"), timeout=30
        )
    assert (plain.status_code, plain.json()["code"]) == (401, "woocommerce_rest_cannot_view")
    assert safe.status_code == 200
    assert "secret is invalid" in wrong.json()["message"]


def test_the_admin_sees_the_list_and_an_order(practice_shop: PracticeShop) -> None:
    order = practice_shop.place_order(OrderSpec(lines=(LineSpec(sku="GOOD-020"),)))
    with session() as visitor:
        visitor.cookies.update(practice_shop.login_cookies())
        admin = f"{practice_shop.url}/wp-admin/admin.php?page=wc-orders"
        listed = visitor.get(admin, timeout=30)
        edited = visitor.get(f"{admin}&action=edit&id={order}", timeout=30)
    assert f"#{order} Anna Weber" in listed.text
    assert "GOOD-020" in edited.text
    assert "Fatal error" not in listed.text + edited.text


def test_a_link_lets_a_browser_in_once(practice_shop: PracticeShop) -> None:
    link = login_url(practice_shop, "/wp-admin/profile.php")
    with session() as first, session() as second:
        assert "Profile" in first.get(link, timeout=30).text
        assert second.get(link, timeout=30).status_code == 403


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium")
def test_a_picture_of_a_page_is_taken(practice_shop: PracticeShop, tmp_path: Path) -> None:
    take_picture(practice_shop, "/wp-admin/admin.php?page=wc-orders", tmp_path / "orders.png")
    assert (tmp_path / "orders.png").read_bytes().startswith(b"\x89PNG")


def test_nobody_else_sees_them(practice_shop: PracticeShop) -> None:
    with session() as visitor:
        page = visitor.get(f"{practice_shop.url}/wp-admin/admin.php?page=wc-orders", timeout=30)
    assert "wp-login.php" in page.url


def test_nothing_was_written_to_the_error_log(practice_shop: PracticeShop) -> None:
    log = practice_shop.logs / "wordpress.log"
    assert not log.exists() or log.read_text() == ""
