"""Every change of an order reaches the agent: pushed after the response, or pulled; never lost."""

import time

import pytest

from agent.practice.shop.orders import Way
from agent.practice.shop.shop import PracticeShop
from agent.wire.envelope import Envelope
from agent.wire.order_body import OrderBody
from tests.php.conftest import paired
from tests.php.far_agent import FarAgent, Mood, call, far_agent_on_loopback, new_id, pairing
from tests.php.outbox import change, pull, rows, settle, spec

pytestmark = pytest.mark.usefixtures("empty_outbox")


def channel(shop: PracticeShop, column: str) -> str:
    return shop.php(
        "global $wpdb; $row = $wpdb->get_row( 'SELECT * FROM wp_counterfoil_channel', ARRAY_A );"
        "echo $row[ $args[0] ];",
        column,
    )


@pytest.mark.parametrize("way", [Way.PHP, Way.REST, Way.CLASSIC, Way.BLOCK])
def test_an_order_is_pushed_whole_and_acknowledged(
    shop: PracticeShop, agent: FarAgent, way: Way
) -> None:
    if way is Way.BLOCK and not shop.is_real:
        pytest.skip("the practice shop has no block checkout")
    order_id = shop.place_order(spec(), way)
    settle(lambda: any(event["order_id"] == order_id for event in agent.pushed))
    envelope = Envelope.model_validate(agent.pushed[-1])
    body = OrderBody.model_validate(envelope.body)
    order = next(order for order in shop.orders() if order.id == order_id)
    assert (body.id, body.status, body.totals.total) == (order_id, order.status, order.total)
    assert [(line.sku, line.quantity) for line in body.lines] == [("GOOD-001", 2)]
    assert agent.forged == 0
    settle(lambda: rows(shop, order_id)[-1]["acked_at"] is not None)
    assert pull(shop) == []


def test_an_agent_on_loopback_is_pushed_to_as_well(shop: PracticeShop) -> None:
    with far_agent_on_loopback() as (agent, address):
        shop.define("COUNTERFOIL_PAIRING", pairing(address))
        try:
            order_id = shop.place_order(spec())
            settle(lambda: order_id in [event["order_id"] for event in agent.pushed])
        finally:
            shop.define("COUNTERFOIL_PAIRING", paired(shop))
    assert agent.forged == 0


def test_an_agent_that_does_not_listen_is_never_called(shop: PracticeShop) -> None:
    before = (channel(shop, "push_failures"), channel(shop, "pushed_at"))
    shop.define("COUNTERFOIL_PAIRING", pairing("none"))
    try:
        order_id = shop.place_order(spec())
        settle(lambda: rows(shop, order_id)[0]["body"] is not None)
        time.sleep(0.2)
        assert (channel(shop, "push_failures"), channel(shop, "pushed_at")) == before
        assert order_id in [event["order_id"] for event in pull(shop)]
    finally:
        shop.define("COUNTERFOIL_PAIRING", paired(shop))


def test_one_request_makes_one_row_of_one_order(shop: PracticeShop, agent: FarAgent) -> None:
    order_id = shop.place_order(spec())
    settle(lambda: len(agent.pushed) == 1)
    change(
        shop,
        order_id,
        "$order->set_customer_note( 'a' ); $order->save(); $order->update_status( 'on-hold' );"
        "$order->set_customer_note( 'b' ); $order->save();",
    )
    settle(lambda: len(agent.pushed) == 2)
    found = rows(shop, order_id)
    assert [row["seq"] for row in found] == [1, 2]
    assert found[1]["body"]["customer_note"] == "b"


def test_without_an_agent_the_order_waits_and_is_pulled(shop: PracticeShop) -> None:
    order_id = shop.place_order(spec())
    settle(lambda: rows(shop, order_id)[0]["body"] is not None)
    events = [event for event in pull(shop) if event["order_id"] == order_id]
    assert len(events) == 1
    again = [event for event in pull(shop) if event["order_id"] == order_id]
    assert again == events, "what is not acknowledged is served again, the same"
    stranger = new_id()
    answer = call(shop.url, "ack", {"ids": [events[0]["id"], stranger]})
    assert (answer.body["acknowledged"], answer.body["unknown"]) == (1, [stranger])
    repeated = call(shop.url, "ack", {"ids": [events[0]["id"]]})
    assert (repeated.body["acknowledged"], repeated.body["unknown"]) == (1, [])
    assert all(event["order_id"] != order_id for event in pull(shop))


