"""A small agent for the kill tests: journal, intake and flow as shipped, the ERP in a file.

    sending_agent.py <folder> <shop uuid> <order> <seq>    takes the event in, works until idle

It prints `stored` when the event is durable, `idle` at the end. COUNTERFOIL_FAILPOINT kills it.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from loguru import logger

from agent.domain.order import CanonicalOrder
from agent.domain.stages import Rules
from agent.domain.states import Kind
from agent.flows.intake import Intake
from agent.flows.orders_to_erp import OrdersToErp
from agent.journal import Journal
from agent.journal.events import Net
from agent.journal.shops import know_shop
from agent.ports.erp import (
    Absent,
    Accepted,
    ErpOrderState,
    Found,
    LookUp,
    Outcome,
    Prepared,
    Probe,
    Service,
    StockPage,
    Support,
)
from agent.wire.envelope import Envelope
from tests.delivery.orders import body_of, envelope_bytes, read_order


class FileErp:
    """Keeps one line for each document it was sent; looks up by reference."""

    name = "file"
    services = frozenset({Service.CREATE_ORDER, Service.FIND_ORDER})
    support = Support(
        looks_up=True,
        enforces=frozenset[Kind](),
        commit_deadline_s=0.1,
        lookup_lag_s=0.05,
        attempt_timeout_s=5,
        reference_length_max=24,
    )

    def __init__(self, file: Path) -> None:
        self._file = file

    async def prepare(self, service: Service, order: CanonicalOrder, reference: str) -> Prepared:
        content = order.meta["picture"].encode()
        return Prepared(service=service, reference=reference, content=content, expect={})

    async def send(self, batch: Sequence[Prepared], *, deadline_s: float) -> Sequence[Outcome]:
        assert deadline_s
        with self._file.open("a") as books:
            books.writelines(f"{prepared.reference}\n" for prepared in batch)
        return [Accepted(number="F1") for _ in batch]

    async def find_order(self, reference: str) -> LookUp:
        lines = self._file.read_text().split() if self._file.exists() else []
        return Found(number="F1", shows={}) if reference in lines else Absent()

    def stock(self) -> AsyncIterator[StockPage]:
        raise NotImplementedError

    async def order_states(self, references: Sequence[str]) -> Sequence[ErpOrderState]:
        raise NotImplementedError

    async def probe(self) -> Probe:
        raise NotImplementedError

    async def close(self) -> None:
        return


async def main(folder: Path, shop: str, order: int, seq: int) -> None:
    def clock() -> datetime:
        return datetime.now(UTC)

    journal = await Journal.open(folder / "data", clock=clock)
    row = await journal.write(
        lambda tx: know_shop(tx, uuid=shop, name="web", code="WEB", now=clock())
    )
    flow = OrdersToErp(
        journal,
        FileErp(folder / "erp.txt"),
        shop_codes={row.id: "WEB"},
        read_order=read_order,
        rules=Rules(),
        clock=clock,
    )
    await flow.recover()
    intake = Intake(journal, {shop: row.id}, clock=clock, wake=flow.wake.set)
    event_id = f"00000000-0000-7000-8000-{order * 100 + seq:012d}"
    raw = envelope_bytes(event_id, shop, order, seq=seq, body=body_of("1", seq))
    await intake.accept(Envelope.model_validate_json(raw), raw, net=Net.PUSH)
    print("stored", flush=True)  # noqa: T201 - the test reads it
    until = clock() + timedelta(seconds=5)
    while clock() < until:
        worked = await flow.step()
        if not worked.did_work and worked.next_due is None:
            break
        await asyncio.sleep(0.01)
    await journal.close()
    print("idle", flush=True)  # noqa: T201


if __name__ == "__main__":
    logger.remove()
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], *json.loads(f"[{sys.argv[3]},{sys.argv[4]}]")))
