"""The practice shop as others use it: up, down, its address and keys, PHP inside it, orders.

Builds the parts; what WordPress or WooCommerce do is in `site`, `orders` and the PHP files.
"""

import dataclasses
import fcntl
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.practice.shop import fastcgi
from agent.practice.shop.buying import place
from agent.practice.shop.founding import (
    Wanted,
    check_same,
    found_shop,
    prepare_folders,
    with_free_ports,
)
from agent.practice.shop.layout import (
    LOCK,
    Layout,
    Remembered,
    clear_home,
    prepare_home,
    recall,
    remember,
)
from agent.practice.shop.orders import (
    OrderSpec,
    ShopOrder,
    ShopProduct,
    Way,
    read_order,
    read_product,
)
from agent.practice.shop.programs import (
    PracticeShopError,
    Programs,
    find_programs,
    web_user,
)
from agent.practice.shop.servers import DATABASE, DATABASE_USER, Servers
from agent.practice.shop.site import Site

_PHP_TIMEOUT_S = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """How to reach the shop's MariaDB; it listens on its socket only."""

    socket: Path
    name: str
    user: str
    password: str


class PracticeShop:
    """One shop in one home folder. `up` may be called again at any time; nothing is done twice."""

    admin_user = "admin"

    def __init__(  # noqa: PLR0913 - what a shop may be made of
        self,
        home: Path,
        *,
        port: int | None = None,
        woocommerce: Path | None = None,
        wordpress: Path | None = None,
        hpos: bool = True,
        seed: int = 4711,
        children: int = 6,
    ) -> None:
        self._layout = Layout(home=home.resolve())
        self._wanted = Wanted(
            port=port, woocommerce=woocommerce, wordpress=wordpress, hpos=hpos, seed=seed
        )
        self._children = children
        self._settings: Remembered | None = None
        self._product_ids: dict[str, int] = {}
        self._found: Programs | None = None

    # Life ---------------------------------------------------------------------------------

    def up(self) -> None:
        """Start the shop; the first time (or after a start that broke off) make it."""
        self._found = find_programs()
        prepare_home(self._layout)
        with self._alone():
            settings = recall(self._layout)
            if settings is None or not settings.ready:
                if settings is not None:
                    self._servers_of(settings).down()
                clear_home(self._layout)
                settings = found_shop(self._wanted)
            check_same(settings, self._wanted, self._layout)
            if not self._servers_of(settings).alive()["nginx"]:
                settings = with_free_ports(settings, self._wanted)
            self._settings = settings
            prepare_folders(self._layout, web_user())
            remember(self._layout, self._settings)
            try:
                self._start()
            except BaseException:
                self._servers.down()
                raise

    def down(self) -> None:
        """End the shop's own processes; its contents stay."""
        settings = recall(self._layout)
        if settings is not None:
            self._servers_of(settings).down()

    def status(self) -> dict[str, Any]:
        """What runs, where it is reached, and with which keys."""
        settings = recall(self._layout)
        if settings is None:
            return {"home": str(self._layout.home), "running": False}
        self._settings = settings
        alive = self._servers_of(settings).alive()
        return {
            "home": str(self._layout.home),
            "running": all(alive.values()),
            "processes": alive,
            "url": self.url,
            "https_url": self.https_url,
            "admin_url": f"{self.url}/wp-admin/",
            "admin_user": self.admin_user,
            "admin_password": self.admin_password,
            "consumer_key": self.consumer_key,
            "consumer_secret": self.consumer_secret,
            "tls_certificate": str(self.tls_cert),
            "woocommerce": settings.woocommerce or "stand-in",
        }

    # Facts --------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._known.port}"

    @property
    def https_url(self) -> str:
        return f"https://127.0.0.1:{self._known.https_port}"

    @property
    def tls_cert(self) -> Path:
        return self._layout.tls / "certificate.pem"

    @property
    def admin_password(self) -> str:
        return self._known.admin_password

    @property
    def consumer_key(self) -> str:
        return self._known.consumer_key

    @property
    def consumer_secret(self) -> str:
        return self._known.consumer_secret

    @property
    def is_real(self) -> bool:
        """Whether WooCommerce itself runs here, not the stand-in."""
        return bool(self._known.woocommerce)

    @property
    def db(self) -> Database:
        return Database(
            socket=self._layout.database_socket,
            name=DATABASE,
            user=DATABASE_USER,
            password=self._known.database_password,
        )

    @property
    def root(self) -> Path:
        return self._layout.wordpress

    @property
    def logs(self) -> Path:
        return self._layout.log

    @property
    def wp_config_extra(self) -> Path:
        return self._layout.constants

    # Changes a shop owner makes --------------------------------------------------------------

    def define(self, name: str, value: str) -> None:
        """A line in wp-config.php: `define( name, value )`; it counts from the next request."""
        constants = self._constants()
        constants[name] = value
        self._layout.constants.with_suffix(".json").write_text(json.dumps(constants))
        self._site.write_constants(constants)

    def install_plugin(self, path: Path) -> None:
        """Copy a plugin's folder into the shop and activate it, as a shop owner would."""
        target = self._layout.plugins / path.name
        if target.exists():
            shutil.rmtree(target)
        # Copied, not linked: what is changed in the shop must not change the plugin's own files.
        shutil.copytree(path, target, copy_function=shutil.copyfile)
        self.php(
            "require_once ABSPATH . 'wp-admin/includes/plugin.php';"
            "$file = $args[0] . '/' . array_key_first( get_plugins( '/' . $args[0] ) );"
            "$answer = activate_plugin( $file );"
            "if ( is_wp_error( $answer ) ) {"
            " throw new RuntimeException( $answer->get_error_message() ); }",
            path.name,
            user=1,
        )

    def login_cookies(self, user: int = 1) -> dict[str, str]:
        """Cookies of a logged-in user, for a browser that is to see wp-admin."""
        cookies: dict[str, str] = self.script("login.php", user)
        return cookies

    # Orders and goods ---------------------------------------------------------------------

    def place_order(self, spec: OrderSpec, way: Way = Way.PHP) -> int:
        """Place an order by one of the ways; its id."""
        return place(self, spec, way)

    def orders(self) -> list[ShopOrder]:
        """Every order, also those in the trash, as the shop itself has them."""
        return [read_order(row) for row in self.script("ledger.php", "orders")]

    def products(self) -> list[ShopProduct]:
        """Every product and variation, with the stock that the shop shows."""
        return [read_product(row) for row in self.script("ledger.php", "products")]

    def product_ids(self) -> dict[str, int]:
        """SKU to id; asked once."""
        if not self._product_ids:
            self._product_ids = {p.sku: p.id for p in self.products() if p.sku}
        return self._product_ids

    # Inside -------------------------------------------------------------------------------

    def php(self, code: str | Path, *args: Any, user: int = 0, cli: bool = False) -> str:
        """Run PHP (a file, or code that reads `$args`) in the loaded WordPress; what it prints.

        A request to the shop's php-fpm, with shutdown hooks and `fastcgi_finish_request`;
        with `cli` a PHP process of its own. `user` is the WordPress user it acts as.
        """
        given = {
            "wordpress": str(self._layout.wordpress),
            "code": None if isinstance(code, Path) else code,
            "file": str(code) if isinstance(code, Path) else None,
            "args": list(args),
            "user": user,
        }
        script = self._layout.scripts / "run.php"
        if cli:
            return self._site.user.run(
                self._site.command_line(script),
                env=self._site.environment(),
                stdin=json.dumps(given),
            )
        answer = fastcgi.request(
            self._layout.php_socket,
            self._cgi_params(script),
            json.dumps(given).encode(),
            timeout=_PHP_TIMEOUT_S,
        )
        if answer.status != 200:
            raise PracticeShopError(f"PHP in the shop failed: {answer.body}{answer.errors}".strip())
        return answer.body

    def script(self, name: str, *args: Any, user: int = 0) -> Any:
        """Run one of the launcher's own PHP files and read the JSON that it prints."""
        printed = self.php(self._layout.scripts / name, *args, user=user)
        try:
            return json.loads(printed)
        except ValueError as garbage:
            raise PracticeShopError(f"{name} printed no JSON: {printed[:500]!r}") from garbage

    def sql(self, statements: str) -> list[list[str]]:
        """Run SQL as the database's owner; the rows of the answer as text."""
        return self._servers.sql(f"USE {DATABASE};{statements}")

    # Parts --------------------------------------------------------------------------------

    @property
    def _known(self) -> Remembered:
        if self._settings is None:
            self._settings = recall(self._layout)
        if self._settings is None:
            raise PracticeShopError(f"there is no shop in {self._layout.home} yet: `up` makes it")
        return self._settings

    @property
    def _programs(self) -> Programs:
        # Once a shop: asking PHP for its extensions costs more than most requests.
        self._found = self._found or find_programs()
        return self._found

    @property
    def _servers(self) -> Servers:
        return self._servers_of(self._known)

    def _servers_of(self, settings: Remembered) -> Servers:
        return Servers(
            layout=self._layout,
            programs=self._programs,
            user=web_user(),
            settings=settings,
            children=self._children,
        )

    @property
    def _site(self) -> Site:
        return Site(
            layout=self._layout,
            programs=self._programs,
            user=web_user(),
            settings=self._known,
        )

    def _start(self) -> None:
        site, servers = self._site, self._servers
        site.place()
        site.write_constants(self._constants())
        servers.start_database()
        if not self._known.ready:
            site.furnish()
            self._settings = dataclasses.replace(self._known, ready=True)
            remember(self._layout, self._settings)
        servers.up()

    def _constants(self) -> dict[str, str]:
        try:
            kept: dict[str, str] = json.loads(
                self._layout.constants.with_suffix(".json").read_text()
            )
        except OSError:
            return {}
        return kept

    def _cgi_params(self, script: Path) -> dict[str, str]:
        host = f"127.0.0.1:{self._known.port}"
        return {
            "SCRIPT_FILENAME": str(script),
            "SCRIPT_NAME": "/index.php",
            "REQUEST_METHOD": "POST",
            "REQUEST_URI": "/",
            "QUERY_STRING": "",
            "CONTENT_TYPE": "application/json",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": str(self._known.port),
            "HTTP_HOST": host,
            "REMOTE_ADDR": "127.0.0.1",
        }

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self._layout.home / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
