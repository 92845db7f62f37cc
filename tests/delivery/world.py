"""One order at one ERP, driven by the steps of `lab/delivery_model.py`, against the real code.

A real journal in a SQLite file, the real flow and cases; only the ERP, the clock and death are
scripted. Time is whole seconds. A step is `name a b`; one that is not possible does nothing.
"""

import math
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, NullPool, create_engine

from agent.delivery.lane import current
from agent.delivery.person import NotAllowedError
from agent.domain.stages import Rules
from agent.domain.states import BUCKET, Bucket, Kind, State
from agent.flows.cases import Cases, Decider
from agent.flows.intake import Intake
from agent.flows.orders_to_erp import OrdersToErp
from agent.journal import Journal
from agent.journal.attempts import attempts_of
from agent.journal.audit import first_broken
from agent.journal.cases import open_cases
from agent.journal.documents import Document, Question, bucket_sums, documents_of_order
from agent.journal.events import Disposition, Net, event_sums
from agent.journal.journal import FILE_NAME
from agent.journal.lanes import Lane, lanes_of_order
from agent.journal.shops import know_shop
from agent.views.sums import check_sums
from agent.wire.envelope import Envelope

from .orders import NOW, STARTS_AT, body_of, envelope_bytes, read_order
from .scripted_erp import ScriptedErp

T = TypeVar("T")
#: Durability is proven elsewhere; here hundreds of small journals need not wait for a disk.
MEMORY = Path("/dev/shm")  # noqa: S108 - a private folder is made in it
SHOP = "0190b5a0-0000-7000-8000-000000000001"
ORDER = 1001
STEPS_MAX = 60
EXCUSED = 999


class BrokenError(AssertionError):
    """A law of delivery does not hold."""


class Died(BaseException):
    """The process is gone; nobody may catch this."""


