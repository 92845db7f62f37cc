"""What the agent tells of orders, cases and itself is kept, and shown in wp-admin."""

import time
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import requests

from agent.practice.shop.shop import PracticeShop
from agent.wire.mirror import MirrorRequest
from tests.php.conftest import paired
from tests.php.far_agent import Said, call, pairing
from tests.php.outbox import change, newest, rows, settle, spec

SCRIPT = '<script>alert("x")</script>'


def at(offset_s: float = 0) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() + offset_s))


def mirror(shop: PracticeShop, **parts: Any) -> Said:
    """Tell; what is told is what the agent's own model allows."""
    MirrorRequest.model_validate(parts)
    return call(shop.url, "mirror", parts)


def state(shop: PracticeShop, order_id: int, revision: int, **told: Any) -> dict[str, Any]:
    return {
        "order_id": order_id,
        "incarnation": newest(shop, order_id)["incarnation"],
        "revision": revision,
        "word": "accepted",
        "since": at(),
        "due": None,
        "system": "erp",
        "erp_number": "AU-17",
        "case": None,
        **told,
    }


def beat(revision: int, **told: Any) -> dict[str, Any]:
    return {
        "revision": revision,
        "at": at(),
        "version": "0.1.0",
        "started_at": at(-60),
        "events": {"open": 1, "disposed": 20},
        "documents": {"done": 17, "waiting": 3, "person": 1},
        "stock": None,
        "systems": [{"name": "erp", "state": "down", "since": at(-30)}],
        **told,
    }


def group(order_ids: list[int], **told: Any) -> dict[str, Any]:
    return {
        "code": "line_without_sku",
        "params": {"name": SCRIPT},
        "owner": "retail operations",
        "count": len(order_ids),
        "oldest_at": at(-3600),
        "orders": order_ids,
        **told,
    }


def placed(shop: PracticeShop) -> int:
    order_id = shop.place_order(spec())
    settle(lambda: bool(rows(shop, order_id)) and rows(shop, order_id)[0]["body"] is not None)
    return order_id


def admin_page(shop: PracticeShop, path: str, user: int = 1) -> str:
    with requests.Session() as session:
        session.trust_env = False
        session.cookies.update(shop.login_cookies(user))
        answer = session.get(f"{shop.url}/wp-admin/{path}", timeout=30)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return answer.text


def list_page(shop: PracticeShop) -> str:
    hpos = shop.php(
        "echo Automattic\\WooCommerce\\Utilities\\OrderUtil::custom_orders_table_usage_is_enabled()"
        " ? 'yes' : 'no';"
    )
    return "admin.php?page=wc-orders" if hpos == "yes" else "edit.php?post_type=shop_order"


def order_page(shop: PracticeShop, order_id: int) -> str:
    if list_page(shop).startswith("admin"):
        return f"admin.php?page=wc-orders&action=edit&id={order_id}"
    return f"post.php?post={order_id}&action=edit"


@pytest.fixture(autouse=True)
def untold(shop: PracticeShop) -> Iterator[None]:
    """A plugin that was told nothing yet."""
    shop.sql(
        "DELETE FROM wp_counterfoil_order_state; DELETE FROM wp_counterfoil_case;"
        "UPDATE wp_counterfoil_heartbeat SET revision = 0, cases_revision = 0, beat = NULL,"
        " received_at = NULL;"
    )
    yield


def test_an_older_revision_changes_nothing(shop: PracticeShop) -> None:
    order_id = placed(shop)
    first = mirror(shop, orders=[state(shop, order_id, 5)], heartbeat=beat(5), cases={
        "revision": 5, "groups": [group([order_id])]})  # fmt: skip
    assert first.body == {"applied": 3, "stale": 0}
    for revision in (5, 4):
        again = mirror(
            shop,
            orders=[state(shop, order_id, revision, word="held", erp_number="other")],
            heartbeat=beat(revision),
            cases={"revision": revision, "groups": []},
        )
        assert again.body == {"applied": 0, "stale": 3}
    assert shop.sql("SELECT word, erp_number FROM wp_counterfoil_order_state") == [
        ["accepted", "AU-17"]
    ]
    assert len(shop.sql("SELECT id FROM wp_counterfoil_case")) == 1
    newer = mirror(shop, orders=[state(shop, order_id, 6, erp_number=None)])
    assert newer.body == {"applied": 1, "stale": 0}


def test_what_is_not_listed_is_settled(shop: PracticeShop) -> None:
    mirror(shop, cases={"revision": 1, "groups": [group([1]), group([2], code="poison")]})
    mirror(shop, cases={"revision": 2, "groups": [group([2], code="poison")]})
    assert shop.sql("SELECT code FROM wp_counterfoil_case") == [["poison"]]
    assert mirror(shop, heartbeat=beat(1)).body == {"applied": 1, "stale": 0}
    assert len(shop.sql("SELECT id FROM wp_counterfoil_case")) == 1, "an absent part says nothing"


def test_a_message_is_taken_whole_or_not_at_all(shop: PracticeShop) -> None:
    order_id = placed(shop)
    broken = state(shop, order_id, 1)
    del broken["word"]
    answer = call(shop.url, "mirror", {"heartbeat": beat(1), "orders": [broken]})
    assert (answer.status, answer.body["params"]) == (400, {"where": "orders[0].word"})
    assert shop.sql("SELECT revision FROM wp_counterfoil_heartbeat") == [["0"]]


