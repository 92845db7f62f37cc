"""A shop shows what the ERP has: fetched, judged, stored with its epoch, pushed page by page.

Every step is durable before the next and may be repeated: the plugin goes by the epoch.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Literal

from loguru import logger
from sqlalchemy import Connection

from agent import failpoints
from agent.domain.problems import Problem
from agent.domain.stock import (
    CatalogEntry,
    Composed,
    Credit,
    SkuFigure,
    StockRules,
    compose,
    credit_cutoff,
    credits_by_stock_id,
)
from agent.domain.stock_gate import Reading, mass_change, refusals
from agent.journal import Journal
from agent.journal.accepted_lines import lines_accepted_before
from agent.journal.catalog import forget_mark, products_of
from agent.journal.stock import (
    Push,
    PushResult,
    StockReading,
    begin_reading,
    end_reading,
    keep_results,
    keep_term,
    last_reading,
    open_pushes,
    reading_to_push,
    refuse_reading,
    stock_shop,
    store_reading,
)
from agent.journal.stock_cases import allow_drop, is_drop_allowed, settle_stock_cases
from agent.journal.stock_shown import forget_shown, shown_of
from agent.ports.erp import Erp, Service
from agent.ports.shop import Shop
from agent.wire.stock import CreditLine, StockItem, StockRequest, StockResult

OrdersBeforeStart = Literal["outside", "inside"]

LINES_A_PAGE_MAX = 20_000
AFTER_WORK_CALLS_MAX = 50

READING_CODES = ("stock_stale", "stock_incomplete", "stock_count_differs", "stock_figure_twice")
CATALOG_CODES = ("stock_sku_twice", "stock_shared")
MASS_CODES = ("stock_mass_change",)
EPOCH_CODES = ("stock_epoch_foreign",)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockReport:
    """What one run did; `results` counts the shop's answers by their word."""

    as_of: datetime | None
    read: int = 0
    pushed: int = 0
    results: Counter[str] = field(default_factory=Counter)
    refused: tuple[Problem, ...] = ()
    is_full: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    refused: tuple[Problem, ...]
    composed: Composed
    pushes: tuple[Push, ...]
    is_full: bool


