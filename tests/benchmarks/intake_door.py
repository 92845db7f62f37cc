"""The agent's door as a process of its own, with our journal behind it or a peer of it.

Door, signature check and envelope are the shipped ones in every case. No worker runs beside it.
"""

import asyncio
import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, cast

import uvloop
from loguru import logger

from agent.entrypoints.door import Door
from agent.flows.intake import Intake
from agent.journal import Journal
from agent.journal.events import Net
from agent.journal.shops import know_shop
from agent.wire.envelope import Envelope
from agent.wire.signature import decode_secret
from tests.benchmarks.processes import running
from tests.benchmarks.shop_ground import CODE, SECRET, SHOP
from tests.benchmarks.stores import NoStore, SessionPerRequest

JOURNAL, SESSION, NOTHING = "journal", "session", "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorPlan:
    """Where it listens, where its database goes, and what keeps the events."""

    socket: str
    folder: str
    store: str


class Keeper(Protocol):
    """What the door asks of the store behind it."""

    async def accept(self, envelope: Envelope, raw: bytes, *, net: Net) -> bool: ...


@contextmanager
def door(plan: DoorPlan) -> Iterator[None]:
    """The door is open while the caller is inside."""
    folder = Path(plan.folder)
    folder.mkdir(parents=True)
    with running("intake_door", plan, folder / "door.log"):
        # The web user of the practice shop is in no group of ours.
        Path(plan.socket).chmod(0o666)
        yield


@contextmanager
def answering(folder: Path) -> Iterator[str]:
    """An agent that stores what the plugin pushes; gives its address as the pairing has it."""
    plan = DoorPlan(socket=str(folder / "door.sock"), folder=str(folder), store=JOURNAL)
    with door(plan):
        folder.chmod(0o755)
        yield f"unix:{plan.socket}"


async def serve(plan: DoorPlan) -> None:
    """Open the door and hold it until SIGTERM."""
    logger.remove()
    journal = await Journal.open(Path(plan.folder), clock=_now)
    shop = await journal.write(
        lambda tx: know_shop(tx, uuid=SHOP, name="main", code=CODE, now=_now())
    )
    stores: dict[str, Callable[[], Keeper]] = {
        JOURNAL: lambda: Intake(journal, {SHOP: shop.id}, clock=_now, wake=lambda: None),
        SESSION: lambda: SessionPerRequest(
            Path(plan.folder) / "journal.sqlite3", shop.id, clock=_now, connections=1
        ),
        NOTHING: NoStore,
    }
    keeper = cast("Intake", stores[plan.store]())
    opened = Door(keeper, {SHOP: [decode_secret(SECRET)]})
    await opened.open(f"unix:{plan.socket}")
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    sys.stdout.write("open\n")
    sys.stdout.flush()
    await ended.wait()
    await opened.close()
    await journal.close()


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    uvloop.run(serve(DoorPlan(**json.load(sys.stdin))))
