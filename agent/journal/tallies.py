"""How many events and documents are in each state: rows kept in the transactions that move them."""

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import Column, Connection, ForeignKey, Integer, String, Table, func, select
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as upsert

from agent.journal.schema import METADATA


class What(StrEnum):
    """What is counted."""

    EVENT = "event"
    DOCUMENT = "document"


tallies = Table(
    "tallies",
    METADATA,
    Column("shop_id", Integer, ForeignKey("shops.id"), primary_key=True),
    Column("what", String(16), primary_key=True),
    Column("name", String(16), primary_key=True),
    Column("count", Integer, nullable=False),
)


def tally(tx: Connection, shop_id: int, what: What, changes: Mapping[str, int]) -> None:
    """Add to the counts of a shop; what has left a state is a negative number."""
    rows = [
        {"shop_id": shop_id, "what": what, "name": name, "count": change}
        for name, change in changes.items()
    ]
    tx.execute(_ADD, rows)


def _add() -> Insert:
    statement = upsert(tallies)
    return statement.on_conflict_do_update(
        index_elements=["shop_id", "what", "name"],
        set_={"count": tallies.c.count + statement.excluded.count},
    )


_ADD = _add()


def tallied(tx: Connection, what: What, shop_id: int | None = None) -> dict[str, int]:
    """The counts of one shop, or of all."""
    query = (
        select(tallies.c.name, func.sum(tallies.c.count))
        .where(tallies.c.what == what)
        .group_by(tallies.c.name)
    )
    if shop_id is not None:
        query = query.where(tallies.c.shop_id == shop_id)
    return {name: count for name, count in tx.execute(query)}


def counted(
    tx: Connection, name: Column[str], shop: Column[int], shop_id: int | None = None
) -> dict[str, int]:
    """The same by counting every row of a table: slow, and what `tallied` must agree with."""
    query = select(name, func.count()).group_by(name)
    if shop_id is not None:
        query = query.where(shop == shop_id)
    return {found: count for found, count in tx.execute(query)}
