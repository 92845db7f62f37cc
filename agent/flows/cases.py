"""What needs a person, and what a person decides: every decision goes through delivery."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from agent.delivery.lane import current
from agent.delivery.person import (
    NotAllowedError,
    Person,
    accept_by_hand,
    begin_anew,
    discard,
    hold,
    looked_not_there,
    release,
    retry,
)
from agent.domain.states import State
from agent.journal import Journal
from agent.journal.cases import CaseCause, open_causes
from agent.journal.documents import Document, documents_of_lane
from agent.journal.lanes import Lane, lanes_of_order
from agent.ports.erp import Support

Decision = Callable[[Connection, Document, Person], Document]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decider:
    """Who decides about which order, and why."""

    shop_id: int
    order_id: int
    who: str
    reason: str = ""


class Cases:
    """The list of open cases and the decisions that settle them.

    Every decision raises NotAllowedError, with what can be done instead, where it is not allowed.
    """

    def __init__(
        self,
        journal: Journal,
        supports: Mapping[str, Support],
        *,
        clock: Callable[[], datetime],
        wake: Callable[[], None],
    ) -> None:
        self._journal = journal
        self._supports = supports
        self._clock = clock
        self._wake = wake

    async def causes(self, shop_id: int | None = None) -> tuple[CaseCause, ...]:
        """Open cases grouped by cause, the largest group first."""
        return await self._journal.read(lambda tx: open_causes(tx, shop_id=shop_id))

    async def retry(self, decider: Decider) -> Document | None:
        """Judge and send again; where an answer was lost, ask the ERP again first.

        None where the order's work had failed before there was a document: it is begun anew.
        """
        person = self._person(decider)

        def unit(tx: Connection) -> Document | None:
            lanes = lanes_of_order(tx, shop_id=decider.shop_id, order_id=decider.order_id)
            begun = [lane for lane in lanes if begin_anew(tx, lane, person)]
            if begun and not _needs_person(tx, lanes):
                return None
            return self._retry(tx, _document_at_hand(tx, decider), person)

        decided = await self._journal.write(unit)
        self._wake()
        return decided

    async def hold(self, decider: Decider) -> Document:
        return await self._decide(decider, lambda tx, d, person: hold(tx, d.id, person))

    async def release(self, decider: Decider) -> Document:
        return await self._decide(decider, lambda tx, d, person: release(tx, d.id, person))

    async def accept(self, decider: Decider, number: str) -> Document:
        """Mark as accepted: the ERP has it under this number."""
        return await self._decide(
            decider, lambda tx, d, person: accept_by_hand(tx, d.id, number, person)
        )

    async def discard(self, decider: Decider) -> Document:
        return await self._decide(decider, lambda tx, d, person: discard(tx, d.id, person))

    async def looked(self, decider: Decider) -> Document:
        """A person has looked in the ERP: it is not there."""
        return await self._decide(decider, lambda tx, d, person: looked_not_there(tx, d.id, person))

    def _retry(self, tx: Connection, document: Document, person: Person) -> Document:
        support = self._supports.get(document.system)
        if support is None:
            raise NotAllowedError(
                f"agent.toml has no [system.{document.system}] any more: put it back, then retry."
            )
        return retry(tx, document.id, support, person)

    async def _decide(self, decider: Decider, decision: Decision) -> Document:
        person = self._person(decider)

        def unit(tx: Connection) -> Document:
            return decision(tx, _document_at_hand(tx, decider), person)

        decided = await self._journal.write(unit)
        self._wake()
        return decided

    def _person(self, decider: Decider) -> Person:
        return Person(name=decider.who, now=self._clock(), reason=decider.reason)


def _needs_person(tx: Connection, lanes: Sequence[Lane]) -> bool:
    heads = (current(documents_of_lane(tx, lane.id)) for lane in lanes)
    return any(head is not None and head.state is State.NEEDS_PERSON for head in heads)


def _document_at_hand(tx: Connection, decider: Decider) -> Document:
    """The order's current document; of several incarnations first the one that needs a person."""
    lanes = lanes_of_order(tx, shop_id=decider.shop_id, order_id=decider.order_id)
    heads = [current(documents_of_lane(tx, lane.id)) for lane in reversed(lanes)]
    at_hand = [head for head in heads if head is not None]
    at_hand.sort(key=lambda document: document.state is not State.NEEDS_PERSON)
    if at_hand:
        return at_hand[0]
    known = "is settled: nothing of it waits" if lanes else "is not known here"
    raise NotAllowedError(f"order {decider.order_id} {known}.")
