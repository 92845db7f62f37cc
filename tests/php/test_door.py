"""The agent's way in: who is let in, what is refused and how, and that answers are signed."""

import time
from typing import Any

import pytest
import requests

from agent.practice.shop.shop import PracticeShop
from agent.wire.routes import HelloAnswer
from tests.php.far_agent import SHOP, call, new_id

HELLO = {"versions": [1], "agent": {"id": "a", "version": "0.1.0"}, "raise_term": False}
STRANGER = SHOP[:-1] + "e"
TOO_LARGE = b" " * (8 * 1024 * 1024 + 1)


def test_hello_says_what_the_shop_is(shop: PracticeShop) -> None:
    answer = call(shop.url, "hello", {**HELLO, "versions": [1, 7], "what_is": "newer"})
    assert (answer.status, answer.is_signed) == (200, True)
    told = HelloAnswer.model_validate(answer.body)
    assert (told.version, told.shop, told.code, told.url) == (1, SHOP, "WEB", shop.url)
    assert (told.currency, told.decimals, told.limits.outbox) == ("EUR", 2, 50)
    assert answer.headers["Cache-Control"].startswith("no-store")


def test_an_agent_of_another_age_is_told_the_versions(shop: PracticeShop) -> None:
    answer = call(shop.url, "hello", {**HELLO, "versions": [2, 3]})
    assert (answer.status, answer.is_signed) == (400, True)
    assert answer.body == {"error": "unsupported_version", "params": {"versions": "1"}}


UNSIGNED: dict[str, dict[str, Any]] = {
    "forged": {"signature": "v1,AAAA"},
    "signed with another key": {"key": b"?" * 32},
    "without a signature": {"signature": ""},
    "with an id that is none": {"request_id": "1' OR 1=1 --"},
    "of another shop": {"shop": STRANGER},
}


@pytest.mark.parametrize("how", UNSIGNED)
def test_who_has_no_key_is_refused_without_a_signature(shop: PracticeShop, how: str) -> None:
    answer = call(shop.url, "ack", {"ids": []}, **UNSIGNED[how])
    expected = "unknown_shop" if how == "of another shop" else "bad_signature"
    assert (answer.status, answer.body["error"]) == (401, expected)
    assert not answer.is_signed


REFUSED: dict[str, tuple[int, dict[str, Any], dict[str, Any]]] = {
    "too large": (413, {"error": "too_large", "params": {}}, {"raw": TOO_LARGE}),
    "broken JSON": (400, {"error": "malformed", "params": {"where": "body"}}, {"raw": b'{"ids":'}),
    "no object": (400, {"error": "malformed", "params": {"where": "body"}}, {"raw": b"[1]"}),
    "nothing": (400, {"error": "malformed", "params": {"where": "body"}}, {"raw": b""}),
    "a key is missing": (400, {"error": "malformed", "params": {"where": "ids"}}, {"body": {}}),
    "of another type": (
        400,
        {"error": "malformed", "params": {"where": "ids"}},
        {"body": {"ids": [1]}},
    ),
}


@pytest.mark.parametrize("how", REFUSED)
def test_a_bad_request_of_the_agent_is_refused_by_name_and_signed(
    shop: PracticeShop, how: str
) -> None:
    status, told, sent = REFUSED[how]
    answer = call(shop.url, "ack", **sent)
    assert (answer.status, answer.body, answer.is_signed) == (status, told, True)


def test_an_expired_request_is_told_the_time(shop: PracticeShop) -> None:
    for off in (-330, 330):  # vectors.json holds the exact second
        answer = call(shop.url, "ack", {"ids": []}, timestamp=int(time.time()) + off)
        assert (answer.status, answer.body["error"], answer.is_signed) == (401, "expired", True)
        assert abs(answer.body["params"]["now"] - time.time()) < 5


def test_a_request_is_taken_once(shop: PracticeShop) -> None:
    once = new_id()
    assert call(shop.url, "ack", {"ids": []}, request_id=once).status == 200
    answer = call(shop.url, "ack", {"ids": []}, request_id=once)
    assert (answer.status, answer.body["error"], answer.is_signed) == (409, "replayed", True)


def test_a_forger_uses_up_no_id(shop: PracticeShop) -> None:
    once = new_id()
    assert call(shop.url, "ack", {"ids": []}, request_id=once, signature="v1,AAAA").status == 401
    assert call(shop.url, "ack", {"ids": []}, request_id=once).status == 200


def test_ids_are_forgotten_when_no_signature_can_be_fresh_any_more(shop: PracticeShop) -> None:
    old = new_id()
    call(shop.url, "ack", {"ids": []}, request_id=old)
    shop.sql("UPDATE wp_counterfoil_seen SET seen_at = UTC_TIMESTAMP() - INTERVAL 901 SECOND")
    call(shop.url, "ack", {"ids": []})
    assert [old] not in shop.sql("SELECT id FROM wp_counterfoil_seen")


def test_a_route_that_this_plugin_does_not_know_is_refused_by_name(shop: PracticeShop) -> None:
    answer = call(shop.url, "shipments", {})
    assert (answer.status, answer.is_signed) == (400, True)
    assert answer.body == {"error": "malformed", "params": {"where": "route"}}


def test_it_works_under_plain_permalinks_and_behind_other_ways_of_logging_in(
    shop: PracticeShop,
) -> None:
    assert call(shop.url, "hello", HELLO, plain_permalinks=True).is_signed
    stray = {"Authorization": "Basic c3RhZ2luZzpodGFjY2Vzcw=="}
    assert call(shop.url, "hello", HELLO, headers=stray).status == 200


def test_neither_browser_nor_shop_manager_gets_in_without_the_key(shop: PracticeShop) -> None:
    with requests.Session() as session:
        session.trust_env = False
        session.cookies.update(shop.login_cookies())
        for route in ("hello", "outbox", "ack", "mirror", "stock", "catalog"):
            url = f"{shop.url}/wp-json/counterfoil/v1/{route}"
            assert session.post(url, json={}, timeout=20).status_code == 401
            answer = session.get(url, timeout=20)
            assert answer.status_code in {401, 404}
            assert shop.consumer_key not in answer.text


def test_a_fault_of_the_plugin_is_a_signed_internal(shop: PracticeShop) -> None:
    shop.sql("RENAME TABLE wp_counterfoil_channel TO wp_counterfoil_hidden")
    try:
        answer = call(shop.url, "outbox", {"limit": 1, "lease": {"token": ""}})
    finally:
        shop.sql("RENAME TABLE wp_counterfoil_hidden TO wp_counterfoil_channel")
    assert (answer.status, answer.is_signed) == (500, True)
    assert answer.body == {"error": "internal", "params": {}}
