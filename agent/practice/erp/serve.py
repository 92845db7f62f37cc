"""Builds a practice ERP from its parts and serves it until it is told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from agent.practice.erp.contract import WSDL_PATH, Contract
from agent.practice.erp.control_server import ControlServer
from agent.practice.erp.faults import FaultBoard
from agent.practice.erp.home import Running, SeedItem, clear_running, credentials, seed
from agent.practice.erp.ledger import Ledger
from agent.practice.erp.listener import HOST, Listener
from agent.practice.erp.services import Services
from agent.practice.erp.soap_server import PATH, SoapServer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to serve; port 0 takes a free one."""

    home: Path
    port: int = 0
    control_port: int = 0
    items: tuple[SeedItem, ...] = ()
    enforce_reference: bool | None = None


async def serve(plan: Plan, ready: Callable[[Running], None]) -> None:
    """Serve in the foreground; SIGTERM and SIGINT end it."""
    stop = asyncio.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_number, stop.set)
    ledger = Ledger(plan.home)
    try:
        _prepare(ledger, plan)
        soap, control = _build(ledger, plan)
        await soap.up()
        await control.up()
        running = Running(
            pid=os.getpid(),
            port=soap.port,
            control_port=control.port,
            endpoint=f"http://{HOST}:{soap.port}{PATH}",
            wsdl=str(WSDL_PATH),
        )
        running.save(plan.home)
        ready(running)
        await stop.wait()
        await soap.down()
        await control.down()
        clear_running(plan.home)
    finally:
        ledger.close()


def _prepare(ledger: Ledger, plan: Plan) -> None:
    seed(ledger, plan.items)
    if plan.enforce_reference is not None:
        ledger.set_setting("enforce_reference", "yes" if plan.enforce_reference else None)


def _build(ledger: Ledger, plan: Plan) -> tuple[Listener, Listener]:
    board = FaultBoard()
    services = Services(ledger, _clock)
    soap = SoapServer(Contract(), services, board, credentials(plan.home), _clock)
    soap_listener = Listener(soap.application, plan.port)
    control = ControlServer(ledger, board, soap, soap_listener, _clock)
    return soap_listener, Listener(control.application, plan.control_port)


def _clock() -> datetime:
    return datetime.now(UTC)