class StockToShop:
    """The flow of one shop with the system that has the role `stock`. One run at a time."""

    def __init__(  # noqa: PLR0913 - the composition root names each
        self,
        journal: Journal,
        erp: Erp,
        shop: Shop,
        *,
        shop_id: int,
        rules: StockRules,
        orders_before_start: OrdersBeforeStart,
        refresh_catalog: Callable[[], Awaitable[object]],
        clock: Callable[[], datetime],
        full_every: timedelta = timedelta(hours=6),
    ) -> None:
        self._journal = journal
        self._erp = erp
        self._shop = shop
        self._shop_id = shop_id
        self._rules = rules
        self._orders_before_start = orders_before_start
        self._clock = clock
        self._full_every = full_every
        self._refresh_catalog = refresh_catalog
        self._page_max: int | None = None

    async def run_once(self) -> StockReport:
        """Finish what was left, then read the ERP's stock and push what has changed.

        Raises:
            ErpUnavailableError, ShopUnavailableError: nothing is lost; run again later.
        """
        await self._greet()
        await self._push_stored()
        await self._refresh_catalog()
        reading = await self._journal.write(
            lambda tx: begin_reading(
                tx, shop_id=self._shop_id, system=self._erp.name, now=self._clock()
            )
        )
        failpoints.reach("stock.after_epoch")
        got = await self._read(reading)
        judged = await self._journal.write(lambda tx: self._store(tx, reading, got))
        failpoints.reach("stock.after_snapshot")
        if judged.refused:
            codes = ", ".join(problem.code for problem in judged.refused)
            logger.error("stock of {} was not shown: {}", self._erp.name, codes)
        results = await self._push_stored()
        return StockReport(
            as_of=got.as_of,
            read=len(got.figures),
            pushed=len(judged.pushes),
            results=results,
            refused=judged.refused,
            is_full=judged.is_full,
        )

    async def allow_drop(self, who: str) -> bool:
        """A person has looked: the fall that was refused is right. The next reading is shown."""
        return await self._journal.write(
            lambda tx: allow_drop(tx, shop_id=self._shop_id, who=who, now=self._clock())
        )

    # Epochs ------------------------------------------------------------------------------------

    async def _greet(self) -> None:
        """Once a process: a restored agent must begin above everything the shop has seen."""
        if self._page_max is not None:
            return
        answer = await self._shop.hello(raise_term=True)
        await self._journal.write(
            lambda tx: keep_term(
                tx,
                shop_id=self._shop_id,
                term=answer.stock.term,
                highest_epoch=answer.stock.highest_epoch,
            )
        )
        self._page_max = max(1, answer.limits.stock)

    # Reading -----------------------------------------------------------------------------------

    async def _read(self, reading: StockReading) -> Reading:
        ahead = await self._clock_ahead()
        figures: list[SkuFigure] = []
        stamps: list[datetime] = []
        announced: int | None = None
        is_complete = False
        async for page in self._erp.stock():
            figures += [
                SkuFigure(sku=f.sku, warehouse=f.warehouse, quantity=f.quantity)
                for f in page.figures
            ]
            stamps += [page.as_of] if page.as_of is not None else []
            announced = page.total_count if page.total_count is not None else announced
            is_complete = page.is_last
        return Reading(
            system=self._erp.name,
            began_at=reading.began_at,
            as_of=min(stamps, default=None),
            clock_ahead=ahead,
            figures=figures,
            announced=announced,
            is_complete=is_complete,
        )

    async def _clock_ahead(self) -> timedelta:
        if Service.PROBE not in self._erp.services:
            return timedelta()
        probe = await self._erp.probe()
        return timedelta() if probe.clock is None else probe.clock - self._clock()

    # Judging, in one unit of work --------------------------------------------------------------

    def _store(self, tx: Connection, reading: StockReading, got: Reading) -> _Judged:
        now = self._clock()
        as_of = got.began_at if got.as_of is None else got.as_of - got.clock_ahead
        judged = self._judge(tx, got, now)
        if judged.refused:
            refuse_reading(tx, reading.id, judged.refused, as_of=as_of, now=now)
        else:
            store_reading(tx, reading, judged.pushes, as_of=as_of, is_full=judged.is_full, now=now)
        was_read = not {problem.code for problem in judged.refused} & set(READING_CODES)
        settle_stock_cases(
            tx,
            shop_id=self._shop_id,
            judged=READING_CODES + ((MASS_CODES + CATALOG_CODES) if was_read else ()),
            found=(*judged.refused, *judged.composed.problems),
            correlation=f"stock-{reading.epoch}",
            now=now,
        )
        return judged

    def _judge(self, tx: Connection, got: Reading, now: datetime) -> _Judged:
        catalog = [
            CatalogEntry(sku=product.sku, stock_id=product.stock_id)
            for product in products_of(tx, self._shop_id)
            if product.stock_id is not None
        ]
        composed = compose(got.figures, catalog, self._rules)
        refused = refusals(got, self._rules, now)
        if not refused:
            refused = self._sudden_fall(tx, composed)
        full_at = stock_shop(tx, self._shop_id).full_at
        is_full = full_at is None or now - full_at >= self._full_every
        pushes = () if refused else self._pushes(tx, composed, got, is_full=is_full)
        return _Judged(refused=refused, composed=composed, pushes=pushes, is_full=is_full)

    def _sudden_fall(self, tx: Connection, composed: Composed) -> tuple[Problem, ...]:
        before = {i: shown.figure for i, shown in shown_of(tx, self._shop_id).items()}
        fall = mass_change(self._erp.name, before, composed.figures, self._rules)
        if fall is None:
            return ()
        stored = last_reading(tx, self._shop_id, stored=True)
        since = stored.stored_at if stored is not None else None
        if since is not None and is_drop_allowed(tx, shop_id=self._shop_id, since=since):
            return ()
        return (fall,)

    def _pushes(
        self, tx: Connection, composed: Composed, got: Reading, *, is_full: bool
    ) -> tuple[Push, ...]:
        """What differs from what the shop applied last; all of it from time to time."""
        credited = self._credits(tx, got)
        shown = shown_of(tx, self._shop_id)
        pushes = []
        for stock_id, figure in sorted(composed.figures.items()):
            lines = {c.item_id: c.quantity for c in credited.get(stock_id, ())}
            last = shown.get(stock_id)
            is_same = last is not None and (last.figure, last.credits) == (figure.quantity, lines)
            if is_full or not is_same:
                pushes.append(
                    Push(stock_id=stock_id, skus=figure.skus, figure=figure.quantity, credits=lines)
                )
        return tuple(pushes)

    def _credits(self, tx: Connection, got: Reading) -> dict[int, tuple[Credit, ...]]:
        """What the ERP had accepted before the figures were made, read after they are here.

        A line that was cancelled or changed meanwhile is not among them any more.
        """
        cutoff = credit_cutoff(
            began_at=got.began_at,
            as_of=got.as_of,
            clock_ahead=got.clock_ahead,
            rules=self._rules,
        )
        return credits_by_stock_id(
            Credit(item_id=line.order_item_id, stock_id=line.stock_id, quantity=line.quantity)
            for line in lines_accepted_before(tx, shop_id=self._shop_id, before=cutoff)
            if line.stock_id is not None
        )

    # Pushing -----------------------------------------------------------------------------------

    async def _push_stored(self) -> Counter[str]:
        """Push what the stored reading has open; what the shop is not ready for stays open."""
        counts: Counter[str] = Counter()
        reading = await self._journal.read(lambda tx: reading_to_push(tx, self._shop_id))
        if reading is None:
            return counts
        pushes = await self._journal.read(lambda tx: open_pushes(tx, reading.id))
        after_work = 0
        for page in self._pages(pushes):
            answer = await self._shop.push_stock(self._request(reading, page))
            failpoints.reach("stock.after_push")
            after_work = answer.after_work
            results = _matched(page, answer.results, reading.epoch)
            counts.update(result.result for result in results)
            await self._journal.write(partial(self._keep, reading=reading, results=results))
        await self._finish_after_work(after_work)
        return counts

    def _keep(self, tx: Connection, reading: StockReading, results: Sequence[PushResult]) -> None:
        now = self._clock()
        # Not ready yet, and a fault of the shop's database: the push stays open, or comes again.
        answered = [r for r in results if r.result != "not_ready"]
        keep_results(tx, reading, answered, now=now)
        of = {word: [r.push.stock_id for r in answered if r.result == word] for word in _WORDS}
        forget_shown(tx, self._shop_id, of["failed"] + of["moved"] + of["unknown"])
        if of["moved"] or of["unknown"]:
            forget_mark(tx, self._shop_id)
        if of["stale"] or of["applied"]:
            self._tell_foreign(tx, reading, of["stale"], now)
        if not open_pushes(tx, reading.id):
            end_reading(tx, reading, now=now)

    def _tell_foreign(
        self, tx: Connection, reading: StockReading, stale: Sequence[int], now: datetime
    ) -> None:
        ids = ", ".join(str(stock_id) for stock_id in stale[:10])
        problem = Problem(code="stock_epoch_foreign", params={"stock_ids": ids})
        if stale:
            logger.error("the shop has newer stock figures than ours for {}", ids)
        settle_stock_cases(
            tx,
            shop_id=self._shop_id,
            judged=EPOCH_CODES,
            found=(problem,) if stale else (),
            correlation=f"stock-{reading.epoch}",
            now=now,
        )

    async def _finish_after_work(self, left: int) -> None:
        """Status, caches and hooks follow in slices; what is left is done by the next run."""
        for _ in range(AFTER_WORK_CALLS_MAX):
            if left == 0:
                return
            request = StockRequest(orders_before_start=self._orders_before_start, items=())
            left = (await self._shop.push_stock(request)).after_work

    def _pages(self, pushes: Sequence[Push]) -> Iterator[tuple[Push, ...]]:
        page: list[Push] = []
        lines = 0
        for push in pushes:
            is_over = lines + len(push.credits) > LINES_A_PAGE_MAX
            if page and (is_over or len(page) >= (self._page_max or 1)):
                yield tuple(page)
                page, lines = [], 0
            page.append(push)
            lines += len(push.credits)
        if page:
            yield tuple(page)

    def _request(self, reading: StockReading, page: Sequence[Push]) -> StockRequest:
        return StockRequest(
            orders_before_start=self._orders_before_start,
            items=tuple(
                StockItem(
                    stock_id=push.stock_id,
                    skus=push.skus,
                    epoch=reading.epoch,
                    figure=push.figure,
                    lines=tuple(
                        CreditLine(item_id=item_id, credit=quantity, final=Decimal(0))
                        for item_id, quantity in push.credits.items()
                    ),
                )
                for push in page
            ),
        )


_WORDS = ("applied", "stale", "moved", "unknown", "failed")


def _matched(
    page: Sequence[Push], results: Sequence[StockResult], epoch: int
) -> tuple[PushResult, ...]:
    """Each push with its result. "Stale" at our own epoch: applied before, the answer was lost."""
    by_id = {result.stock_id: result for result in results}
    matched = []
    for push in page:
        said = by_id.get(push.stock_id)
        word = "failed" if said is None else said.result
        if said is not None and word == "stale" and said.epoch == epoch:
            word = "applied"
        matched.append(
            PushResult(
                push=push,
                result=word,
                shown=None if said is None else said.shown,
                unclaimed=None if said is None else said.unclaimed,
            )
        )
    return tuple(matched)
