"""The shops whose events this journal keeps."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Integer, String, Table, insert, select, update

from agent.journal.schema import METADATA, Utc

shops = Table(
    "shops",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("uuid", String(36), nullable=False, unique=True),
    Column("name", String(64), nullable=False),
    Column("code", String(8), nullable=False),
    Column("first_seen_at", Utc, nullable=False),
)


class ShopCodeChangedError(Exception):
    """The code is part of every reference at the ERP: it cannot change under a running shop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopRow:
    """One shop; `id` is the `shop_id` of every other table."""

    id: int
    uuid: str
    name: str
    code: str


def know_shop(tx: Connection, *, uuid: str, name: str, code: str, now: datetime) -> ShopRow:
    """The shop's row, made at first sight.

    Raises:
        ShopCodeChangedError: it was known by another code.
    """
    row = tx.execute(select(shops).where(shops.c.uuid == uuid)).one_or_none()
    if row is None:
        values = {"uuid": uuid, "name": name, "code": code}
        made = tx.execute(insert(shops).values(first_seen_at=now, **values).returning(shops.c.id))
        return ShopRow(id=made.scalar_one(), **values)
    if row.code != code:
        raise ShopCodeChangedError(
            f"the shop {name} was paired with the code {row.code}, agent.toml says {code}. Its"
            f" references in the ERP begin with {row.code}: put {row.code} back."
        )
    if row.name != name:
        tx.execute(update(shops).where(shops.c.id == row.id).values(name=name))
    return ShopRow(id=row.id, uuid=uuid, name=name, code=code)


def shop_rows(tx: Connection) -> tuple[ShopRow, ...]:
    rows = tx.execute(select(shops).order_by(shops.c.id))
    return tuple(ShopRow(id=r.id, uuid=r.uuid, name=r.name, code=r.code) for r in rows)