class World:
    def __init__(self, flags: str = "") -> None:
        self.flags = frozenset(flags.split())
        self.now = 0
        self.shop: list[str | None] = []
        self.outbox: list[int] = []
        self.given: set[int] = set()
        self.excused = 0
        self.fuse: int | None = None
        self.alive = False
        self.tries: dict[int, int] = {}
        self.folder = tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
        self.erp = ScriptedErp(
            flags=self.flags, now=lambda: self.now, point=self.point, pass_time=self.pass_time
        )

    # ---- life and death
    def clock(self) -> datetime:
        return NOW + timedelta(seconds=self.now)

    async def point(self) -> None:
        """A place where the agent may die."""
        if self.fuse is None:
            return
        self.fuse -= 1
        if self.fuse < 0:
            self.fuse = None
            raise Died

    async def begin(self) -> None:
        self.journal = await Journal.open(Path(self.folder.name) / "data", clock=self.clock)
        shop = await self.journal.write(
            lambda tx: know_shop(tx, uuid=SHOP, name="web", code="WEB", now=self.clock())
        )
        self.looking = self._look()
        mortal = _Mortal(self.journal, self)
        self.flow = OrdersToErp(
            mortal,  # type: ignore[arg-type]
            self.erp,
            shop_codes={shop.id: "WEB"},
            read_order=read_order,
            rules=Rules(starts_at=STARTS_AT),
            clock=self.clock,
            roll=lambda: 0.0,
        )
        wake = self.flow.wake.set
        self.intake = Intake(mortal, {SHOP: shop.id}, clock=self.clock, wake=wake)  # type: ignore[arg-type]
        self.cases = Cases(
            self.journal, {self.erp.name: self.erp.support}, clock=self.clock, wake=wake
        )
        self.alive = True
        await self.flow.recover()

    def _look(self) -> Connection:
        """A second reader of the file, for the laws: it costs no turn of the loop."""
        file = Path(self.folder.name) / "data" / FILE_NAME
        return create_engine(
            f"sqlite:///file:{file}?mode=ro&uri=true", poolclass=NullPool
        ).connect()

    def read(self, unit: Callable[[Connection], T]) -> T:
        with self.looking.begin():
            return unit(self.looking)

    async def end(self) -> None:
        self.looking.close()
        await self.journal.close()
        self.folder.cleanup()

    async def lives(self, work: Callable[[], Any]) -> bool:
        """Whether the agent survived the work."""
        try:
            await work()
        except Died:
            self.alive = False
        return self.alive

    # ---- shop and transport
    async def order(self, a: int, _: int) -> None:
        if not self.shop:
            self.say(str(a % 6))

    async def edit(self, a: int, _: int) -> None:
        if self.shop:
            self.say(str(a % 6))

    async def cancel(self, *_: int) -> None:
        if self.shop:
            self.say(None)

    def say(self, picture: str | None) -> None:
        self.shop.append(picture)
        self.outbox.append(len(self.shop))

    async def deliver(self, a: int, b: int) -> None:
        """b: its 202 is lost, it comes again."""
        if not (self.alive and self.outbox):
            return
        seq = self.outbox[a % len(self.outbox)]
        event_id = str(UUID(int=seq))
        body = body_of(self.shop[seq - 1], seq)
        raw = envelope_bytes(event_id, SHOP, ORDER, seq=seq, body=body)
        envelope = Envelope.model_validate_json(raw)

        async def accept() -> None:
            await self.intake.accept(envelope, raw, net=Net.PUSH)

        if await self.lives(accept):
            self.given.add(seq)
            if not b:
                self.outbox.remove(seq)

    async def wait(self, a: int, _: int) -> None:
        self.pass_time(a + 1)

    def pass_time(self, seconds: int) -> None:
        for _second in range(seconds):
            self.now += 1
            self.erp.tick()

    # ---- the agent
    async def take(self, *_: int) -> None:
        while self.alive and self.outbox:
            await self.deliver(0, 0)

    async def run(self, a: int, b: int) -> None:
        await self.start()
        await self.take()
        await self.work(a, b)

    async def work(self, a: int = 0, b: int = 0) -> None:
        """All that can be done now."""
        self.erp.script = (a % 6, b)
        for _step in range(STEPS_MAX):
            if not self.alive:
                return
            worked = False

            async def step() -> None:
                nonlocal worked
                worked = (await self.flow.step()).did_work

            if not await self.lives(step) or not worked:
                return
            await self.check()
        raise BrokenError("the agent is busy without end")

    async def die(self, a: int, b: int) -> None:
        """The agent dies at the (a + 4b)th place from here on."""
        self.fuse = a + 4 * b

    async def crash(self, *_: int) -> None:
        self.alive = False

    async def start(self, *_: int) -> None:
        if not self.alive:
            self.fuse = None
            self.looking.close()
            await self.journal.close()
            await self.begin()

    async def slow(self, a: int, _: int) -> None:
        """The next attempt's bytes leave that many seconds after its row was written."""
        self.erp.delay_s = a % 4

    async def glitch(self, *_: int) -> None:
        if self.erp.blind_until < 0:
            self.erp.blind_until = self.now + 2

    async def fix(self, *_: int) -> None:
        self.erp.is_fixed = True

    # ---- people
    async def head(self, *states: State) -> Document | None:
        document = current(await self.documents())
        return document if self.alive and document and document.state in states else None

    async def decide(self, decision: Callable[[Decider], Any], reason: str = "so") -> bool:
        try:
            await decision(Decider(shop_id=1, order_id=ORDER, who="ann", reason=reason))
        except NotAllowedError:
            return False
        return True

    async def retry(self, *_: int) -> None:
        if self.alive:
            await self.decide(self.cases.retry)

    async def hold(self, *_: int) -> None:
        if self.alive:
            await self.decide(self.cases.hold)

    async def release(self, *_: int) -> None:
        if self.alive:
            await self.decide(self.cases.release)

    async def looked(self, *_: int) -> None:
        """An honest person: says so only where the ERP shows nothing of it."""
        document = await self.head(State.NEEDS_PERSON)
        if document is None or document.question is Question.NONE:
            return
        seen = self.erp.seen(by_person=True)
        is_as_before = (
            document.kind is not Kind.CREATE
            and document.question is Question.OPEN
            and bool(seen)
            and seen[-1] == (await self.lane()).shown.get("content")  # type: ignore[union-attr]
        )
        if not seen or is_as_before:
            await self.decide(self.cases.looked)

    async def number(self, *_: int) -> None:
        """Accepts what the ERP shows, or has done it there by hand."""
        document = await self.head(State.NEEDS_PERSON)
        seen = self.erp.seen(by_person=True)
        if document is None or not seen:
            return
        lane = await self.lane()
        is_change = document.kind is not Kind.CREATE
        if document.question is Question.OPEN and is_change and seen[-1] == _shown(lane):
            return
        if not await self.decide(lambda d: self.cases.accept(d, "N1")):
            return
        is_quiet = lane.quiet_until is None or self.clock() >= lane.quiet_until
        if is_change and document.question is Question.NONE and is_quiet:
            self.erp.by_hand(document.kind, _wanted(document, self.shop))
        self.excused = EXCUSED

    async def discard(self, *_: int) -> None:
        if self.alive and await self.decide(self.cases.discard):
            self.excused = max(self.excused, len(self.shop))

    # ---- looking
    async def documents(self) -> tuple[Document, ...]:
        return self.read(lambda tx: documents_of_order(tx, shop_id=1, order_id=ORDER))

    async def lane(self) -> Lane:
        (lane,) = self.read(lambda tx: lanes_of_order(tx, shop_id=1, order_id=ORDER))
        return lane

    async def states(self) -> str:
        return " ".join(f"{d.kind}:{d.state}" for d in await self.documents())

    # ---- the laws
    async def step(self, name: str, a: int = 0, b: int = 0) -> None:
        await getattr(self, name)(a, b)
        await self.check()

    async def check(self) -> None:
        if self.erp.broken:
            raise BrokenError(self.erp.broken[0])
        self.read(self._check_books)

    def _check_books(self, tx: Connection) -> None:
        check_sums(tx)
        events = sum(event_sums(tx).values())
        if not len(self.given) <= events <= len(self.shop):
            raise BrokenError(f"{len(self.given)} events were acknowledged, {events} are kept")
        documents = documents_of_order(tx, shop_id=1, order_id=ORDER)
        if sum(bucket_sums(tx).values()) != len(documents):
            raise BrokenError("a document is in no sum")
        if first_broken(tx) is not None:
            raise BrokenError("the audit chain is broken")
        for document in documents:
            self._check_cases(tx, document)
            self._check_document(tx, document, documents)

    def _check_cases(self, tx: Connection, document: Document) -> None:
        is_open = len(open_cases(tx, document_id=document.id))
        if document.state is State.NEEDS_PERSON and is_open != 1:
            raise BrokenError(f"{document.state} with {is_open} cases")
        if BUCKET[document.state] is not Bucket.PERSON and is_open:
            raise BrokenError(f"{document.state}, with an open case")

    def _check_document(
        self, tx: Connection, document: Document, documents: tuple[Document, ...]
    ) -> None:
        without_end = [a for a in attempts_of(tx, document.id) if a.ended_at is None]
        if len(without_end) > (document.state is State.SENDING):
            raise BrokenError("an attempt without an end")
        if self.alive and document.state is State.SENDING:
            raise BrokenError("sending, and nobody is")
        is_final = document.state in (State.CANCELLED, State.DISCARDED) or document.why == "refused"
        if not is_final:
            return
        if document.question is Question.OPEN:
            raise BrokenError(f"{document.state} while a question is open")
        if document.question is not Question.NONE:
            return
        if (document.kind, document.seq) in self._pending():
            raise BrokenError(f"{document.state}, and it may still come into the ERP")
        creates = [d for d in documents if d.kind is Kind.CREATE]
        if document.id == creates[-1].id and self.erp.books:
            raise BrokenError(f"{document.state}, and the ERP has it")

    def _pending(self) -> list[tuple[Kind, int]]:
        if "unique" in self.flags and self.erp.books:
            return []
        return [(op.kind, op.seq) for _due, op in self.erp.pending]

    # ---- what must come of it
    async def settle(self) -> None:
        """Time goes on, the ERP answers, nobody helps: nothing may stay waiting."""
        self.fuse = None
        await self.start()
        await self.check()
        for _ in range(200):
            before = (await self.states(), self.now)
            await self.run(0, 0)
            head = current(await self.documents())
            is_at_rest = head is None or BUCKET[head.state] is Bucket.PERSON
            is_unpaid = head is not None and head.state is State.GATED and head.due is None
            if not self.erp.pending and (is_at_rest or is_unpaid):
                break
            if before[0] == await self.states():
                await self._wait_for_something()
        else:
            raise BrokenError(f"stuck: {await self.states()}")
        await self._check_content(head)

    async def _wait_for_something(self) -> None:
        due = await self.flow.next_due()
        times = [when for when, _op in self.erp.pending]
        if due is not None:
            times.append(math.ceil((due - NOW).total_seconds()))
        self.pass_time(max(min(times, default=0) - self.now, 1))

    async def _check_content(self, head: Document | None) -> None:
        documents = await self.documents()
        events = self.read(event_sums)
        if events[Disposition.OPEN]:
            raise BrokenError("an event is open at the end")
        if head is not None or not documents or self.excused >= documents[-1].seq:
            return
        creates = [d for d in documents if d.kind is Kind.CREATE]
        if creates[-1].state is State.SKIPPED:
            return
        newest = self.shop[-1]
        nothing = self.erp.content() in (None, "cancelled")
        if (nothing if newest is None else self.erp.content() == self.erp.stored(newest)) is False:
            raise BrokenError(f"settled: the shop says {newest}, the ERP has {self.erp.content()}")

    async def people(self) -> None:
        """One person settles every case: then all is done."""
        for _ in range(40):
            await self.settle()
            head = current(await self.documents())
            if head is None:
                return
            tried = self.tries[head.id] = self.tries.get(head.id, 0) + 1
            for name in _help(head, tried):
                await self.step(name, 1)
            await self.step("wait", 1)
        raise BrokenError(f"a person never gets it done: {await self.states()}")


