"""A shop's orders become documents in the ERP, each exactly once.

Folds events, judges, prepares, sends and asks; what becomes of a document `agent.delivery` says.
"""

import asyncio
import random
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar
from uuid import uuid4

from loguru import logger
from sqlalchemy import Connection

from agent import failpoints
from agent.delivery.judging import Judging, Skips, Verdict, Waits, judged
from agent.delivery.lane import Claim, LeaseLostError, claim
from agent.delivery.move import Moment
from agent.delivery.pictures import Picture
from agent.delivery.question import answered, asked_early, may_not_ask, not_answered
from agent.delivery.recovery import recover, resume, unexpected
from agent.delivery.sending import Sending, settle
from agent.delivery.turn import Asking, Resting, System, Turn, take_turn
from agent.delivery.waited import Waited
from agent.domain.backoff import backoff
from agent.domain.circuit import Circuit
from agent.domain.order import CanonicalOrder
from agent.domain.problems import Problem
from agent.domain.reference import reference
from agent.domain.stages import Draft, Rules, run
from agent.domain.states import Kind, State
from agent.journal import Journal, JournalBusyError, JournalFullError
from agent.journal.documents import Document, documents_in
from agent.journal.lanes import next_lane_due
from agent.journal.patient import write_patiently
from agent.ports.erp import WRITES, Erp, Found, Outcome, Prepared, Service
from agent.ports.failures import (
    EdgeError,
    ErpRejectedError,
    ErpUnavailableError,
    OutcomeUnknownError,
)
from agent.views.sums import BooksContradictError, check_sums

T = TypeVar("T")

LEASE_MARGIN_S = 60.0
GRACE_S = 5.0
MAY_BE_ASKED = (State.UNKNOWN, State.NEEDS_PERSON)
PROBE_PATIENCE = timedelta(seconds=1)


class ReadOrder(Protocol):
    """Reads an order event's body; raises a ValueError with `where` and `why` where it cannot."""

    def __call__(
        self, body: Mapping[str, Any], *, shop_code: str, order_id: int, incarnation: str
    ) -> CanonicalOrder: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """What a step did, and when there is work again (None: when something comes)."""

    did_work: bool
    next_due: datetime | None


