"""The agent knows a shop's products: all of them once a day, in between what changed."""

from collections.abc import Callable
from datetime import datetime, timedelta

from agent.journal import Journal
from agent.journal.catalog import Product, catalog_mark, keep_catalog
from agent.ports.shop import Shop
from agent.wire.routes import CatalogRequest

PAGE = 500


class ShopCatalog:
    """What of one shop's catalog the journal keeps."""

    def __init__(
        self,
        journal: Journal,
        shop: Shop,
        *,
        shop_id: int,
        clock: Callable[[], datetime],
        complete_every: timedelta = timedelta(hours=24),
    ) -> None:
        self._journal = journal
        self._shop = shop
        self._shop_id = shop_id
        self._clock = clock
        self._complete_every = complete_every

    async def refresh(self) -> int:
        """Read what changed, or all: only that finds what was deleted. How many products came.

        Raises:
            ShopUnavailableError: what was known stands.
        """
        mark = await self._journal.read(lambda tx: catalog_mark(tx, self._shop_id))
        now = self._clock()
        is_known = mark.complete_at is not None and now - mark.complete_at < self._complete_every
        since = mark.watermark if is_known else None
        products, watermark = await self._pages(since)
        await self._journal.write(
            lambda tx: keep_catalog(
                tx,
                shop_id=self._shop_id,
                products=products,
                watermark=watermark,
                complete_at=now if since is None else None,
            )
        )
        return len(products)

    async def _pages(self, since: str | None) -> tuple[list[Product], str | None]:
        products: list[Product] = []
        page: str | None = None
        while True:
            answer = await self._shop.catalog(CatalogRequest(since=since, page=page, limit=PAGE))
            products += [
                Product(
                    product_id=item.product_id,
                    stock_id=item.stock_id,
                    sku=item.sku,
                    name=item.name,
                )
                for item in answer.items
            ]
            page = answer.page
            if page is None:
                return products, answer.watermark
