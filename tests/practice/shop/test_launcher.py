"""The launcher: up and down any number of times, over what a broken start left, as any user."""

import json
import os
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from typer.testing import CliRunner

from agent.practice.shop import programs
from agent.practice.shop.cli import app
from agent.practice.shop.orders import LineSpec, OrderSpec
from agent.practice.shop.programs import PracticeShopError
from agent.practice.shop.shop import PracticeShop
from agent.practice.shop.site import Site
from tests.support.shop import new_home

PLUGIN = """<?php
/**
 * Plugin Name: Says hello
 * Requires Plugins: woocommerce
 */
register_activation_hook( __FILE__, static fn() => update_option( 'hello_was', 'activated' ) );
add_action( 'woocommerce_loaded', static fn() => define( 'HELLO_LOADED', true ) );
"""


@pytest.fixture
def home() -> Iterator[Path]:
    made = new_home("life")
    yield made
    PracticeShop(made).down()
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def kept() -> Iterator[Path]:
    """A home that several tests start and end; none of them minds what was there before."""
    made = new_home("kept")
    yield made
    PracticeShop(made).down()
    shutil.rmtree(made)


def first_page(shop: PracticeShop) -> int:
    with requests.Session() as visitor:
        visitor.trust_env = False
        return visitor.get(shop.url, timeout=30).status_code


def test_up_and_down_keep_address_keys_and_orders(kept: Path) -> None:
    shop = PracticeShop(kept)
    shop.up()
    shop.up()
    order = shop.place_order(OrderSpec(lines=(LineSpec(sku="GOOD-001"),)))
    before = (shop.url, shop.consumer_key, shop.admin_password)
    pids = [pid for pid in shop.status()["processes"].values() if pid]
    shop.down()
    assert shop.status()["running"] is False
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]

    again = PracticeShop(kept)
    again.up()
    assert (again.url, again.consumer_key, again.admin_password) == before
    assert order in [found.id for found in again.orders()]
    assert first_page(again) == 200


def test_what_a_broken_start_left_behind_is_cleared_away(home: Path) -> None:
    shop = PracticeShop(home)
    shop.up()
    remembered = home / "shop.json"
    settings = json.loads(remembered.read_text()) | {"ready": False}
    remembered.write_text(json.dumps(settings))
    # A process that is not ours now has the number of one that was, and one was forgotten.
    (home / "run/mariadb.pid").write_text(str(os.getpid()))
    forgotten = (home / "run/nginx.pid").read_text()
    (home / "run/nginx.pid").unlink()

    started = time.monotonic()
    shop = PracticeShop(home)
    shop.up()
    assert time.monotonic() - started < 60
    assert first_page(shop) == 200
    assert (home / "run/nginx.pid").read_text() != forgotten
    assert not Path(f"/proc/{forgotten}").exists()


def test_a_constant_and_a_plugin_count_from_the_next_request(kept: Path, tmp_path: Path) -> None:
    plugin = tmp_path / "says-hello"
    plugin.mkdir()
    (plugin / "says-hello.php").write_text(PLUGIN)
    shop = PracticeShop(kept)
    shop.up()
    shop.define("PRACTICE_WORD", "it's \\ here")
    shop.install_plugin(plugin)
    said = shop.php(
        "echo wp_json_encode( array( PRACTICE_WORD, get_option( 'hello_was' ), HELLO_LOADED ) );"
    )
    assert json.loads(said) == ["it's \\ here", "activated", True]
    shop.down()
    shop.up()
    assert shop.php("echo PRACTICE_WORD;") == "it's \\ here"


def test_php_that_fails_says_why(kept: Path) -> None:
    shop = PracticeShop(kept)
    shop.up()
    for cli in (False, True):
        with pytest.raises(PracticeShopError, match="no such thing"):
            shop.php("throw new RuntimeException( 'no such thing' );", cli=cli)


def test_a_folder_with_other_files_is_not_taken_as_home(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(PracticeShopError, match="holds other files"):
        PracticeShop(tmp_path).up()
    assert [entry.name for entry in tmp_path.iterdir()] == ["letter.txt"]


def test_a_port_taken_while_the_shop_was_furnished_is_not_mistaken_for_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever answers there is not our nginx."""
    others: list[socket.socket] = []
    furnish = Site.furnish

    def taking(site: Site) -> None:
        furnish(site)
        others.append(socket.create_server(("127.0.0.1", site.settings.port)))

    monkeypatch.setattr(Site, "furnish", taking)
    try:
        with pytest.raises(PracticeShopError, match="nginx on port"):
            PracticeShop(home).up()
    finally:
        for other in others:
            other.close()
    assert others


def test_a_port_in_use_is_named(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PracticeShopError, match=f"port {port} is in use"):
            PracticeShop(home, port=port).up()


def test_missing_packages_are_all_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs.shutil, "which", lambda *_a, **_k: None)
    with pytest.raises(PracticeShopError, match=r"mariadb-client-core.*nginx-light.*php-cli"):
        programs.find_programs()


def test_the_command_line_says_where_the_shop_is(kept: Path) -> None:
    run = CliRunner().invoke
    up = run(app, ["up", "--home", str(kept), "--json"])
    assert up.exit_code == 0, up.output
    shown = json.loads(up.stdout)
    assert shown["running"]
    assert shown["url"] == PracticeShop(kept).url
    assert run(app, ["status", "--home", str(kept)]).exit_code == 0
    assert run(app, ["down", "--home", str(kept)]).exit_code == 0
    assert run(app, ["status", "--home", str(kept)]).exit_code == 3