def _help(head: Document, tried: int) -> tuple[str, ...]:
    if head.state is State.HELD:
        return ("release",)
    if head.state is State.GATED:
        return ("edit",)
    if head.question is not Question.NONE and tried % 2:
        return ("looked", "number", "retry") if tried < 6 else ("looked", "number", "discard")
    return ("retry",) if tried < 3 else ("number", "discard")


def _shown(lane: Lane) -> str | None:
    return (lane.shown or {}).get("content")


def _wanted(document: Document, shop: list[str | None]) -> str:
    return "cancelled" if document.kind is Kind.CANCEL else shop[document.seq - 1] or "cancelled"


class _Mortal:
    """The journal of an agent that may die before and after every commit."""

    def __init__(self, journal: Journal, world: World) -> None:
        self._journal, self._world = journal, world
        self.read = journal.read

    async def write(self, unit: Callable[[Any], T]) -> T:
        await self._world.point()
        written = await self._journal.write(unit)
        await self._world.point()
        return written

    async def accept(self, arrival: Any) -> bool:
        await self._world.point()
        stored = await self._journal.accept(arrival)
        await self._world.point()
        return stored


def parse(text: str) -> list[tuple[str, int, int]]:
    """`order 1, run 3 2, wait` as steps."""
    steps = []
    for part in text.split(","):
        name, *numbers = part.split()
        a, b = [*map(int, numbers), 0, 0][:2]
        steps.append((name, a, b))
    return steps


async def failure(flags: str, steps: list[tuple[str, int, int]]) -> str | None:
    """What law the case breaks, if any: its steps, then fairly to the end, then with a person."""
    world = World(flags)
    await world.begin()
    try:
        for step in steps:
            await world.step(*step)
        await world.settle()
        await world.fix()
        await world.people()
    except BrokenError as broken:
        return str(broken)
    finally:
        await world.end()
    return None
