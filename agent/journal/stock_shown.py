"""What a shop applied last: ERP figure and credits by stock id, and what it showed then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Column, Connection, ForeignKey, Integer, Table, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from agent.journal.schema import METADATA, Exact, Json, Utc

stock_shown = Table(
    "stock_shown",
    METADATA,
    Column("shop_id", Integer, ForeignKey("shops.id"), primary_key=True),
    Column("stock_id", Integer, primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("figure", Exact, nullable=False),
    Column("credits", Json, nullable=False),
    Column("shown", Exact),
    Column("unclaimed", Exact),
    Column("applied_at", Utc, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the shop applied last: E and credits; `shown` and `unclaimed` (drift) as it said."""

    stock_id: int
    epoch: int
    figure: Decimal
    credits: Mapping[int, Decimal]
    shown: Decimal | None
    unclaimed: Decimal | None
    applied_at: datetime


def keep_shown(tx: Connection, shop_id: int, applied: Sequence[Shown]) -> None:
    """Replace what was known of these stock ids."""
    for one in applied:
        values = {
            "epoch": one.epoch,
            "figure": one.figure,
            "credits": credits_json(one.credits),
            "shown": one.shown,
            "unclaimed": one.unclaimed,
            "applied_at": one.applied_at,
        }
        statement = upsert(stock_shown).values(shop_id=shop_id, stock_id=one.stock_id, **values)
        tx.execute(
            statement.on_conflict_do_update(index_elements=["shop_id", "stock_id"], set_=values)
        )


def forget_shown(tx: Connection, shop_id: int, stock_ids: Sequence[int]) -> None:
    """These stock ids are not what they were: they are pushed again when they are known again."""
    tx.execute(
        delete(stock_shown).where(
            stock_shown.c.shop_id == shop_id, stock_shown.c.stock_id.in_(stock_ids)
        )
    )


def shown_of(tx: Connection, shop_id: int) -> dict[int, Shown]:
    """What the shop applied last, by stock id."""
    rows = tx.execute(
        select(stock_shown).where(stock_shown.c.shop_id == shop_id).order_by(stock_shown.c.stock_id)
    )
    return {
        row.stock_id: Shown(
            stock_id=row.stock_id,
            epoch=row.epoch,
            figure=row.figure,
            credits=credits_of(row.credits),
            shown=row.shown,
            unclaimed=row.unclaimed,
            applied_at=row.applied_at,
        )
        for row in rows
    }


def credits_json(credited: Mapping[int, Decimal]) -> dict[str, str]:
    return {str(item_id): f"{quantity:f}" for item_id, quantity in credited.items()}


def credits_of(stored: Mapping[str, str]) -> dict[int, Decimal]:
    return {int(item_id): Decimal(quantity) for item_id, quantity in stored.items()}
