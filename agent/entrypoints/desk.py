"""What a person can ask of the agent and decide: one function a command, plain values out."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any

from agent.domain.circuit import Circuit
from agent.domain.problems import CATALOGUE
from agent.domain.states import WORD, WORD_TEXT, Word
from agent.flows.cases import Cases, Decider
from agent.journal import Journal
from agent.journal.documents import Document
from agent.journal.shops import shop_rows
from agent.journal.stock import last_reading
from agent.journal.stock_cases import allow_drop
from agent.journal.unreadable import count_unreadable, discard_unreadable, open_unreadable
from agent.ports.failures import EdgeError
from agent.views.database import database
from agent.views.orders import Listed, OrderStory, list_documents, order_story
from agent.views.problems import told
from agent.views.sums import sums
from agent.wire.envelope import utc_text

Values = Mapping[str, Any]
Command = Callable[[Values, str], Awaitable[Any]]


class DeskError(Exception):
    """It cannot be done; the message says why and what can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What only a running agent knows; without one the desk shows the books alone."""

    version: str
    started_at: datetime
    circuit: Callable[[], Circuit]
    failing: Callable[[], Mapping[str, str]]
    clocks: Callable[[], Mapping[str, float | None]]
    run_now: Mapping[str, Callable[[], Awaitable[object]]]


class Desk:
    """Commands by name; `who` is who asks, and goes into the audit log."""

    def __init__(
        self,
        journal: Journal,
        cases: Cases,
        running: Running | None,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._cases = cases
        self._running = running
        self.commands: dict[str, Command] = {
            "status": self._status,
            "orders": self._orders,
            "order": self._order,
            "cases": self._list_cases,
            "retry": self._retry,
            "hold": self._decision(cases.hold),
            "release": self._decision(cases.release),
            "discard": self._decision(cases.discard),
            "looked": self._decision(cases.looked),
            "accept": self._accept,
            "allow_drop": self._allow_drop,
            "unreadable": self._list_unreadable,
            "discard_event": self._discard_event,
            "now": self._now,
        }

    async def _status(self, _given: Values, _who: str) -> dict[str, Any]:
        counted = await self._journal.read(sums)
        shops = await self._journal.read(shop_rows)
        stock = {
            row.name: await self._journal.read(partial(last_reading, shop_id=row.id))
            for row in shops
        }
        return {
            "events": {
                "all": counted.events_open + counted.events_disposed,
                "open": counted.events_open,
                "disposed": counted.events_disposed,
            },
            "documents": {
                "all": counted.done + counted.waiting + counted.person,
                "done": counted.done,
                "waiting": counted.waiting,
                "person": counted.person,
            },
            "stock": {
                name: None
                if reading is None
                else {
                    "state": reading.state,
                    "as_of": _time(reading.as_of),
                    "figures": reading.figure_count,
                    "applied": reading.applied_count,
                    "refused": reading.refused_count,
                    "reasons": [told(p.code, p.params).sentence for p in reading.problems],
                }
                for name, reading in stock.items()
            },
            "unreadable_events": await self._journal.read(count_unreadable),
            "sqlite": asdict(database()),
            "agent": self._agent(),
        }

    def _agent(self) -> dict[str, Any] | None:
        running = self._running
        if running is None:
            return None
        open_until = running.circuit().open_until
        return {
            "version": running.version,
            "started_at": _time(running.started_at),
            "erp_left_alone_until": _time(open_until),
            "failing": dict(running.failing()),
            "shop_clocks_ahead_s": {
                name: None if ahead_s is None else round(ahead_s)
                for name, ahead_s in running.clocks().items()
            },
        }

    async def _orders(self, _given: Values, _who: str) -> list[dict[str, Any]]:
        return [_listed(one) for one in await self._journal.read(list_documents)]

    async def _order(self, given: Values, _who: str) -> dict[str, Any]:
        shop_id, order_id = await self._shop_id(given), int(given["order"])
        story = await self._journal.read(
            lambda tx: order_story(tx, shop_id=shop_id, order_id=order_id)
        )
        if story is None:
            raise DeskError(
                f"order {order_id} is not known here. If it is in the shop, it comes with the next"
                " pull; the shop's page WooCommerce > ERP sync shows what is on its way."
            )
        return _story(story)

    async def _list_cases(self, _given: Values, _who: str) -> list[dict[str, Any]]:
        return [
            {
                "code": cause.code,
                "sentence": told(cause.code, cause.params).sentence,
                "remedy": told(cause.code, cause.params).remedy,
                "owner": told(cause.code, cause.params).owner,
                "count": len(cause.cases),
                "oldest_at": _time(cause.oldest_at),
                "orders": [c.subject.order_id for c in cause.cases],
                "known": cause.code in CATALOGUE,
            }
            for cause in await self._cases.causes()
        ]

    def _decision(self, decide: Callable[[Decider], Awaitable[Document]]) -> Command:
        async def command(given: Values, who: str) -> dict[str, Any]:
            return _document(await decide(await self._decider(given, who)))

        return command

    async def _retry(self, given: Values, who: str) -> dict[str, Any]:
        document = await self._cases.retry(await self._decider(given, who))
        if document is not None:
            return _document(document)
        begun = {"state": None, "word": WORD_TEXT[Word.WAITING], "why": "begun anew"}
        return {**begun, "order_id": int(given["order"]), "number": None}

    async def _accept(self, given: Values, who: str) -> dict[str, Any]:
        decider = await self._decider(given, who)
        return _document(await self._cases.accept(decider, str(given["number"])))

    async def _allow_drop(self, given: Values, who: str) -> dict[str, Any]:
        """A person has looked: the sudden fall of stock that was refused is right."""
        shop_id, now = await self._shop_id(given), self._clock()
        unit = partial(allow_drop, shop_id=shop_id, who=who, now=now)
        if not await self._journal.write(unit):
            raise DeskError("no sudden fall of stock waits for a person: nothing to allow.")
        return {"allowed": True}

    async def _list_unreadable(self, _given: Values, _who: str) -> list[dict[str, Any]]:
        return [
            {
                "event": one.event_id,
                "order_id": one.order_id,
                "why": one.why,
                "received_at": _time(one.received_at),
                "content": one.raw.decode(errors="replace"),
            }
            for one in await self._journal.read(open_unreadable)
        ]

    async def _discard_event(self, given: Values, who: str) -> dict[str, Any]:
        """A person takes out an event that cannot be read; its bytes stay in the journal."""
        event_id, reason = str(given["event"]), str(given.get("reason") or "").strip()
        if not reason:
            raise DeskError("a reason is needed: it is what the audit log will show.")
        unit = partial(discard_unreadable, event_id=event_id, who=who, reason=reason,
                       now=self._clock())  # fmt: skip
        if not await self._journal.write(unit):
            raise DeskError(
                f"no event {event_id} waits here that cannot be read: `counterfoil unreadable`"
                " lists them."
            )
        return {"discarded": event_id}

    async def _now(self, given: Values, _who: str) -> dict[str, Any]:
        """Run a job at once (`pull`, `stock`, `mirror`)."""
        if self._running is None:
            raise DeskError("no agent is running: start it with `counterfoil run`")
        matching = [run for name, run in self._running.run_now.items()
                    if name.split(".")[0] == given["job"]]  # fmt: skip
        if not matching:
            raise DeskError(f"there is no job {given['job']} here")
        try:
            for run in matching:
                await run()
        except EdgeError as error:
            raise DeskError(f"{error}. Nothing is lost; it is tried again by itself.") from error
        return {"done": given["job"]}

    async def _decider(self, given: Values, who: str) -> Decider:
        return Decider(
            shop_id=await self._shop_id(given),
            order_id=int(given["order"]),
            who=who,
            reason=str(given.get("reason") or ""),
        )

    async def _shop_id(self, given: Values) -> int:
        """The shop that is named; the only one where none is."""
        rows, name = await self._journal.read(shop_rows), given.get("shop")
        fitting = [row.id for row in rows if name in {None, row.name, row.code}]
        if len(fitting) == 1:
            return fitting[0]
        known = ", ".join(row.name for row in rows) or "none yet"
        raise DeskError(f"say which shop with --shop (known: {known})")


def _listed(one: Listed) -> dict[str, Any]:
    return {
        **_document(one.document),
        "bucket": one.bucket,
        "reasons": [t.sentence for t in one.told],
    }


def _document(document: Document) -> dict[str, Any]:
    return {
        "order_id": document.order_id,
        "kind": document.kind,
        "system": document.system,
        "reference": document.reference,
        "state": document.state,
        "word": WORD_TEXT[WORD[document.state]],
        "why": document.why,
        "due": None if document.is_done else _time(document.due),
        "number": document.number,
        "since": _time(document.state_at),
    }


def _story(story: OrderStory) -> dict[str, Any]:
    return {
        "order_id": story.order_id,
        "word": story.word,
        "needs": [
            {"sentence": t.sentence, "remedy": t.remedy, "owner": t.owner} for t in story.now_open
        ],
        "events": [
            {
                "id": e.event_id,
                "seq": e.seq,
                "kind": e.kind,
                "net": e.net,
                "received_at": _time(e.received_at),
                "disposition": e.disposition,
            }
            for e in story.events
        ],
        "documents": [
            {
                **_document(d.document),
                "attempts": [
                    {
                        "started_at": _time(a.started_at),
                        "ended_at": _time(a.ended_at),
                        "outcome": a.outcome,
                        "message": a.message,
                    }
                    for a in d.attempts
                ],
                "history": [
                    {
                        "at": _time(entry.at),
                        "who": entry.who,
                        "what": entry.what,
                        "details": dict(entry.details),
                    }
                    for entry in d.audit
                ],
            }
            for d in story.documents
        ],
        "cases": [
            {
                "opened_at": _time(case.opened_at),
                "closed_at": _time(case.closed_at),
                "closed_by": case.closed_by,
                "closing": case.closing,
                "reason": case.reason,
                "codes": [p.code for p in case.problems],
            }
            for case in story.cases
        ],
    }


def _time(at: datetime | None) -> str | None:
    return None if at is None else utc_text(at)
