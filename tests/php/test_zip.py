"""The plugin's zip: only what ships, the same bytes each time, and WordPress installs it."""

import os
import runpy
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.practice.shop.shop import PracticeShop
from tests.support.shop import new_home, run_shop

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "wp-plugin/counterfoil"
PACK: Callable[[Path, Path, Path], None] = runpy.run_path(str(ROOT / "packaging/plugin_zip.py"))[
    "pack"
]

INSTALL = """
require_once ABSPATH . 'wp-admin/includes/admin.php';
require_once ABSPATH . 'wp-admin/includes/class-wp-upgrader.php';
$skin     = new Automatic_Upgrader_Skin();
$upgrader = new Plugin_Upgrader( $skin );
$done     = $upgrader->install( $args[0], [ 'overwrite_package' => $args[1] ] );
if ( true !== $done ) {
    throw new RuntimeException( implode( "\\n", $skin->get_upgrade_messages() ) );
}
echo $upgrader->plugin_info();
"""
ACTIVATE = """
require_once ABSPATH . 'wp-admin/includes/plugin.php';
ob_start();
$answer = activate_plugin( 'counterfoil/counterfoil.php' );
echo is_wp_error( $answer ) ? $answer->get_error_message() : ob_get_clean();
"""
DEACTIVATE = """
require_once ABSPATH . 'wp-admin/includes/plugin.php';
deactivate_plugins( 'counterfoil/counterfoil.php' );
echo wp_json_encode( is_plugin_active( 'counterfoil/counterfoil.php' ) );
"""
DELETE = """
require_once ABSPATH . 'wp-admin/includes/admin.php';
if ( $args[0] ) { define( 'COUNTERFOIL_REMOVE_DATA', true ); }
echo wp_json_encode( delete_plugins( [ 'counterfoil/counterfoil.php' ] ) );
"""
TABLES = "SHOW TABLES LIKE 'wp\\_counterfoil\\_%'"


@pytest.fixture(scope="module")
def archive() -> Iterator[Path]:
    """The zip in a folder that the web user may enter."""
    home = new_home("zip")
    target = home / "counterfoil.zip"
    PACK(PLUGIN, ROOT / "LICENSE", target)
    target.chmod(0o644)
    yield target
    shutil.rmtree(home)


@pytest.fixture(scope="module")
def bare_shop() -> Iterator[PracticeShop]:
    """A shop in which the plugin never was."""
    yield from run_shop(new_home("bare"))


def test_the_zip_holds_the_plugin_and_nothing_else(archive: Path) -> None:
    with zipfile.ZipFile(archive) as held:
        assert held.testzip() is None
        names = held.namelist()
        modes = {stat.S_IMODE(entry.external_attr >> 16) for entry in held.infolist()}
        told = held.read("counterfoil/counterfoil.php")
    here = {f"counterfoil/{p.relative_to(PLUGIN)}" for p in PLUGIN.rglob("*") if p.is_file()}
    assert set(names) == here | {"counterfoil/LICENSE.txt"}
    assert names == sorted(names)
    assert modes == {0o644}
    assert told == (PLUGIN / "counterfoil.php").read_bytes()


def test_the_same_files_make_the_same_bytes(archive: Path, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere/counterfoil"
    shutil.copytree(PLUGIN, copy, copy_function=shutil.copyfile)
    for path in copy.rglob("*"):
        os.utime(path, (1, 1))
    (copy / "counterfoil.php").chmod(0o600)
    PACK(copy, ROOT / "LICENSE", tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == archive.read_bytes()


def test_hidden_files_stay_behind_and_strange_ones_are_refused(tmp_path: Path) -> None:
    plugin = tmp_path / "counterfoil"
    (plugin / ".git").mkdir(parents=True)
    for name in (".git/config", ".env", "counterfoil.php"):
        (plugin / name).write_text("text", encoding="utf-8")
    PACK(plugin, ROOT / "LICENSE", tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as held:
        assert held.namelist() == ["counterfoil/LICENSE.txt", "counterfoil/counterfoil.php"]
    (plugin / "dump.sql").write_text("text", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"dump\.sql is no file of a plugin"):
        PACK(plugin, ROOT / "LICENSE", tmp_path / "b.zip")


def test_wordpress_installs_updates_and_deletes_it(bare_shop: PracticeShop, archive: Path) -> None:
    assert bare_shop.sql(TABLES) == []
    installed = bare_shop.php(INSTALL, str(archive), False, user=1)
    assert installed == "counterfoil/counterfoil.php"
    assert bare_shop.php(ACTIVATE, user=1) == ""
    tables = bare_shop.sql(TABLES)
    assert len(tables) >= 8
    assert bare_shop.php(INSTALL, str(archive), True, user=1) == "counterfoil/counterfoil.php"
    assert bare_shop.php(DEACTIVATE, user=1) == "false"
    assert bare_shop.php("echo class_exists( 'Counterfoil\\\\Plugin' ) ? 'on' : 'off';") == "off"
    assert bare_shop.php(DELETE, False, user=1) == "true"
    assert bare_shop.sql(TABLES) == tables
    bare_shop.php(INSTALL, str(archive), False, user=1)
    assert bare_shop.php(ACTIVATE, user=1) == ""
    bare_shop.php(DEACTIVATE, user=1)
    assert bare_shop.php(DELETE, True, user=1) == "true"
    assert bare_shop.sql(TABLES) == []
