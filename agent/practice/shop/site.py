"""Puts WordPress, the stand-in or real WooCommerce, and the goods into a shop's home.

What the scripts in `php/` do, they do through WordPress's and WooCommerce's own functions.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from agent.practice.shop.catalogue import make_catalogue
from agent.practice.shop.layout import Layout, Remembered
from agent.practice.shop.programs import PracticeShopError, Programs, WebUser
from agent.practice.shop.servers import DATABASE, DATABASE_USER

_HERE = Path(__file__).parent
_SALTS = (
    "AUTH_KEY", "SECURE_AUTH_KEY", "LOGGED_IN_KEY", "NONCE_KEY",
    "AUTH_SALT", "SECURE_AUTH_SALT", "LOGGED_IN_SALT", "NONCE_SALT",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The WordPress of one shop: its files and its first contents."""

    layout: Layout
    programs: Programs
    user: WebUser
    settings: Remembered

    def place(self) -> None:
        """Files first: core, content folder, wp-config, and WooCommerce or its stand-in."""
        at = self.layout
        if not (at.wordpress / "wp-load.php").exists():
            copy_tree(Path(self.settings.wordpress), at.wordpress)
        content = at.wordpress / "wp-content"
        for folder in ("plugins", "themes", "uploads", "upgrade", "mu-plugins"):
            (content / folder).mkdir(exist_ok=True)
        if not any((content / "themes").glob("*/style.css")):
            copy_tree(_HERE / "php/theme", content / "themes/practice")
        if self.settings.woocommerce:
            if not (at.plugins / "woocommerce").exists():
                copy_tree(Path(self.settings.woocommerce), at.plugins / "woocommerce")
            shutil.copyfile(
                _HERE / "mu/practice-login.php", content / "mu-plugins/practice-login.php"
            )
        else:
            self._place_stand_in(content)
        self._fresh(_HERE / "php", at.scripts)
        (at.wordpress / "wp-config.php").write_text(self._wp_config())
        for owned in (content, at.plugins, content / "themes", content / "upgrade"):
            self._own_folder(owned)
        self.user.owns(content / "uploads")
        self.user.owns(at.wordpress / "wp-config.php")

    def furnish(self) -> None:
        """Contents, once: install WordPress, switch WooCommerce on, put the goods in."""
        self._script("install.php", {"password": self.settings.admin_password})
        if self.settings.woocommerce:
            self._script("woocommerce.php", {"hpos": self.settings.hpos})
        self._script(
            "furnish.php",
            {
                "products": make_catalogue(self.settings.seed),
                "consumer_key": self.settings.consumer_key,
                "consumer_secret": self.settings.consumer_secret,
            },
        )

    def write_constants(self, constants: dict[str, str]) -> None:
        lines = [f"define( {_php(name)}, {_php(value)} );" for name, value in constants.items()]
        self.layout.constants.write_text("<?php\n" + "\n".join(lines) + "\n")
        self.user.owns(self.layout.constants)

    def command_line(self, script: Path) -> list[str]:
        return [
            self.programs.php, "-d", "memory_limit=512M", "-d", "sendmail_path=/bin/true",
            "-d", "display_errors=stderr", "-d", f"sys_temp_dir={self.layout.tmp}", str(script),
        ]  # fmt: skip

    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": str(self.layout.home),
            "SHOP_WORDPRESS": str(self.layout.wordpress),
            "SHOP_HOST": f"127.0.0.1:{self.settings.port}",
        }

    def _script(self, name: str, given: dict[str, object]) -> str:
        return self.user.run(
            self.command_line(self.layout.scripts / name),
            env=self.environment(),
            stdin=json.dumps(given),
        )

    def _place_stand_in(self, content: Path) -> None:
        self._fresh(_HERE / "mu", content / "mu-plugins")
        # Other plugins' `Requires Plugins: woocommerce` asks for an active plugin of that name.
        self._fresh(_HERE / "php/woocommerce", self.layout.plugins / "woocommerce")

    def _fresh(self, source: Path, target: Path) -> None:
        if target.exists():
            shutil.rmtree(target)
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))

    def _own_folder(self, folder: Path) -> None:
        # Not what is in it: the files may be hard links to a tree that others use.
        if self.user.switches:
            os.chown(folder, self.user.uid, self.user.gid)

    def _wp_config(self) -> str:
        at, settings = self.layout, self.settings
        defines: dict[str, str | bool] = {
            "DB_NAME": DATABASE,
            "DB_USER": DATABASE_USER,
            "DB_PASSWORD": settings.database_password,
            "DB_HOST": f"localhost:{at.database_socket}",
            "DB_CHARSET": "utf8mb4",
            "DB_COLLATE": "",
            "WP_DEBUG": True,
            "WP_DEBUG_DISPLAY": False,
            "WP_DEBUG_LOG": str(at.log / "wordpress.log"),
            # An offline WordPress otherwise waits for wordpress.org on many pages.
            "WP_HTTP_BLOCK_EXTERNAL": True,
            "WP_ACCESSIBLE_HOSTS": "localhost,127.0.0.1",
            "AUTOMATIC_UPDATER_DISABLED": True,
            "WP_AUTO_UPDATE_CORE": False,
            "DISALLOW_FILE_MODS": True,
            "DISABLE_WP_CRON": True,
            "FS_METHOD": "direct",
        }
        if not settings.woocommerce:
            defines["WP_DEFAULT_THEME"] = "practice"
        for name in _SALTS:
            seed = f"{name}{settings.consumer_secret}"
            defines[name] = hashlib.sha256(seed.encode()).hexdigest()
        lines = ["<?php", f"if ( is_file( {_php(str(at.constants))} ) ) {{"]
        lines += [f"\trequire {_php(str(at.constants))};", "}"]
        lines += [
            f"defined( {_php(name)} ) || define( {_php(name)}, {_php(value)} );"
            for name, value in defines.items()
        ]
        lines += [
            "if ( 'on' === ( $_SERVER['HTTPS'] ?? '' ) ) {",
            f"\tdefine( 'WP_HOME', 'https://127.0.0.1:{settings.https_port}' );",
            "\tdefine( 'WP_SITEURL', WP_HOME );",
            "}",
            "$table_prefix = 'wp_';",
            "defined( 'ABSPATH' ) || define( 'ABSPATH', __DIR__ . '/' );",
            "require_once ABSPATH . 'wp-settings.php';",
        ]
        return "\n".join(lines) + "\n"


def _php(value: str | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def copy_tree(source: Path, target: Path) -> None:
    """Copy a tree, by hard links where the file system and our rights allow it."""
    if not source.is_dir():
        raise PracticeShopError(f"{source} is not a folder")
    part = target.with_name(f".{target.name}.part")
    if part.exists():
        shutil.rmtree(part)
    shutil.copytree(source, part, copy_function=_link_or_copy, ignore=_left_out)
    part.chmod(0o755)
    part.rename(target)


def _left_out(_folder: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if name in {".git", "node_modules", "wp-config.php"}]


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(Path(source).resolve(), target)
    except OSError:
        shutil.copyfile(source, target)