def test_telling_makes_no_event_and_touches_no_order(shop: PracticeShop) -> None:
    order_id = placed(shop)
    before = rows(shop, order_id)
    mirror(shop, orders=[state(shop, order_id, 1)])
    time.sleep(0.3)
    assert rows(shop, order_id) == before


def test_the_list_of_orders_shows_words_and_numbers(shop: PracticeShop) -> None:
    accepted, waiting, other = placed(shop), placed(shop), placed(shop)
    mirror(
        shop,
        orders=[
            state(shop, accepted, 1, erp_number=f"AU{SCRIPT}"),
            # The same number, but another order: the shop was restored meanwhile.
            state(shop, other, 1, incarnation="ffffffff", erp_number="AU-OTHER"),
        ],
    )
    page = unescape(admin_page(shop, list_page(shop)))
    assert "Accepted" in page and "AU-OTHER" not in page
    assert "Waiting for the agent" in page, waiting
    raw = admin_page(shop, list_page(shop))
    assert SCRIPT not in raw and "AU&lt;script&gt;" in raw


def test_a_list_of_orders_costs_one_query(shop: PracticeShop) -> None:
    for _ in range(3):
        placed(shop)
    shop.sql("SET GLOBAL log_output = 'TABLE'; TRUNCATE mysql.general_log")
    shop.sql("SET GLOBAL general_log = ON")
    try:
        admin_page(shop, list_page(shop))
    finally:
        shop.sql("SET GLOBAL general_log = OFF")
    asked = shop.sql(
        "SELECT COUNT(*) FROM mysql.general_log WHERE command_type = 'Query'"
        " AND argument LIKE '%LEFT JOIN `wp_counterfoil_order_state`%'"
        " AND argument NOT LIKE '%general_log%'"
    )
    assert asked == [["1"]]


def test_the_order_shows_reason_and_remedy_of_its_case(shop: PracticeShop) -> None:
    order_id = placed(shop)
    case = {"code": "line_without_sku", "params": {"name": SCRIPT}}
    mirror(
        shop,
        orders=[state(shop, order_id, 1, word="needs_you", erp_number=None, case=case)],
    )
    page = admin_page(shop, order_page(shop, order_id))
    assert "Needs you" in page and "has no SKU" in page and "What to do:" in page
    assert SCRIPT not in page.split('id="counterfoil-order"')[1].split("</table>")[0]
    assert "&lt;script&gt;" in page
    change(shop, order_id, "$order->set_customer_note( 'x' ); $order->save();")
    settle(lambda: len(rows(shop, order_id)) >= 2)
    page = admin_page(shop, order_page(shop, order_id))
    assert "A newer change of this order is on its way" in page


def test_the_page_shows_heartbeat_sums_causes_and_stock(shop: PracticeShop) -> None:
    order_id = placed(shop)
    stock = {"as_of": at(-90), "applied_at": at(-60), "applied": 412, "refused": 7}
    mirror(
        shop,
        heartbeat=beat(1, stock=stock),
        cases={
            "revision": 1,
            "groups": [group([order_id], count=25), group([], code="of_a_newer_agent", count=1)],
        },
    )
    raw = admin_page(shop, "admin.php?page=counterfoil")
    page = unescape(raw)
    for text in ("The agent is running", ">17<", ">3<", "412 applied, 7 refused", "does not answer",
                 f"#{order_id}", "of_a_newer_agent", "Ask IT"):  # fmt: skip
        assert text in "".join(page.split("\n")) or text in page, text
    assert SCRIPT not in raw


def test_a_silent_agent_is_noticed_after_a_quarter_of_an_hour(shop: PracticeShop) -> None:
    mirror(shop, heartbeat=beat(1))
    assert "silent since" not in admin_page(shop, "admin.php?page=counterfoil")
    shop.sql(
        "UPDATE wp_counterfoil_heartbeat SET received_at = UTC_TIMESTAMP() - INTERVAL 901 SECOND"
    )
    assert "silent since" in admin_page(shop, "admin.php?page=counterfoil")
    assert "silent since" in admin_page(shop, list_page(shop))
    assert "silent since" not in admin_page(shop, "index.php"), "only where it helps"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("cf1.garbage", "is cut off or changed"),
        (pairing("none", code="web"), 'The part "code"'),
        (pairing("none", code="NEW"), "another shop code than before"),
    ],
)
def test_a_wrong_pairing_says_what_to_do_and_orders_are_still_noted(
    shop: PracticeShop, line: str, said: str
) -> None:
    hello = {"versions": [1], "agent": {"id": "a", "version": "0.1.0"}, "raise_term": False}
    assert call(shop.url, "hello", hello).status == 200
    shop.define("COUNTERFOIL_PAIRING", line)
    try:
        page = unescape(admin_page(shop, "admin.php?page=counterfoil"))
        assert said in page
        assert rows(shop, placed(shop))
    finally:
        shop.define("COUNTERFOIL_PAIRING", paired(shop))


def test_a_customer_sees_nothing_of_it(shop: PracticeShop) -> None:
    customer = int(
        shop.php(
            "echo wp_insert_user( array( 'user_login' => 'c' . wp_rand(), 'user_pass' => 'x',"
            " 'role' => 'subscriber' ) );"
        )
    )
    with requests.Session() as session:
        session.trust_env = False
        session.cookies.update(shop.login_cookies(customer))
        answer = session.get(f"{shop.url}/wp-admin/admin.php?page=counterfoil", timeout=30)
    assert answer.status_code == 403 or "ERP sync" not in answer.text
