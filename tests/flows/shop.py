"""A shop, its agent and an ERP whose every answer the test gives: real journal, real flow."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from agent.domain.order import CanonicalOrder
from agent.domain.problems import Problem
from agent.domain.stages import Rules
from agent.domain.states import Kind
from agent.flows.cases import Cases, Decider
from agent.flows.intake import Intake
from agent.flows.orders_to_erp import OrdersToErp
from agent.journal import Journal
from agent.journal.documents import Document, documents_of_order
from agent.journal.events import Net
from agent.journal.shops import know_shop
from agent.ports.erp import (
    Absent,
    Accepted,
    ErpOrderState,
    LookUp,
    Outcome,
    Prepared,
    Probe,
    Service,
    StockPage,
    Support,
)
from agent.wire.envelope import Envelope, EventKind
from tests.delivery.orders import NOW, body_of, envelope_bytes, read_order

UUID_OF_SHOP = "0190b5a0-0000-7000-8000-000000000001"


@dataclass(slots=True, kw_only=True)
class AnsweringErp:
    """Gives the outcomes it was handed, then accepts; keeps what it was sent."""

    name: str = "erp"
    services: frozenset[Service] = frozenset(Service)
    looks_up: bool = True
    outcomes: list[Outcome] = field(default_factory=list)
    found: LookUp = field(default_factory=Absent)
    problems: tuple[Problem, ...] = ()
    expect: dict[str, str] = field(default_factory=dict)
    prepare_error: Exception | None = None
    probe_error: Exception | None = None
    look_up_error: Exception | None = None
    while_sending: Callable[[], Awaitable[None]] | None = None
    while_preparing: Callable[[], Awaitable[None]] | None = None
    sent: list[Prepared] = field(default_factory=list)
    busy: set[str] = field(default_factory=set)
    busy_max: int = 0
    delay_s: float = 0
    deadlines: list[float] | None = None

    @property
    def support(self) -> Support:
        return Support(
            looks_up=self.looks_up,
            enforces=frozenset[Kind](),
            commit_deadline_s=4,
            lookup_lag_s=2,
            attempt_timeout_s=3,
            reference_length_max=24,
        )

    async def prepare(
        self, service: Service, order: CanonicalOrder, reference: str
    ) -> Prepared | tuple[Problem, ...]:
        if self.while_preparing is not None:
            await self.while_preparing()
        if self.prepare_error is not None:
            raise self.prepare_error
        if self.problems:
            return self.problems
        content = f"{service} {order.meta['picture']}".encode()
        return Prepared(service=service, reference=reference, content=content, expect=self.expect)

    async def send(self, batch: Sequence[Prepared], *, deadline_s: float) -> Sequence[Outcome]:
        if self.deadlines is None:
            assert deadline_s == 3
        else:
            self.deadlines.append(deadline_s)
        (prepared,) = batch
        assert prepared.reference not in self.busy
        self.busy.add(prepared.reference)
        self.busy_max = max(self.busy_max, len(self.busy))
        await asyncio.sleep(self.delay_s)
        if self.while_sending is not None:
            await self.while_sending()
        self.busy.remove(prepared.reference)
        self.sent.append(prepared)
        outcome = self.outcomes.pop(0) if self.outcomes else Accepted(number=f"N{len(self.sent)}")
        return [outcome]

    async def find_order(self, reference: str) -> LookUp:
        assert reference
        if self.look_up_error is not None:
            raise self.look_up_error
        return self.found

    async def probe(self) -> Probe:
        if self.probe_error is not None:
            raise self.probe_error
        return Probe(name=self.name, clock=None, duration_s=0)

    def stock(self) -> AsyncIterator[StockPage]:
        raise NotImplementedError

    async def order_states(self, references: Sequence[str]) -> Sequence[ErpOrderState]:
        raise NotImplementedError

    async def close(self) -> None:
        return


class Shop:
    def __init__(self) -> None:
        self.now = NOW
        self.elapsed = 0.0
        self.erp = AnsweringErp()
        self.folder = tempfile.TemporaryDirectory()
        self._ids = count(1)

    def clock(self) -> datetime:
        return self.now

    async def begin(self) -> None:
        self.journal = await Journal.open(Path(self.folder.name), clock=self.clock)
        row = await self.journal.write(
            lambda tx: know_shop(tx, uuid=UUID_OF_SHOP, name="web", code="WEB", now=self.now)
        )
        self.flow = OrdersToErp(
            self.journal,
            self.erp,
            shop_codes={row.id: "WEB"},
            read_order=read_order,
            rules=Rules(),
            clock=self.clock,
            roll=lambda: 0.0,
            elapsed=lambda: self.elapsed,
        )
        wake = self.flow.wake.set
        self.intake = Intake(self.journal, {UUID_OF_SHOP: row.id}, clock=self.clock, wake=wake)
        self.cases = Cases(
            self.journal, {self.erp.name: self.erp.support}, clock=self.clock, wake=wake
        )

    async def restarts(self) -> None:
        await self.journal.close()
        await self.begin()
        await self.flow.recover()

    async def end(self) -> None:
        await self.journal.close()
        self.folder.cleanup()

    async def says(
        self,
        picture: str | None = "1",
        *,
        order: int = 1001,
        seq: int = 1,
        incarnation: str = "00c0ffee",
        **changes: Any,
    ) -> None:
        """An order's picture comes in; `changes` are laid over its body."""
        body = {**body_of(picture, seq), **changes}
        await self.tells(body, order=order, seq=seq, incarnation=incarnation)

    async def tells(
        self,
        body: dict[str, Any],
        *,
        order: int = 1001,
        seq: int = 1,
        kind: EventKind = EventKind.ORDER,
        incarnation: str = "00c0ffee",
    ) -> None:
        event_id = str(UUID(int=next(self._ids)))
        raw = envelope_bytes(event_id, UUID_OF_SHOP, order, seq=seq, body=body)
        raw = raw.replace(b'"kind": "order"', f'"kind": "{kind}"'.encode())
        raw = raw.replace(b"00c0ffee", incarnation.encode())
        await self.intake.accept(Envelope.model_validate_json(raw), raw, net=Net.PUSH)

    async def works(self) -> None:
        """All that can be done now."""
        while (await self.flow.step()).did_work:
            continue

    def waits(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.elapsed += max(seconds, 0)

    def jumps(self, seconds: float) -> None:
        """Somebody sets the clock."""
        self.now += timedelta(seconds=seconds)

    async def documents(self, order: int = 1001) -> tuple[Document, ...]:
        return await self.journal.read(lambda tx: documents_of_order(tx, shop_id=1, order_id=order))

    async def document(self, order: int = 1001) -> Document:
        """The order's newest document."""
        return (await self.documents(order))[-1]

    async def read(self, unit: Callable[[Connection], Any]) -> Any:
        return await self.journal.read(unit)


def ann(reason: str = "", *, order: int = 1001) -> Decider:
    return Decider(shop_id=1, order_id=order, who="ann", reason=reason)
