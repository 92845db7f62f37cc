"""A shop's products as its plugin told them: which SKU sells under which stock id."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, Integer, String, Table, Text, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from agent.journal.schema import METADATA
from agent.journal.stock import stock_shops

stock_catalog = Table(
    "stock_catalog",
    METADATA,
    Column("shop_id", Integer, ForeignKey("shops.id"), primary_key=True),
    Column("product_id", Integer, primary_key=True),
    Column("stock_id", Integer),
    Column("sku", String(255), nullable=False),
    Column("name", Text, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One product or variation; `stock_id` is None where it keeps no stock."""

    product_id: int
    stock_id: int | None
    sku: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogMark:
    """Where the next change list begins, and when all was read last; None: read all."""

    watermark: str | None
    complete_at: datetime | None


def catalog_mark(tx: Connection, shop_id: int) -> CatalogMark:
    row = tx.execute(select(stock_shops).where(stock_shops.c.shop_id == shop_id)).one_or_none()
    if row is None:
        return CatalogMark(watermark=None, complete_at=None)
    return CatalogMark(watermark=row.watermark, complete_at=row.catalog_at)


def keep_catalog(
    tx: Connection,
    *,
    shop_id: int,
    products: Sequence[Product],
    watermark: str | None,
    complete_at: datetime | None,
) -> None:
    """Keep what was read; a complete reading (`complete_at`) replaces all that was known."""
    if complete_at is not None:
        tx.execute(delete(stock_catalog).where(stock_catalog.c.shop_id == shop_id))
    for product in products:
        values = {"stock_id": product.stock_id, "sku": product.sku, "name": product.name}
        statement = upsert(stock_catalog).values(
            shop_id=shop_id, product_id=product.product_id, **values
        )
        tx.execute(
            statement.on_conflict_do_update(index_elements=["shop_id", "product_id"], set_=values)
        )
    mark: dict[str, object] = {"watermark": watermark}
    if complete_at is not None:
        mark["catalog_at"] = complete_at
    statement = upsert(stock_shops).values(shop_id=shop_id, **mark)
    tx.execute(statement.on_conflict_do_update(index_elements=["shop_id"], set_=mark))


def forget_mark(tx: Connection, shop_id: int) -> None:
    """The plugin contradicted what is known: read all next time."""
    values: dict[str, object] = {"watermark": None, "catalog_at": None}
    statement = upsert(stock_shops).values(shop_id=shop_id, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["shop_id"], set_=values))


def products_of(tx: Connection, shop_id: int) -> tuple[Product, ...]:
    rows = tx.execute(
        select(stock_catalog)
        .where(stock_catalog.c.shop_id == shop_id)
        .order_by(stock_catalog.c.product_id)
    )
    return tuple(
        Product(product_id=r.product_id, stock_id=r.stock_id, sku=r.sku, name=r.name) for r in rows
    )
