"""Stock on its way into a shop: readings with their epochs, and what of them is to be pushed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from agent.domain.problems import Problem
from agent.journal.counters import current_value, next_value, raise_to
from agent.journal.schema import METADATA, Exact, Json, Utc
from agent.journal.stock_shown import Shown, credits_json, credits_of, keep_shown
from agent.wire.stock import EPOCH_TERM


class ReadingState(StrEnum):
    """How far a reading came; what is neither refused nor done when the next begins is left."""

    READING = "reading"
    REFUSED = "refused"
    PUSHING = "pushing"
    DONE = "done"
    LEFT = "left"


stock_shops = Table(
    "stock_shops",
    METADATA,
    Column("shop_id", Integer, ForeignKey("shops.id"), primary_key=True),
    Column("term", Integer, nullable=False, default=0),
    Column("watermark", String(64)),
    Column("catalog_at", Utc),
    Column("full_at", Utc),
)

stock_readings = Table(
    "stock_readings",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("shop_id", Integer, ForeignKey("shops.id"), nullable=False),
    Column("system", String(64), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("began_at", Utc, nullable=False),
    Column("as_of", Utc),
    Column("stored_at", Utc),
    Column("done_at", Utc),
    Column("figure_count", Integer, nullable=False, default=0),
    Column("applied_count", Integer, nullable=False, default=0),
    Column("refused_count", Integer, nullable=False, default=0),
    Column("is_full", Boolean, nullable=False, default=False),
    Column("problems", Json, nullable=False),
)

stock_pushes = Table(
    "stock_pushes",
    METADATA,
    Column("reading_id", Integer, ForeignKey("stock_readings.id"), primary_key=True),
    Column("stock_id", Integer, primary_key=True),
    Column("skus", Json, nullable=False),
    Column("figure", Exact, nullable=False),
    Column("credits", Json, nullable=False),
    Column("result", String(16)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockReading:
    """One reading of an ERP's stock; `as_of` by our clock. `applied_count` of `figure_count`."""

    id: int
    shop_id: int
    system: str
    epoch: int
    state: ReadingState
    began_at: datetime
    as_of: datetime | None
    stored_at: datetime | None
    done_at: datetime | None
    figure_count: int
    applied_count: int
    refused_count: int
    is_full: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """What the shop is to be told of one stock id: E, and the complete credits by order item."""

    stock_id: int
    skus: tuple[str, ...]
    figure: Decimal
    credits: Mapping[int, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class PushResult:
    """What the shop made of one push."""

    push: Push
    result: str
    shown: Decimal | None
    unclaimed: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockShop:
    """Where a shop's stock stands: the term of its epochs, and when all was pushed last."""

    term: int
    full_at: datetime | None


def keep_term(tx: Connection, *, shop_id: int, term: int, highest_epoch: int) -> None:
    """Take the term that the plugin has stored; epochs go on above its highest."""
    _know(tx, shop_id, term=term)
    raise_to(tx, _counter(shop_id), highest_epoch % EPOCH_TERM)


def stock_shop(tx: Connection, shop_id: int) -> StockShop:
    row = tx.execute(select(stock_shops).where(stock_shops.c.shop_id == shop_id)).one_or_none()
    if row is None:
        return StockShop(term=0, full_at=None)
    return StockShop(term=row.term, full_at=row.full_at)


def begin_reading(tx: Connection, *, shop_id: int, system: str, now: datetime) -> StockReading:
    """Give the next epoch, durable before anything is read; what an earlier reading left is left.

    Raises:
        ValueError: a term's epochs are used up; a new hello gives a new term.
    """
    term = stock_shop(tx, shop_id).term
    if current_value(tx, _counter(shop_id)) >= EPOCH_TERM - 1:
        raise ValueError(f"no epoch is left in term {term}")
    epoch = term * EPOCH_TERM + next_value(tx, _counter(shop_id))
    open_states = (ReadingState.READING, ReadingState.PUSHING)
    tx.execute(
        update(stock_readings)
        .where(stock_readings.c.shop_id == shop_id, stock_readings.c.state.in_(open_states))
        .values(state=ReadingState.LEFT, done_at=now)
    )
    made = tx.execute(
        insert(stock_readings)
        .values(
            shop_id=shop_id,
            system=system,
            epoch=epoch,
            state=ReadingState.READING,
            began_at=now,
            problems=[],
        )
        .returning(stock_readings.c.id)
    )
    return reading_by_id(tx, made.scalar_one())


def refuse_reading(
    tx: Connection,
    reading_id: int,
    problems: Sequence[Problem],
    *,
    as_of: datetime | None,
    now: datetime,
) -> None:
    """Keep why it was refused; nothing of it is pushed."""
    _change(
        tx,
        reading_id,
        state=ReadingState.REFUSED,
        problems=[{"code": p.code, "params": dict(p.params)} for p in problems],
        as_of=as_of,
        done_at=now,
    )


def store_reading(  # noqa: PLR0913 - what a stored reading consists of
    tx: Connection,
    reading: StockReading,
    pushes: Sequence[Push],
    *,
    as_of: datetime,
    is_full: bool,
    now: datetime,
) -> None:
    """Keep what is to be pushed; the pushes of earlier readings have had their time."""
    of_shop = select(stock_readings.c.id).where(stock_readings.c.shop_id == reading.shop_id)
    tx.execute(delete(stock_pushes).where(stock_pushes.c.reading_id.in_(of_shop)))
    if pushes:
        tx.execute(
            insert(stock_pushes),
            [
                {
                    "reading_id": reading.id,
                    "stock_id": push.stock_id,
                    "skus": list(push.skus),
                    "figure": push.figure,
                    "credits": credits_json(push.credits),
                }
                for push in pushes
            ],
        )
    _change(
        tx,
        reading.id,
        state=ReadingState.PUSHING if pushes else ReadingState.DONE,
        as_of=as_of,
        stored_at=now,
        done_at=None if pushes else now,
        figure_count=len(pushes),
        is_full=is_full,
    )


def reading_to_push(tx: Connection, shop_id: int) -> StockReading | None:
    """The reading whose pushes are not all answered."""
    row = tx.execute(
        select(stock_readings).where(
            stock_readings.c.shop_id == shop_id,
            stock_readings.c.state == ReadingState.PUSHING,
        )
    ).one_or_none()
    return None if row is None else _reading(row)


def open_pushes(tx: Connection, reading_id: int) -> tuple[Push, ...]:
    """Pushes without an answer, by stock id."""
    rows = tx.execute(
        select(stock_pushes)
        .where(stock_pushes.c.reading_id == reading_id, stock_pushes.c.result.is_(None))
        .order_by(stock_pushes.c.stock_id)
    )
    return tuple(
        Push(
            stock_id=row.stock_id,
            skus=tuple(row.skus),
            figure=row.figure,
            credits=credits_of(row.credits),
        )
        for row in rows
    )


def keep_results(
    tx: Connection, reading: StockReading, results: Sequence[PushResult], *, now: datetime
) -> None:
    """Keep what the shop made of some pushes, and what it shows now."""
    applied = [r for r in results if r.result == "applied"]
    for result in results:
        tx.execute(
            update(stock_pushes)
            .where(
                stock_pushes.c.reading_id == reading.id,
                stock_pushes.c.stock_id == result.push.stock_id,
            )
            .values(result=result.result)
        )
    keep_shown(
        tx,
        reading.shop_id,
        [
            Shown(
                stock_id=r.push.stock_id,
                epoch=reading.epoch,
                figure=r.push.figure,
                credits=r.push.credits,
                shown=r.shown,
                unclaimed=r.unclaimed,
                applied_at=now,
            )
            for r in applied
        ],
    )
    counts = stock_readings.c
    _change(
        tx,
        reading.id,
        applied_count=counts.applied_count + len(applied),
        refused_count=counts.refused_count + len(results) - len(applied),
    )


def end_reading(tx: Connection, reading: StockReading, *, now: datetime) -> None:
    """All its pushes are answered."""
    _change(tx, reading.id, state=ReadingState.DONE, done_at=now)
    if reading.is_full:
        _know(tx, reading.shop_id, full_at=now)


def last_reading(
    tx: Connection, shop_id: int, *states: ReadingState, stored: bool = False
) -> StockReading | None:
    """The newest reading, in one of some states, or of those that were stored."""
    query = select(stock_readings).where(stock_readings.c.shop_id == shop_id)
    if states:
        query = query.where(stock_readings.c.state.in_(states))
    if stored:
        query = query.where(stock_readings.c.stored_at.is_not(None))
    row = tx.execute(query.order_by(stock_readings.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else _reading(row)


def reading_by_id(tx: Connection, reading_id: int) -> StockReading:
    return _reading(
        tx.execute(select(stock_readings).where(stock_readings.c.id == reading_id)).one()
    )


def reading_counts(tx: Connection, shop_id: int) -> dict[ReadingState, int]:
    rows = tx.execute(
        select(stock_readings.c.state, func.count())
        .where(stock_readings.c.shop_id == shop_id)
        .group_by(stock_readings.c.state)
    )
    return {ReadingState(state): count for state, count in rows}


def _know(tx: Connection, shop_id: int, **values: object) -> None:
    statement = upsert(stock_shops).values(shop_id=shop_id, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["shop_id"], set_=values))


def _change(tx: Connection, reading_id: int, **values: object) -> None:
    tx.execute(update(stock_readings).where(stock_readings.c.id == reading_id).values(**values))


def _counter(shop_id: int) -> str:
    return f"stock_epoch.{shop_id}"


def _reading(row: Any) -> StockReading:
    return StockReading(
        id=row.id,
        shop_id=row.shop_id,
        system=row.system,
        epoch=row.epoch,
        state=ReadingState(row.state),
        began_at=row.began_at,
        as_of=row.as_of,
        stored_at=row.stored_at,
        done_at=row.done_at,
        figure_count=row.figure_count,
        applied_count=row.applied_count,
        refused_count=row.refused_count,
        is_full=row.is_full,
        problems=tuple(Problem(code=p["code"], params=p["params"]) for p in row.problems),
    )
