"""Starts PHP's SoapServer on the practice ERP's WSDL: a second end that we did not write."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from agent.practice.erp.contract import WSDL_PATH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HOST = "127.0.0.1"
SCRIPT = Path(__file__).with_name("soapserver") / "practice.php"
PATIENCE_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PhpCredentials:
    """User and password of the second end."""

    user: str = "webshop"
    password: str = "only-on-loopback"


class PhpPracticeErp:
    """`php -S` with the practice WSDL; the same handles as the practice ERP's own launcher."""

    wsdl_path = WSDL_PATH
    credentials = PhpCredentials()

    def __init__(
        self, home: Path, items: Sequence[Mapping[str, object]] = (), port: int | None = None
    ) -> None:
        self._books = home / "books.json"
        self._log = home / "php.log"
        self._port = port or _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        home.mkdir(parents=True, exist_ok=True)
        stock = [{"warehouse": "MAIN", "on_hand": "0"} | dict(item) for item in items]
        state = {"documents": [], "stock": stock, "decoded": []}
        self._books.write_text(json.dumps(state, default=str), encoding="utf-8")

    @property
    def endpoint(self) -> str:
        return f"http://{HOST}:{self._port}/"

    def start(self) -> None:
        environment = os.environ | {
            "PRACTICE_WSDL": str(self.wsdl_path),
            "PRACTICE_BOOKS": str(self._books),
            "PRACTICE_USER": self.credentials.user,
            "PRACTICE_PASSWORD": self.credentials.password,
        }
        command = ["php", "-d", "display_errors=0", "-S", f"{HOST}:{self._port}", str(SCRIPT)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        self._wait()

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def books(self) -> dict[str, Any]:
        """Documents, stock, and every call as PHP decoded it."""
        return dict(json.loads(self._books.read_text(encoding="utf-8")))

    def decoded(self, operation: str) -> list[dict[str, Any]]:
        """The calls of one operation, as PHP decoded them."""
        return [call["call"] for call in self.books()["decoded"] if call["operation"] == operation]

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection((HOST, self._port), timeout=1):
                return
            time.sleep(0.02)
        self.stop()
        raise TimeoutError(self._log.read_text(encoding="utf-8"))


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as server:
        return int(server.getsockname()[1])