def test_a_hanging_agent_delays_no_checkout_and_costs_a_second_after_it(
    shop: PracticeShop, agent: FarAgent
) -> None:
    shop.place_order(spec())
    settle(lambda: len(agent.pushed) == 1)
    agent.mood = Mood.HANGS
    order_id = shop.place_order(spec())
    answered_at = time.monotonic()
    settle(lambda: channel(shop, "push_failures") == "1")
    failed_at = time.monotonic()
    # Had the visitor waited for the push, he had waited its whole second.
    assert answered_at < agent.called_at + 0.9
    assert failed_at < agent.called_at + 3, "a push has a second; the rest is for a busy machine"
    assert order_id in [event["order_id"] for event in pull(shop)]


def test_three_failures_pause_pushing_until_the_agent_says_hello(
    shop: PracticeShop, agent: FarAgent
) -> None:
    agent.mood = Mood.BROKEN
    for count in (1, 2, 3):
        shop.place_order(spec())
        settle(lambda count=count: channel(shop, "push_failures") == str(count))
    paused = shop.place_order(spec())
    settle(lambda: rows(shop, paused)[0]["body"] is not None)
    time.sleep(0.3)
    assert agent.calls == 3
    agent.mood = Mood.STORES
    hello = {"versions": [1], "agent": {"id": "a", "version": "0.1.0"}, "raise_term": False}
    assert call(shop.url, "hello", hello).status == 200
    order_id = shop.place_order(spec())
    settle(lambda: [event["order_id"] for event in agent.pushed] == [order_id])


@pytest.mark.parametrize("mood", [Mood.UNSIGNED, Mood.BROKEN])
def test_only_a_signed_202_is_an_acknowledgement(
    shop: PracticeShop, agent: FarAgent, mood: Mood
) -> None:
    agent.mood = mood
    order_id = shop.place_order(spec())
    settle(lambda: channel(shop, "push_failures") == "1")
    assert rows(shop, order_id)[0]["acked_at"] is None
    assert order_id in [event["order_id"] for event in pull(shop)]


def test_a_refused_event_stays_is_shown_and_does_not_stop_others(
    shop: PracticeShop, agent: FarAgent
) -> None:
    agent.mood = Mood.REFUSES
    order_id = shop.place_order(spec())
    settle(lambda: rows(shop, order_id)[0]["refusal"] == "malformed")
    assert channel(shop, "push_failures") == "0"
    event = next(event for event in pull(shop) if event["order_id"] == order_id)
    call(shop.url, "ack", {"ids": [event["id"]]})
    assert rows(shop, order_id)[0]["refusal"] is None


def test_acknowledged_rows_are_cleared_away_after_thirty_days(shop: PracticeShop) -> None:
    order_id = shop.place_order(spec())
    settle(lambda: rows(shop, order_id)[0]["body"] is not None)
    call(shop.url, "ack", {"ids": [rows(shop, order_id)[0]["event_id"]]})
    assert len(rows(shop, order_id)) == 1
    shop.php(
        "global $wpdb; $wpdb->update( 'wp_counterfoil_outbox', array( 'acked_at' =>"
        " gmdate( 'Y-m-d H:i:s', time() - 31 * 86400 ) ), array( 'order_id' => $args[0] ) );",
        order_id,
    )
    call(shop.url, "ack", {"ids": []})
    assert rows(shop, order_id) == []


def test_a_page_is_as_long_as_asked_and_oldest_first(shop: PracticeShop) -> None:
    ids = [shop.place_order(spec()) for _ in range(3)]
    settle(lambda: rows(shop, ids[-1])[0]["body"] is not None)
    events = pull(shop, limit=2)
    assert len(events) == 2
    assert [event["id"] for event in events] == [event["id"] for event in pull(shop)[:2]]


def test_each_pull_rolls_the_lease(shop: PracticeShop) -> None:
    def lease() -> dict[str, str]:
        answer = call(shop.url, "outbox", {"limit": 1, "lease": {"token": "what was given before"}})
        rolled: dict[str, str] = answer.body["lease"]
        return rolled

    first, second = lease(), lease()
    assert first["state"] == second["state"] == "sure"
    assert first["token"] != second["token"]
    stored = shop.sql("SELECT lease, lease_before FROM wp_counterfoil_channel")[0]
    assert stored == [second["token"], first["token"]]


def test_noting_a_change_costs_one_statement(shop: PracticeShop) -> None:
    counted = shop.php(
        "global $wpdb; $database = new Counterfoil\\Database( $wpdb );"
        "$outbox = new Counterfoil\\Outbox\\Outbox( $database ); $before = $wpdb->num_queries;"
        "$outbox->mark( 900000001 ); echo $wpdb->num_queries - $before;"
        "$wpdb->query( 'DELETE FROM wp_counterfoil_outbox WHERE order_id = 900000001' );"
    )
    assert counted == "1"
