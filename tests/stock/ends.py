"""Scripted ends of the stock flow: an ERP that says what it is told to, a shop with epochs."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from agent.ports.erp import Probe, Service, StockFigure, StockPage
from agent.ports.failures import ErpUnavailableError, ShopUnavailableError
from agent.wire.routes import CatalogAnswer, CatalogItem, CatalogRequest, HelloAnswer
from agent.wire.stock import EPOCH_TERM, StockAnswer, StockRequest, StockResult


@dataclass
class ScriptedErp:
    """Its stock by SKU; the other attributes make its next reading odd."""

    stock_of: dict[str, Decimal]
    as_of: datetime | None = None
    clock: datetime | None = None
    announces: int | None = None
    ends: bool = True
    fails: bool = False
    while_reading: list[Any] = field(default_factory=list)
    name: str = "erp"
    services: frozenset[Service] = frozenset({Service.STOCK, Service.PROBE})

    async def probe(self) -> Probe:
        return Probe(name="scripted", clock=self.clock, duration_s=0.0)

    async def stock(self) -> AsyncIterator[StockPage]:
        for act in self.while_reading:
            await act()
        if self.fails:
            raise ErpUnavailableError("no answer")
        figures = tuple(
            StockFigure(sku=sku, warehouse="MAIN", quantity=quantity)
            for sku, quantity in self.stock_of.items()
        )
        middle = len(figures) // 2
        yield StockPage(
            as_of=self.as_of, figures=figures[:middle], total_count=self.announces, is_last=False
        )
        if self.ends:
            yield StockPage(
                as_of=self.as_of, figures=figures[middle:], total_count=self.announces, is_last=True
            )


class ScriptedShop:
    """Applies by the epoch; `says` makes it answer another word for a stock id once."""

    name, uuid, code = "main", "0190b5a0-0000-7000-8000-000000000001", "WEB"

    def __init__(self, catalog: Mapping[str, int | None]) -> None:
        self.catalog_of = dict(catalog)
        self.term = 0
        self.epoch_of: dict[int, int] = {}
        self.figure_of: dict[int, Decimal] = {}
        self.credits_of: dict[int, dict[int, Decimal]] = {}
        self.says: dict[int, str] = {}
        self.pushes: list[StockRequest] = []
        self.catalog_calls: list[CatalogRequest] = []
        self.is_down = False
        self.page_max = 1000

    async def hello(self, *, raise_term: bool) -> HelloAnswer:
        highest = max(self.epoch_of.values(), default=0)
        if raise_term:
            self.term = max(self.term, highest // EPOCH_TERM) + 1
        return HelloAnswer.model_validate(
            {
                "version": 1,
                "shop": self.uuid,
                "code": self.code,
                **dict.fromkeys(("plugin", "wordpress", "woocommerce", "php", "url"), "1"),
                "environment": "local",
                "hpos": True,
                "currency": "EUR",
                "decimals": 2,
                "timezone": "UTC",
                "now": "2026-11-25T12:00:00Z",
                "limits": {"outbox": 50, "stock": self.page_max, "catalog": 500},
                "stock": {
                    "term": self.term,
                    "highest_epoch": highest,
                    "ready": True,
                    "ready_at": None,
                },
            }
        )

    async def catalog(self, request: CatalogRequest) -> CatalogAnswer:
        self.catalog_calls.append(request)
        items = [
            CatalogItem(
                product_id=number,
                stock_id=stock_id,
                sku=sku,
                name=sku,
                kind="simple",
                manages_stock="none" if stock_id is None else "own",
            )
            for number, (sku, stock_id) in enumerate(self.catalog_of.items(), 1)
        ]
        return CatalogAnswer(items=tuple(items), page=None, watermark="2026-11-25 12:00:00")

    async def push_stock(self, request: StockRequest) -> StockAnswer:
        if self.is_down:
            raise ShopUnavailableError("down")
        if request.items:
            self.pushes.append(request)
        return StockAnswer(
            results=tuple(self._result(item) for item in request.items), after_work=0
        )

    def pushed_ids(self) -> list[int]:
        return [item.stock_id for request in self.pushes for item in request.items]

    def _result(self, item: Any) -> StockResult:
        word = self.says.pop(item.stock_id, "")
        if not word:
            word = "applied" if item.epoch > self.epoch_of.get(item.stock_id, 0) else "stale"
        if word == "applied":
            self.epoch_of[item.stock_id] = item.epoch
            self.figure_of[item.stock_id] = item.figure
            self.credits_of[item.stock_id] = {line.item_id: line.credit for line in item.lines}
        figure = self.figure_of.get(item.stock_id)
        return StockResult.model_validate(
            {
                "stock_id": item.stock_id,
                "result": word,
                "epoch": self.epoch_of.get(item.stock_id, 0),
                "shown": None if figure is None else str(figure),
                "unclaimed": None,
            }
        )


def stock_of(**quantities: Sequence[int] | int) -> dict[str, Decimal]:
    return {sku: Decimal(str(quantity)) for sku, quantity in quantities.items()}
