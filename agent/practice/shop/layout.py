"""The folders and the remembered settings of one practice shop; nothing outside its home."""

import contextlib
import json
import random
import secrets
import shutil
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

from agent.practice.shop.programs import PracticeShopError

_MARK = ".counterfoil-practice-shop"
LOCK = ".lock"
_UNASSIGNED = range(20_000, 32_000)  # below Linux's ip_local_port_range
_TRIES = 50
_LONGEST_SOCKET = 100  # the kernel takes 107 bytes for a socket's path


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where everything of a shop lives."""

    home: Path

    @property
    def database(self) -> Path:
        return self.home / "database"

    @property
    def wordpress(self) -> Path:
        return self.home / "wordpress"

    @property
    def plugins(self) -> Path:
        return self.wordpress / "wp-content/plugins"

    @property
    def scripts(self) -> Path:
        return self.home / "scripts"

    @property
    def run(self) -> Path:
        return self.home / "run"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def tmp(self) -> Path:
        return self.home / "tmp"

    @property
    def tls(self) -> Path:
        return self.home / "tls"

    @property
    def database_socket(self) -> Path:
        return self.run / "mariadb.sock"

    @property
    def php_socket(self) -> Path:
        return self.run / "php.sock"

    @property
    def remembered(self) -> Path:
        return self.home / "shop.json"

    @property
    def constants(self) -> Path:
        return self.home / "wp-config-extra.php"

    def pid(self, name: str) -> Path:
        return self.run / f"{name}.pid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What must be the same each time this shop is started; `ready` once it is furnished."""

    port: int
    https_port: int
    seed: int
    hpos: bool
    woocommerce: str
    wordpress: str
    admin_password: str
    consumer_key: str
    consumer_secret: str
    database_password: str
    ready: bool = False


def prepare_home(layout: Layout) -> None:
    """Make the home, or refuse a folder that is somebody else's."""
    if len(str(layout.php_socket)) > _LONGEST_SOCKET:
        raise PracticeShopError(
            f"{layout.home} is too long a path for Unix sockets: choose another"
        )
    layout.home.mkdir(parents=True, exist_ok=True)
    if any(layout.home.iterdir()) and not (layout.home / _MARK).exists():
        raise PracticeShopError(f"{layout.home} holds other files: choose an empty folder as home")
    (layout.home / _MARK).touch()


def clear_home(layout: Layout) -> None:
    """Take away what a start that never finished left behind."""
    if not (layout.home / _MARK).exists():
        raise PracticeShopError(f"{layout.home} is not a practice shop's home; nothing was removed")
    for entry in layout.home.iterdir():
        if entry.name in {_MARK, LOCK}:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def recall(layout: Layout) -> Remembered | None:
    try:
        return Remembered(**json.loads(layout.remembered.read_text()))
    except (OSError, ValueError, TypeError):
        return None


def remember(layout: Layout, what: Remembered) -> None:
    part = layout.remembered.with_suffix(".part")
    part.touch(mode=0o600)
    part.write_text(json.dumps(asdict(what), indent=1))
    part.replace(layout.remembered)


def new_secret(prefix: str = "", size: int = 20) -> str:
    return prefix + secrets.token_hex(size)


def free_port(wanted: int | None = None) -> int:
    """A port of loopback nobody listens on: the wanted one if it is free, otherwise any.

    Not one that the kernel gives away: between this choice and nginx's start a shop is furnished.
    """
    any_of = random.SystemRandom().sample(_UNASSIGNED, _TRIES)
    for port in (wanted, *any_of) if wanted else any_of:
        with contextlib.suppress(OSError), socket.socket() as probe:
            # nginx itself binds with SO_REUSEADDR; without it old connections look like a user.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise PracticeShopError("no free port on loopback")