class OrdersToErp:
    """The flow of one system. Several workers may step at once: each claims an order's lane."""

    def __init__(  # noqa: PLR0913 - the composition root names each
        self,
        journal: Journal,
        erp: Erp,
        *,
        shop_codes: Mapping[int, str],
        read_order: ReadOrder,
        rules: Rules,
        clock: Callable[[], datetime],
        roll: Callable[[], float] = random.random,
        elapsed: Callable[[], float] | None = None,
    ) -> None:
        self.wake = asyncio.Event()
        self._journal = journal
        self._erp = erp
        self._shop_codes = shop_codes
        self._read_order = read_order
        self._rules = rules
        self._clock = clock
        self._roll = roll
        self._waited = Waited(elapsed)
        self._circuit = Circuit()
        self._is_probing = False
        self._is_back = False
        # The longest turn prepares three times: what was sent, what is newest, the change.
        call_s = erp.support.attempt_timeout_s + GRACE_S
        self._lease = timedelta(seconds=3 * call_s + LEASE_MARGIN_S)

    @property
    def circuit(self) -> Circuit:
        return self._circuit

    async def recover(self) -> None:
        """Once, before the first step."""
        support, now = self._erp.support, self._clock()
        found = await self._journal.write(lambda tx: recover(tx, support, now=now))
        for document in await self._journal.read(lambda tx: documents_in(tx, *MAY_BE_ASKED)):
            self._waited.begins(document.id)
        if found:
            logger.warning("{} attempts were found without an answer; the ERP is asked.", found)
        try:
            await self._journal.read(check_sums)
        except BooksContradictError as error:
            logger.error("{}. Restore the last backup, or let somebody look at the books.", error)

    async def step(self) -> Worked:
        """Do all that can be done now for the order that has waited longest."""
        taken = await self.claim()
        if taken is None:
            return Worked(did_work=False, next_due=await self.next_due())
        return await self.work(taken)

    async def claim(self) -> Claim | None:
        """Take an order's lane. The claim counts as a crash until its work has ended.

        None where none is due, or where it cannot be written down now.
        """
        await self._probe()
        token, now = uuid4().hex, self._clock()
        try:
            await self._resume()
            return await write_patiently(
                self._journal, lambda tx: claim(tx, token, lease=self._lease, now=now)
            )
        except (JournalFullError, JournalBusyError) as error:
            logger.error("No order is worked on: {}. Make room; it goes on by itself.", error)
            return None

    async def work(self, taken: Claim) -> Worked:
        """Work on a claimed lane until it must wait; gives it back."""
        try:
            turn = await self._turn(taken, lambda _tx: None)
            while not isinstance(turn, Resting):
                turn = await self._turn(taken, await self._act(turn, taken))
                failpoints.reach("settle.after_commit")
        except LeaseLostError as lost:
            _log_lost(taken, lost)
            return Worked(did_work=True, next_due=None)
        return Worked(did_work=True, next_due=turn.due)

    async def open_unexpected_case(self, taken: Claim, error: BaseException) -> None:
        """For the worker's one `except Exception`: a case for this order, the others go on."""
        support, now = self._erp.support, self._clock()
        try:
            await write_patiently(
                self._journal, lambda tx: unexpected(tx, taken, support, error, now=now)
            )
        except LeaseLostError as lost:
            _log_lost(taken, lost)

    async def next_due(self) -> datetime | None:
        """When the next lane is due, or the system is to be probed."""
        due = await self._journal.read(next_lane_due)
        times = [at for at in (due, self._circuit.open_until) if at is not None]
        return min(times, default=None)

    async def _turn(self, taken: Claim, settle_first: Callable[[Connection], object]) -> Turn:
        """Store what the network has said and find out what it must do next: one transaction."""
        moment, system = self._moment(), self._system()
        code = self._shop_codes[taken.shop_id]
        key = reference(code, taken.order_id, taken.incarnation)

        def unit(tx: Connection) -> tuple[object, Turn]:
            settled = settle_first(tx)
            return settled, take_turn(tx, taken, key, system, moment)

        settled, turn = await write_patiently(self._journal, unit)
        if isinstance(settled, Document):
            _log(settled)
            self._waited.note(settled)
        return turn

    async def _act(self, turn: Turn, taken: Claim) -> Callable[[Connection], object]:
        """Do a turn's network part; returns the unit that stores what came of it."""
        match turn:
            case Judging():
                verdict = await self._judge(turn, taken)
                now = self._clock()
                return lambda tx: judged(tx, turn, verdict, now=now)
            case Sending():
                outcome = await self._send(turn)
                support, moment = self._erp.support, self._moment()
                return lambda tx: settle(tx, turn, outcome, support, moment)
            case Asking(document=document):
                return await self._ask(document)
            case Resting():
                return lambda _tx: None

    async def _judge(self, turn: Judging, taken: Claim) -> Verdict:
        document = turn.document
        try:
            return await self._verdict(turn, taken)
        except ValueError as error:
            return (Problem(code="unreadable_order", params=_where(error)),)
        except ErpUnavailableError:
            self._count_failure()
            wait = backoff(document.tries + 1, roll=self._roll())
            return Waits(why="system_unavailable", until=self._clock() + wait)
        except ErpRejectedError as error:
            params = {"system": document.system, "message": str(error)}
            code = "system_config" if error.is_config else "erp_rejected"
            return (Problem(code=code, params=params),)

    async def _verdict(self, turn: Judging, taken: Claim) -> Verdict:
        document, order = turn.document, self._order(turn.picture, taken)
        if document.kind is Kind.CREATE:
            return await self._judge_create(order, document)
        if document.kind is Kind.CANCEL:
            return await self._prepare(Service.CANCEL_ORDER, order, document)
        sent = None if turn.sent is None else self._order(turn.sent, taken)
        return await self._judge_amend(order, sent, document)

    def _order(self, picture: Picture, taken: Claim) -> CanonicalOrder:
        return self._read_order(
            picture.body,
            shop_code=self._shop_codes[taken.shop_id],
            order_id=taken.order_id,
            incarnation=taken.incarnation,
        )

    async def _judge_create(self, order: CanonicalOrder, document: Document) -> Verdict:
        draft = run(Draft(order=order), self._rules)
        if draft.skipped_by is not None and not document.is_wanted:
            return Skips(why=draft.skipped_by)
        if draft.waits_for is not None:
            return Waits(why=draft.waits_for)
        return _joined(draft, await self._prepare(Service.CREATE_ORDER, order, document))

    async def _judge_amend(
        self, order: CanonicalOrder, sent: CanonicalOrder | None, document: Document
    ) -> Verdict:
        """Equal to what the ERP was last sent, by the mapping as it is now: nothing to tell."""
        if sent is not None:
            old = await self._prepare(Service.CREATE_ORDER, sent, document)
            new = await self._prepare(Service.CREATE_ORDER, order, document)
            if isinstance(old, Prepared) and old == new:
                return Skips(why="as_sent")
        draft = run(Draft(order=order), self._rules)
        if draft.waits_for is not None:
            return Waits(why=draft.waits_for)
        if WRITES[Kind.AMEND] not in self._erp.services:
            return (Problem(code="cannot_amend", params={"system": document.system}),)
        return _joined(draft, await self._prepare(Service.AMEND_ORDER, order, document))

    async def _prepare(
        self, service: Service, order: CanonicalOrder, document: Document
    ) -> Prepared | tuple[Problem, ...]:
        return await self._within(self._erp.prepare(service, order, document.reference))

    async def _send(self, turn: Sending) -> Outcome:
        failpoints.reach("submit.after_journal")
        # The row may have taken its time to become durable; a clock set back adds none.
        left_s = (turn.deadline_at - self._clock()).total_seconds()
        deadline_s = min(left_s, self._erp.support.attempt_timeout_s)
        if deadline_s <= 0:
            return ErpUnavailableError("the attempt's time was over before a byte could leave")
        outcome: Outcome
        try:
            sent = self._erp.send([turn.prepared], deadline_s=deadline_s)
            async with asyncio.timeout(deadline_s + GRACE_S):
                (outcome,) = await sent
        except TimeoutError:
            outcome = OutcomeUnknownError("no answer before the deadline")
        except (ErpUnavailableError, ErpRejectedError, OutcomeUnknownError) as error:
            outcome = error
        failpoints.reach("submit.after_send")
        is_lost = isinstance(outcome, OutcomeUnknownError) and not outcome.is_duplicate
        if is_lost or isinstance(outcome, ErpUnavailableError):
            self._count_failure()
        else:
            self._count_answer()
        return outcome

    async def _ask(self, document: Document) -> Callable[[Connection], object]:
        support = self._erp.support
        try:
            said = await self._within(self._erp.find_order(document.reference))
        except ErpRejectedError as error:
            refusal, at = str(error), self._clock()
            return lambda tx: may_not_ask(tx, document.id, refusal, at)
        except EdgeError as error:
            self._count_failure()
            moment, message = self._moment(), str(error)
            return lambda tx: not_answered(tx, document.id, message, moment)
        self._count_answer()
        now = self._clock()
        left = self._waited.left(document.id, support)
        if left and not (document.kind is Kind.CREATE and isinstance(said, Found)):
            return lambda tx: asked_early(tx, document.id, until=now + left, now=now)
        return lambda tx: answered(tx, document.id, said, support, now=now)

    async def _within(self, call: Coroutine[Any, Any, T]) -> T:
        """A call that changes nothing, bounded well within the lease."""
        try:
            async with asyncio.timeout(self._erp.support.attempt_timeout_s + GRACE_S):
                return await call
        except TimeoutError as error:
            raise ErpUnavailableError("no answer in time") from error

    async def _probe(self) -> None:
        """Where the circuit has been open long enough, find out whether the system is back."""
        if self._is_probing or not self._circuit.wants_probe(now=self._clock()):
            return
        self._is_probing = True
        try:
            if Service.PROBE in self._erp.services:
                await self._within(self._erp.probe())
            self._count_answer()
        except EdgeError:
            self._count_failure()
        finally:
            self._is_probing = False

    async def _resume(self) -> None:
        """Where the system answers again: what its circuit kept back is due now."""
        if not self._is_back:
            return
        self._is_back = False
        name, now = self._erp.name, self._clock()
        kept = await write_patiently(self._journal, lambda tx: resume(tx, name, now=now))
        logger.info("{} answers again; {} documents go on.", name, kept)

    def _count_answer(self) -> None:
        """The system has said something: a probe, a look-up or an attempt closes its circuit."""
        self._is_back = self._is_back or self._circuit.open_until is not None
        self._circuit = self._circuit.answered(now=self._clock())
        if self._is_back:
            self.wake.set()

    def _count_failure(self) -> None:
        was_open = self._circuit.open_until is not None
        self._circuit = self._circuit.failed(roll=self._roll(), now=self._clock())
        if self._circuit.open_until is not None and not was_open:
            logger.warning("{} does not answer; it is left alone for a while.", self._erp.name)

    def _moment(self) -> Moment:
        return Moment(now=self._clock(), roll=self._roll())

    def _system(self) -> System:
        closed_until = self._circuit.open_until
        if closed_until is not None:
            # Past its time it stays closed until the probe has succeeded.
            closed_until = max(closed_until, self._clock() + PROBE_PATIENCE)
        return System(
            name=self._erp.name,
            services=self._erp.services,
            support=self._erp.support,
            closed_until=closed_until,
        )


def _joined(draft: Draft, prepared: Prepared | tuple[Problem, ...]) -> Verdict:
    """All that is wrong with the order at once, the pipeline's findings first."""
    if isinstance(prepared, tuple):
        return (*draft.problems, *prepared)
    return draft.problems or prepared


def _where(error: ValueError) -> dict[str, str]:
    where, why = getattr(error, "where", ""), getattr(error, "why", str(error))
    return {"where": str(where), "why": str(why)}


def _log_lost(taken: Claim, lost: LeaseLostError) -> None:
    logger.warning("Order {}: {}; another worker has it.", taken.order_id, lost)


def _log(document: Document) -> None:
    bound = logger.bind(
        order_id=document.order_id,
        system=document.system,
        document=document.id,
        correlation=document.correlation,
    )
    bound.info(
        "Order {}: its {} is {} ({}).",
        document.order_id,
        document.kind,
        document.state,
        document.why,
    )
