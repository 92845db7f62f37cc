"""Runs a practice ERP as a process of its own, for the demo and for tests."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pydantic import TypeAdapter

from agent.practice.erp import order_book
from agent.practice.erp.client import ControlClient
from agent.practice.erp.contract import WSDL_PATH
from agent.practice.erp.home import Running, SeedItem, credentials
from agent.practice.erp.ledger import Ledger
from agent.practice.erp.reading import reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agent.practice.erp.soap_server import Credentials

_ROOT = Path(__file__).resolve().parents[3]
_GRACE_SECONDS = 10
_ITEMS = TypeAdapter(list[SeedItem])


class PracticeErpError(Exception):
    """The process did not come up; the message holds what it said."""


class PracticeErp:
    """One practice ERP with its folder; ports stay the same over a restart."""

    wsdl_path = WSDL_PATH

    def __init__(
        self,
        home: Path,
        port: int | None = None,
        control_port: int | None = None,
        items: Sequence[SeedItem | Mapping[str, object]] = (),
        enforce_reference: bool | None = None,
    ) -> None:
        """Take the folder, the ports (None: free ones) and what to begin with."""
        self.home = home
        self._ports = (port or 0, control_port or 0)
        self._items = _ITEMS.validate_python(list(items))
        self._enforce_reference = enforce_reference
        self._process: subprocess.Popen[str] | None = None
        self._running: Running | None = None

    def start(self) -> Running:
        """Start the process; returns when it listens."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "erp.log").open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and arguments
                self._command(), stdout=subprocess.PIPE, stderr=log, text=True, cwd=_ROOT
            )
        self._process = process
        line = process.stdout.readline() if process.stdout is not None else ""
        if not line:
            self.kill()
            raise PracticeErpError((self.home / "erp.log").read_text(encoding="utf-8")[-2000:])
        self._running = TypeAdapter(Running).validate_json(line)
        self._ports = (self._running.port, self._running.control_port)
        return self._running

    def stop(self) -> None:
        """End it in good order."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut of the program would: SIGKILL."""
        self._end(signal.SIGKILL)

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        """Stop."""
        self.stop()

    @property
    def running(self) -> Running:
        """Where it is reached."""
        if self._running is None:
            raise PracticeErpError("the practice ERP has not been started")
        return self._running

    @property
    def endpoint(self) -> str:
        """The URL to send SOAP to; never the one in the WSDL."""
        return self.running.endpoint

    @property
    def credentials(self) -> Credentials:
        """User and password of the interface."""
        return credentials(self.home)

    @property
    def control(self) -> ControlClient:
        """Knobs and staff."""
        return ControlClient(self.running.control_port)

    def fault(self, kind: str, **given: object) -> None:
        """Turn a fault knob; `given` are the fields of `FaultRequest`."""
        self.control.fault(kind, **given)

    def ledger(self) -> dict[str, Any]:
        """Documents and stock, read from the file: also when the process is gone."""
        with closing(Ledger(self.home, read_only=True)) as ledger:
            return reading(ledger)

    def contents(self, reference: str) -> list[tuple[str, bytes]]:
        """Operation and bytes of every call that wrote documents of a reference."""
        with closing(Ledger(self.home, read_only=True)) as ledger:
            return order_book.contents(ledger.rows, reference)

    def _command(self) -> list[str]:
        command = [sys.executable, "-m", "agent.practice.erp", "serve", "--home", str(self.home)]
        port, control_port = self._ports
        command += ["--port", str(port), "--control-port", str(control_port)]
        if self._items:
            path = self.home / "items.json"
            path.write_bytes(_ITEMS.dump_json(self._items))
            command += ["--items", str(path)]
        if self._enforce_reference is not None:
            command.append(
                "--enforce-reference" if self._enforce_reference else "--no-enforce-reference"
            )
        return command

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        process, self._process = self._process, None
        process.send_signal(how)
        try:
            process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()
