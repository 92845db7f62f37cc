"""A home of an agent as its owner makes it: agent.toml, credentials, the command line as a process.

The shop is a port where nobody listens: events come in by the door, signed as the plugin does.
"""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
from click.testing import Result
from typer.testing import CliRunner

from agent.cli import app
from agent.config.pairing import Pairing
from agent.practice.erp.process import PracticeErp
from agent.wire.routes import EVENTS_ROUTE
from agent.wire.signature import (
    ID_HEADER,
    SHOP_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    Direction,
    Request,
    sign,
)
from tests.delivery.orders import envelope_bytes

PATIENCE_S = 60
ADDRESS = {"first_name": "Anna", "last_name": "Weber", "city": "Berlin", "country": "DE",
           "email": "anna@customer.example"}  # fmt: skip
TOML = """\
[agent]
data_dir = "data"
listen = "http://127.0.0.1:{port}"

[shop.main]
code = "WEB"
url = "http://127.0.0.1:{nobody}"
pairing = {{ credential = "shop_main" }}
poll = "1s"

[system.erp]
connector = "soap"
preset = "practice"
roles = ["orders"]
endpoint = "{endpoint}"
user = "{user}"
password = {{ credential = "erp_password" }}
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def order_body(order_id: int, sku: str) -> dict[str, Any]:
    """An order of one thing, as the plugin tells it."""
    tax = {"tax_class": "", "taxes": [{"rate_id": 1, "total": "3.61"}]}
    return {
        "id": order_id, "number": str(order_id), "status": "processing", "currency": "EUR",
        "decimals": 2, "prices_include_tax": True, "created_via": "checkout", "customer_id": 7,
        "customer_note": "", "created_at": "2026-11-25T10:00:00.000Z",
        "modified_at": "2026-11-25T10:00:01.000Z", "paid_at": "2026-11-25T10:00:01.000Z",
        "completed_at": None,
        "payment": {"method": "bacs", "title": "Bank", "transaction_id": ""},
        "billing": ADDRESS, "shipping": ADDRESS,
        "totals": {"total": "22.61", "total_tax": "3.61", "cart_tax": "3.61",
                   "shipping_total": "0", "shipping_tax": "0", "discount_total": "0",
                   "discount_tax": "0"},
        "lines": [{"item_id": 1, "product_id": 10, "variation_id": 0, "stock_id": 10,
                   "sku": sku, "name": "Mug", "quantity": "1", "subtotal": "19.00",
                   "subtotal_tax": "3.61", "total": "19.00", "total_tax": "3.61",
                   "reduced_stock": "1", "meta": [], **tax}],
        "shipping_lines": [], "fee_lines": [], "coupon_lines": [],
        "tax_lines": [{"item_id": 4, "rate_id": 1, "code": "DE-VAT", "label": "VAT",
                       "percent": "19", "compound": False, "tax_total": "3.61",
                       "shipping_tax_total": "0"}],
        "meta": [],
    }  # fmt: skip


class AgentsHome:
    """One folder with all that an agent needs, and its process where it was started."""

    def __init__(self, folder: Path, erp: PracticeErp) -> None:
        self.folder = folder
        self.config = folder / "agent.toml"
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        given = erp.credentials
        self.write(endpoint=erp.endpoint, user=given.user)
        self.credential("erp_password", given.password)

    def write(self, *, endpoint: str, user: str) -> None:
        text = TOML.format(port=self.port, nobody=free_port(), endpoint=endpoint, user=user)
        self.config.write_text(text, encoding="utf-8")

    def credential(self, name: str, value: str) -> Path:
        file = self.folder / "credentials" / name
        file.parent.mkdir(mode=0o700, exist_ok=True)
        file.write_text(value, encoding="utf-8")
        file.chmod(0o600)
        return file

    def tells(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command to its end; nobody is ever shown a traceback."""
        done = subprocess.run(
            self._command(*words), capture_output=True, text=True, env=self._environment(),
            timeout=PATIENCE_S, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stdout + done.stderr
        assert "\x1b[" not in done.stdout + done.stderr
        return done

    def json(self, *words: str) -> Any:
        done = self.tells(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command("run", *words), stdout=log, stderr=log, env=self._environment()
            )
        self.until(lambda: "is at work" in self.said() or self._process_ended())
        return self._process

    def ends(self, how: signal.Signals = signal.SIGTERM) -> int:
        assert self._process is not None
        self._process.send_signal(how)
        return self._process.wait(PATIENCE_S)

    def clear(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    @property
    def log(self) -> Path:
        return self.folder / "agent.log"

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def knocks(self, order_id: int, sku: str = "MUG") -> None:
        """The shop tells of an order; it is stored when this returns."""
        assert asyncio.run(self._knock(order_id, sku)) == 202

    async def _knock(self, order_id: int, sku: str) -> int:
        pairing = json.loads((self.folder / "credentials/shop_main").read_text("utf-8"))
        event_id, shop = str(UUID(int=order_id)), pairing["shop"]
        body = envelope_bytes(event_id, shop, order_id, seq=1, body=order_body(order_id, sku))
        request = Request(
            id=event_id, timestamp=int(time.time()), direction=Direction.TO_AGENT, shop=shop,
            method="POST", route=EVENTS_ROUTE, body=body,
        )  # fmt: skip
        headers = {
            ID_HEADER: event_id,
            TIMESTAMP_HEADER: str(request.timestamp),
            SHOP_HEADER: shop,
            SIGNATURE_HEADER: sign(request, _keys(pairing["keys"])),
        }
        url = f"http://127.0.0.1:{self.port}{EVENTS_ROUTE}"
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, data=body, headers=headers) as response,
        ):
            return response.status

    def until(self, true: Callable[[], object]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not true():
            assert time.monotonic() < end, self.said()
            time.sleep(0.05)

    def state(self, order_id: int) -> str:
        """The state of an order's only document; empty where there is none yet."""
        story = asyncio.run(self._asks("order", {"order": order_id}))
        documents = story.get("documents")
        return str(documents[0]["state"]) if documents else ""

    async def _asks(self, command: str, given: dict[str, Any]) -> Any:
        """By the control socket itself: a process for each look would take seconds."""
        connector = aiohttp.UnixConnector(path=str(self.control_socket))
        async with (
            aiohttp.ClientSession(connector=connector) as session,
            session.post(f"http://agent/{command}", json=given) as response,
        ):
            return await response.json()

    @property
    def control_socket(self) -> Path:
        return self.folder / "data/control/control.sock"

    def in_process(self, *words: str) -> Result:
        """A command without a process of its own, where many are tried."""
        done = CliRunner().invoke(app, ["--config", str(self.config), *words])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done

    def _process_ended(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "agent", "--config", str(self.config), *words]

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LANG": "C.UTF-8"}


def _keys(secrets: list[str]) -> tuple[bytes, ...]:
    return Pairing(shop="", secrets=tuple(secrets)).keys
