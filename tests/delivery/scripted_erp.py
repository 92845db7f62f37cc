"""An ERP that does what the script says, and knows when it was made to do something twice.

After `lab/delivery_model.py`: what it makes of an attempt is a pair (a, b). a: 0 done · 1 done,
answer lost · 2 not done, answer lost · 3 answer lost, done up to D later · 4 certainly not done ·
5 refused. b is also how long its look-up lags behind, up to L.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from agent.domain.order import CanonicalOrder
from agent.domain.problems import Problem
from agent.domain.states import Kind
from agent.ports.erp import (
    Absent,
    Accepted,
    ErpOrderState,
    Found,
    LookUp,
    Many,
    Outcome,
    Prepared,
    Probe,
    Service,
    StockPage,
    Support,
)
from agent.ports.failures import ErpRejectedError, ErpUnavailableError, OutcomeUnknownError

D, L, T = 4, 2, 3
REFERENCE = "WEB-1001-ADAP"
KIND = {
    Service.CREATE_ORDER: Kind.CREATE,
    Service.AMEND_ORDER: Kind.AMEND,
    Service.CANCEL_ORDER: Kind.CANCEL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Op:
    kind: Kind
    seq: int
    content: str
    is_fixed: bool


@dataclass(slots=True, kw_only=True)
class ScriptedErp:
    flags: frozenset[str]
    now: Callable[[], int]
    point: Callable[[], Awaitable[None]]
    pass_time: Callable[[int], None]
    delay_s: int = 0
    name: str = "practice"
    script: tuple[int, int] = (0, 0)
    is_fixed: bool = False
    books: list[list[tuple[int, str, tuple[Kind, int, str]]]] = field(default_factory=list)
    pending: list[tuple[int, Op]] = field(default_factory=list)
    blind_until: int = -1
    top: int = 0
    broken: list[str] = field(default_factory=list)

    @property
    def services(self) -> frozenset[Service]:
        has = {Service.CREATE_ORDER, Service.CANCEL_ORDER, Service.PROBE}
        has |= {Service.AMEND_ORDER} if "amends" in self.flags else set()
        return frozenset(has | ({Service.FIND_ORDER} if "look" in self.flags else set()))

    @property
    def support(self) -> Support:
        return Support(
            looks_up="look" in self.flags,
            enforces=frozenset({Kind.CREATE} if "unique" in self.flags else ()),
            commit_deadline_s=D,
            lookup_lag_s=L,
            attempt_timeout_s=T,
            reference_length_max=24,
        )

    # ---- the port
    async def prepare(
        self, service: Service, order: CanonicalOrder, reference: str
    ) -> Prepared | tuple[Problem, ...]:
        await self.point()
        picture = order.meta["picture"]
        if picture == "4" and not self.is_fixed:
            return (Problem(code="mapping_failed", params={"why": "no such item"}),)
        content = "cancelled" if service is Service.CANCEL_ORDER else picture
        return Prepared(
            service=service,
            reference=reference,
            content=json.dumps({"service": service, "content": content}).encode(),
            expect={"content": content},
            attributes={"seq": order.meta["seq"], "fixed": "yes" if self.is_fixed else ""},
        )

    async def send(self, batch: Sequence[Prepared], *, deadline_s: float) -> Sequence[Outcome]:
        assert deadline_s == T
        await self.point()
        (prepared,) = batch
        self.pass_time(self.delay_s)
        self.delay_s = 0
        outcome = self._receive(
            Op(
                kind=KIND[prepared.service],
                seq=int(prepared.attributes["seq"]),
                content=prepared.expect["content"],
                is_fixed=bool(prepared.attributes["fixed"]),
            )
        )
        await self.point()
        return [outcome]

    async def find_order(self, reference: str) -> LookUp:
        assert reference == REFERENCE
        await self.point()
        seen = self.seen()
        if not seen:
            return Absent()
        if len(seen) > 1:
            return Many(numbers=tuple(f"N{n}" for n in range(1, len(seen) + 1)))
        return Found(number="N1", shows={"content": seen[0]})

    async def probe(self) -> Probe:
        return Probe(name=self.name, clock=None, duration_s=0)

    def stock(self) -> AsyncIterator[StockPage]:
        raise NotImplementedError

    async def order_states(self, references: Sequence[str]) -> Sequence[ErpOrderState]:
        raise NotImplementedError

    async def close(self) -> None:
        return

    # ---- what it holds
    def live(self) -> list[list[tuple[int, str, tuple[Kind, int, str]]]]:
        return [document for document in self.books if document[-1][1] != "cancelled"]

    def content(self) -> str | None:
        return self.books[-1][-1][1] if self.books else None

    def seen(self, *, by_person: bool = False) -> list[str]:
        if not by_person and self.now() < self.blind_until:
            return []
        visible = [[v for v in d if by_person or v[0] <= self.now()] for d in self.books]
        return [versions[-1][1] for versions in visible if versions]

    def stored(self, content: str) -> str:
        return "9" if "rounds" in self.flags and content == "2" else content

    def by_hand(self, kind: Kind, content: str) -> None:
        self.books[-1].append((self.now(), self.stored(content), (kind, -1, content)))

    def tick(self) -> None:
        for due, op in [job for job in self.pending if job[0] <= self.now()]:
            self.pending.remove((due, op))
            self._do(op, L)

    def _receive(self, op: Op) -> Outcome:
        a, b = self.script
        if a == 3:
            self.pending.append((self.now() + 1 + b % D, op))
        if a == 4:
            return ErpUnavailableError("no connection")
        answer = self._do(op, b % (L + 1)) if a < 2 else "no"
        if a in (1, 2, 3):
            return OutcomeUnknownError("time-out")
        if answer == "ok":
            return Accepted(number="N1", shows={"content": self.stored(op.content)})
        if answer == "dup":
            return OutcomeUnknownError("duplicate reference", is_duplicate=True)
        return ErpRejectedError("item 3 is unknown")

    def _do(self, op: Op, lag: int) -> str:
        if (op.content == "3" and not op.is_fixed) or (
            op.kind is not Kind.CREATE and not self.live()
        ):
            return "no"
        known = self.live() if "frees" in self.flags else self.books
        if op.kind is Kind.CREATE and "unique" in self.flags and known:
            return "dup"
        self._watch(op)
        self.top = max(self.top, op.seq)
        if op.kind is Kind.CREATE:
            self.books.append([])
        target = self.books[-1] if op.kind is Kind.CREATE else self.live()[-1]
        key = (op.kind, op.seq, op.content)
        target.append((self.now() + lag, self.stored(op.content), key))
        return "ok"

    def _watch(self, op: Op) -> None:
        key = (op.kind, op.seq, op.content)
        done = [version[2] for document in self.books for version in document]
        if op.kind is Kind.CREATE and self.books:
            self.broken.append("two ERP documents")
        if op.seq < self.top:
            self.broken.append("an older picture over a newer one")
        if key in done:
            self.broken.append(f"{op.kind} carried out twice")
