"""A site that is against us: deadly orders, odd values, a database that says no, other plugins."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests

from agent.practice.shop.programs import PracticeShopError
from agent.practice.shop.shop import PracticeShop
from tests.php.conftest import GRACE_S
from tests.php.outbox import change, newest, pull, settle
from tests.php.test_mirror import admin_page, list_page, order_page, untold
from tests.php.test_order_changes import place

__all__ = ["untold"]
pytestmark = pytest.mark.usefixtures("empty_outbox")


@contextmanager
def neighbour(shop: PracticeShop, code: str) -> Iterator[None]:
    """Another plugin's code, loaded with every request."""
    plugin = shop.root / "wp-content/mu-plugins/neighbour.php"
    plugin.write_text(f"<?php {code}")
    plugin.chmod(0o644)
    try:
        yield
    finally:
        plugin.unlink()


def killed_while_changing(shop: PracticeShop, order_id: int, code: str) -> None:
    with pytest.raises((PracticeShopError, OSError, EOFError)):
        change(shop, order_id, f"{code} $order->save(); posix_kill( getmypid(), 9 );")


def test_an_order_that_kills_whoever_reads_it_keeps_no_other_back(shop: PracticeShop) -> None:
    deadly, harmless = place(shop), place(shop)
    killed_while_changing(shop, deadly, "$order->set_customer_note( 'deadly' );")
    killed_while_changing(shop, harmless, "$order->set_customer_note( 'harmless' );")
    time.sleep(GRACE_S + 0.1)
    kills = (
        "add_filter( 'counterfoil_private_meta_keys', function ( $keys, $thing ) {"
        " if ( $thing instanceof WC_Order && 'deadly' === $thing->get_customer_note() ) {"
        " posix_kill( getmypid(), 9 ); } return $keys; }, 10, 2 );"
    )
    with neighbour(shop, kills):
        with pytest.raises(requests.JSONDecodeError):
            pull(shop)
        told = [event["body"] for event in pull(shop) if event["order_id"] == harmless]
        assert [body["customer_note"] for body in told] == ["", "harmless"]
        shop.sql(
            "UPDATE wp_counterfoil_outbox SET tries = 2, tried_at = UTC_TIMESTAMP(3)"
            f" - INTERVAL 1 DAY WHERE body IS NULL AND order_id = {deadly}"
        )
        with pytest.raises(requests.JSONDecodeError):
            pull(shop)
        admin_page(shop, "index.php")  # WooCommerce leads the first visit elsewhere
        assert "cannot be read" in admin_page(shop, order_page(shop, deadly))
        assert "Cannot be read" in admin_page(shop, list_page(shop))
    shop.sql(
        "UPDATE wp_counterfoil_outbox SET tried_at = UTC_TIMESTAMP(3) - INTERVAL 1 DAY"
        f" WHERE body IS NULL AND order_id = {deadly}"
    )
    told = [event["body"]["customer_note"] for event in pull(shop) if event["order_id"] == deadly]
    assert told == ["", "deadly"], "it is tried again by itself"
    assert "cannot be read" not in admin_page(shop, order_page(shop, deadly))


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("array( 'ratio' => NAN, 'kept' => 'yes' )", '{"ratio":0,"kept":"yes"}'),
        ("array( array( 1, INF ) )", "[[1,0]]"),
    ],
)
def test_no_value_of_another_plugin_keeps_an_order_back(
    shop: PracticeShop, value: str, sent: str
) -> None:
    order_id = place(shop)
    change(shop, order_id, f"$order->update_meta_data( 'odd', {value} ); $order->save();")
    settle(lambda: newest(shop, order_id)["seq"] == 2)
    assert {"key": "odd", "value": sent} in newest(shop, order_id)["body"]["meta"]


def test_noting_leaves_no_trace_on_the_connection_that_all_share(shop: PracticeShop) -> None:
    seen = shop.php(
        'global $wpdb; $wpdb->query( "INSERT INTO wp_options (option_name, option_value, autoload)'
        " VALUES ('cf_probe', '1', 'no')\" ); $before = array( $wpdb->insert_id, $wpdb->last_error,"
        " $wpdb->rows_affected, $wpdb->num_rows );"
        "$database = new Counterfoil\\Database( $wpdb );"
        "( new Counterfoil\\Outbox\\Outbox( $database ) )->mark( 900000002 );"
        "try { $database->execute( 'INSERT INTO wp_nowhere VALUES (1)' ); }"
        " catch ( Throwable $fault ) {}"
        "echo array( $wpdb->insert_id, $wpdb->last_error, $wpdb->rows_affected, $wpdb->num_rows )"
        " === $before ? 'same' : 'changed'; delete_option( 'cf_probe' );"
        "$wpdb->query( 'DELETE FROM wp_counterfoil_outbox WHERE order_id = 900000002' );"
    )
    assert seen == "same"


def test_orders_are_noted_where_an_upgrade_of_the_tables_fails(shop: PracticeShop) -> None:
    schema = shop.php("echo get_option( 'counterfoil_schema' );")
    # What a database user without the right to CREATE meets after an update of the plugin.
    refuse = (
        "add_filter( 'query', function ( $sql ) { return 0 === stripos( $sql, 'CREATE TABLE' )"
        " || 0 === stripos( $sql, 'ALTER TABLE' ) ? 'SELECT refused' : $sql; } );"
    )
    with neighbour(shop, refuse):
        shop.php("update_option( 'counterfoil_schema', 1 );")
        try:
            order_id = place(shop)
            assert newest(shop, order_id)["body"] is not None
        finally:
            shop.php("update_option( 'counterfoil_schema', (int) $args[0] );", schema)


def test_an_agent_that_never_came_is_noticed_once_an_order_waits_for_it(
    shop: PracticeShop,
) -> None:
    shop.sql("UPDATE wp_counterfoil_outbox SET acked_at = UTC_TIMESTAMP(3) WHERE acked_at IS NULL")
    order_id = place(shop)
    assert "has never reported" not in admin_page(shop, list_page(shop))
    shop.sql(
        "UPDATE wp_counterfoil_outbox SET made_at = UTC_TIMESTAMP(3) - INTERVAL 901 SECOND"
        f" WHERE order_id = {order_id}"
    )
    assert "has never reported" in admin_page(shop, list_page(shop))
