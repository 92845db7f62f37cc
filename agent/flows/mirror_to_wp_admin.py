"""wp-admin shows what the agent knows: heartbeat, order words, open cases. One way only."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from agent.domain.problems import CATALOGUE
from agent.journal import Journal
from agent.journal.cases import CaseCause, open_cases, open_causes
from agent.journal.documents import Document, documents_of_lane
from agent.journal.lanes import Lane, lanes_changed_since
from agent.journal.settings import get_setting, put_setting
from agent.journal.stock import ReadingState, StockReading, last_reading
from agent.ports.shop import Shop
from agent.views.sums import sums
from agent.views.words import order_word, telling
from agent.wire.mirror import (
    CaseGroup,
    CaseNote,
    Cases,
    DocumentSum,
    EventSum,
    Heartbeat,
    MirrorRequest,
    OrderState,
    StockBeat,
    SystemBeat,
)

ORDERS_A_CALL = 200
ORDERS_NAMED = 20


class MirrorToWpAdmin:
    """The mirror of one shop. A state, so every call may be repeated."""

    def __init__(  # noqa: PLR0913 - the composition root names each
        self,
        journal: Journal,
        shop: Shop,
        *,
        shop_id: int,
        version: str,
        systems: Callable[[], tuple[SystemBeat, ...]],
        clock: Callable[[], datetime],
    ) -> None:
        self._journal = journal
        self._shop = shop
        self._shop_id = shop_id
        self._version = version
        self._systems = systems
        self._clock = clock
        self._started_at = clock()
        self._last_beat = 0

    async def run_once(self) -> int:
        """Tell what has changed, and that the agent lives; how many orders were told.

        Raises:
            ShopUnavailableError: run again later.
        """
        told, request = 0, await self._journal.read(self._request)
        while True:
            await self._shop.mirror(request)
            if not request.orders:
                return told
            told += len(request.orders)
            last = request.orders[-1].revision
            await self._journal.write(partial(put_setting, name=self._key, value=str(last)))
            if len(request.orders) < ORDERS_A_CALL:
                return told
            request = await self._journal.read(self._request)

    @property
    def _key(self) -> str:
        return f"mirror.{self._shop.uuid}"

    def _request(self, tx: Connection) -> MirrorRequest:
        after = int(get_setting(tx, self._key) or 0)
        changed = lanes_changed_since(tx, shop_id=self._shop_id, after=after, limit=ORDERS_A_CALL)
        revision = self._next_beat()
        states = (self._order(tx, lane) for lane in changed)
        return MirrorRequest(
            heartbeat=self._heartbeat(tx, revision),
            orders=tuple(state for state in states if state is not None),
            cases=self._cases(tx, revision),
        )

    def _next_beat(self) -> int:
        """Rises with the clock; where that was set back, by one."""
        self._last_beat = max(self._last_beat + 1, int(self._clock().timestamp() * 1000))
        return self._last_beat

    def _heartbeat(self, tx: Connection, revision: int) -> Heartbeat:
        counted = sums(tx, self._shop_id)
        return Heartbeat(
            revision=revision,
            at=self._clock(),
            version=self._version,
            started_at=self._started_at,
            events=EventSum(open=counted.events_open, disposed=counted.events_disposed),
            documents=DocumentSum(
                done=counted.done, waiting=counted.waiting, person=counted.person
            ),
            stock=_stock_beat(last_reading(tx, self._shop_id, ReadingState.DONE)),
            systems=self._systems(),
        )

    def _order(self, tx: Connection, lane: Lane) -> OrderState | None:
        of_lane = documents_of_lane(tx, lane.id)
        if not of_lane:
            return None
        document = telling(of_lane)
        return OrderState(
            order_id=lane.order_id,
            incarnation=lane.incarnation,
            revision=lane.changed,
            word=order_word(of_lane).value,
            since=document.state_at,
            due=None if document.is_done else document.due,
            system=document.system,
            erp_number=_number(of_lane),
            case=_case_note(tx, document),
        )

    def _cases(self, tx: Connection, revision: int) -> Cases:
        groups = tuple(_group(cause) for cause in open_causes(tx, shop_id=self._shop_id))
        return Cases(revision=revision, groups=groups)


def _number(documents: tuple[Document, ...]) -> str | None:
    return next((d.number for d in reversed(documents) if d.number), None)


def _case_note(tx: Connection, document: Document) -> CaseNote | None:
    found = open_cases(tx, document_id=document.id)
    if not found:
        return None
    first = found[0].problems[0]
    return CaseNote(code=first.code, params=dict(first.params))


def _group(cause: CaseCause) -> CaseGroup:
    row = CATALOGUE.get(cause.code)
    orders = (case.subject.order_id for case in cause.cases)
    return CaseGroup(
        code=cause.code,
        params=cause.params,
        owner=row.owner if row else "IT",
        count=len(cause.cases),
        oldest_at=cause.oldest_at,
        orders=tuple(order_id for order_id in orders if order_id is not None)[:ORDERS_NAMED],
    )


def _stock_beat(reading: StockReading | None) -> StockBeat | None:
    if reading is None or reading.done_at is None:
        return None
    return StockBeat(
        as_of=reading.as_of or reading.began_at,
        applied_at=reading.done_at,
        applied=reading.applied_count,
        refused=reading.refused_count,
    )
