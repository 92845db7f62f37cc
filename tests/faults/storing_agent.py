"""Takes events in as fast as it can and prints each id once it is durable, until it is killed."""

import asyncio
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parents[2]))

from agent.flows.intake import Intake
from agent.journal import Journal
from agent.journal.events import Net
from agent.journal.shops import know_shop
from agent.wire.envelope import Envelope
from tests.delivery.orders import body_of, envelope_bytes

SHOP = "0190b5a0-0000-7000-8000-000000000001"
CLIENTS = 16


def clock() -> datetime:
    return datetime.now(UTC)


async def main(folder: Path, first: int) -> None:
    journal = await Journal.open(folder, clock=clock)
    row = await journal.write(
        lambda tx: know_shop(tx, uuid=SHOP, name="web", code="WEB", now=clock())
    )
    intake = Intake(journal, {SHOP: row.id}, clock=clock, wake=lambda: None)
    numbers = count(first)

    async def client() -> None:
        for number in numbers:
            event_id = str(UUID(int=number))
            raw = envelope_bytes(event_id, SHOP, number, seq=1, body=body_of("1", 1))
            await intake.accept(Envelope.model_validate_json(raw), raw, net=Net.PUSH)
            print(event_id, flush=True)  # noqa: T201 - the acknowledgement

    await asyncio.gather(*(client() for _ in range(CLIENTS)))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
