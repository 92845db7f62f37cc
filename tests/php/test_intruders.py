"""What an attacker tries: other logins, replays, other paths, and words a browser would run."""

import time

import pytest
import requests
from lxml import html

from agent.practice.shop.shop import PracticeShop
from tests.php.far_agent import SHOP, call, new_id
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

ROUTES = ("hello", "outbox", "ack", "catalog", "stock", "mirror")
ROLES = ("", "customer", "subscriber", "shop_manager", "administrator")
BOOKS = ("channel", "heartbeat", "stock_watch", "seen", "order_state", "case")

# Each holds TOKEN, in upper case, so that what a browser would run can be found in a page.
ATTACKS = (
    "<script>TOKEN()</script>",
    '"><img src=x onerror=TOKEN()>',
    "' autofocus onfocus='TOKEN()",
    "</td></tr></table><svg onload=TOKEN()>",
    "<!--><iframe srcdoc=TOKEN>",
    "%3Cscript%3ETOKEN()%3C/script%3E",
    "&lt;script&gt;TOKEN()&lt;/script&gt;",
    "{name}%s%1$s\\0\u202e<b>TOKEN</b>",
    "javascript:TOKEN()",
)


def user(shop: PracticeShop, role: str) -> int:
    return int(
        shop.php(
            "echo wp_insert_user( array( 'user_login' => 'u' . wp_rand(), 'user_pass' => 'x',"
            " 'role' => $args[0] ) );",
            role,
        )
    )


def books(shop: PracticeShop) -> list[list[list[str]]]:
    return [shop.sql(f"SELECT * FROM wp_counterfoil_{name}") for name in BOOKS]


@pytest.mark.parametrize("role", ROLES)
def test_no_login_opens_a_route(shop: PracticeShop, role: str) -> None:
    with requests.Session() as session:
        session.trust_env = False
        if role:
            session.cookies.update(shop.login_cookies(user(shop, role)))
        before = books(shop)
        for route in ROUTES:
            url = f"{shop.url}/wp-json/counterfoil/v1/{route}"
            answer = session.post(url, json={}, timeout=20)
            assert (answer.status_code, answer.json()["error"]) == (401, "bad_signature"), route
            # WordPress would take the method from either of these.
            for other in ({"X-HTTP-Method-Override": "POST"}, {}):
                assert session.get(
                    f"{url}?_method=POST", headers=other, timeout=20
                ).status_code in (
                    401,
                    404,
                )
    assert books(shop) == before


def test_a_request_is_never_run_twice_however_often_it_is_sent(shop: PracticeShop) -> None:
    once = {"request_id": new_id(), "timestamp": int(time.time())}
    assert call(shop.url, "mirror", {"heartbeat": beat(1)}, **once).status == 200
    for waited_s in (0, 299, 600, 899):
        shop.sql(
            "UPDATE wp_counterfoil_seen SET seen_at = UTC_TIMESTAMP()"
            f" - INTERVAL {waited_s} SECOND WHERE id = '{once['request_id']}'"
        )
        answer = call(shop.url, "mirror", {"heartbeat": beat(1)}, **once)
        assert (answer.status, answer.body["error"]) == (409, "replayed"), waited_s


def test_an_id_is_forgotten_only_when_its_signature_is_stale(shop: PracticeShop) -> None:
    # From the future as far as is allowed, and met again when its age has run out: 600 s later.
    far = {"request_id": new_id(), "timestamp": int(time.time()) + 295}
    assert call(shop.url, "ack", {"ids": []}, **far).status == 200
    shop.sql("UPDATE wp_counterfoil_seen SET seen_at = UTC_TIMESTAMP() - INTERVAL 901 SECOND")
    stale = {**far, "timestamp": far["timestamp"] - 901}
    assert call(shop.url, "ack", {"ids": []}, **stale).body["error"] == "expired"


def test_a_signature_holds_for_its_route_alone(shop: PracticeShop) -> None:
    signed = call(shop.url, "ack", {"ids": []}, shop=SHOP)
    assert signed.status == 200
    for elsewhere in ("ack/", "ACK", "../v1/ack", "ack%00", "ack?name=hello"):
        answer = requests.post(
            f"{shop.url}/wp-json/counterfoil/v1/{elsewhere}", json={"ids": []}, timeout=20
        )
        assert answer.status_code in (400, 401, 404), elsewhere


def test_the_batch_route_of_wordpress_is_no_way_around(shop: PracticeShop) -> None:
    asked = {"requests": [{"path": f"/counterfoil/v1/{r}", "body": {}} for r in ROUTES]}
    with requests.Session() as session:
        session.trust_env = False
        session.cookies.update(shop.login_cookies())
        answer = session.post(f"{shop.url}/wp-json/batch/v1", json=asked, timeout=20)
    told = answer.json().get("responses", [])
    assert all(one["status"] >= 400 for one in told), told


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_word_of_the_agent_or_the_erp_runs_in_a_browser(shop: PracticeShop, attack: str) -> None:
    order_id = placed(shop)
    params = {"system": attack, "message": attack, "name": attack}
    case = {"code": "erp_rejected", "params": params}
    told = {
        "orders": [
            state(shop, order_id, 1, word=attack, erp_number=attack, system=attack, case=case)
        ],
        "heartbeat": beat(
            1, version=attack, systems=[{"name": attack, "state": attack, "since": at()}]
        ),
        "cases": {
            "revision": 1,
            "groups": [
                group([order_id], **case, owner=attack),
                group([order_id], code=attack, params=params),
            ],
        },
    }
    # Not by the agent's own model, which would not let all of this out.
    assert call(shop.url, "mirror", told).status == 200
    for path in (list_page(shop), order_page(shop, order_id), "admin.php?page=counterfoil"):
        page = admin_page(shop, path)
        assert "TOKEN" in page, path
        tree = html.fromstring(page)
        for element in tree.iter("*"):
            if element.tag in ("script", "iframe", "svg", "b", "img"):
                assert "TOKEN" not in html.tostring(element, encoding="unicode", with_tail=False)
            for name, value in element.attrib.items():
                assert not (name.startswith("on") or name in ("href", "src", "srcdoc")) or (
                    "TOKEN" not in value
                ), (path, name, value)


@pytest.mark.parametrize("role", ("customer", "subscriber", "shop_manager"))
def test_who_may_not_see_orders_sees_nothing_of_ours(shop: PracticeShop, role: str) -> None:
    mirror(shop, heartbeat=beat(1))
    with requests.Session() as session:
        session.trust_env = False
        session.cookies.update(shop.login_cookies(user(shop, role)))
        page = session.get(f"{shop.url}/wp-admin/admin.php?page=counterfoil", timeout=30)
    is_shown = page.status_code == 200 and "counterfoil-page" in page.text
    assert is_shown is (role == "shop_manager")
