"""Numbers that only rise."""

from sqlalchemy import Column, Connection, Integer, String, Table, select
from sqlalchemy.dialects.sqlite import insert as upsert

from agent.journal.schema import METADATA

counters = Table(
    "counters",
    METADATA,
    Column("name", String(64), primary_key=True),
    Column("value", Integer, nullable=False),
)


def next_value(tx: Connection, name: str, step: int = 1) -> int:
    """The counter's next value; with `step` > 1 the last of that many."""
    statement = upsert(counters).values(name=name, value=step)
    raised: int = tx.execute(
        statement.on_conflict_do_update(
            index_elements=["name"], set_={"value": counters.c.value + step}
        ).returning(counters.c.value)
    ).scalar_one()
    return raised


def raise_to(tx: Connection, name: str, at_least: int) -> int:
    """Lift the counter to a value that was seen elsewhere; it never falls."""
    value = current_value(tx, name)
    return value if value >= at_least else next_value(tx, name, at_least - value)


def current_value(tx: Connection, name: str) -> int:
    return tx.execute(select(counters.c.value).where(counters.c.name == name)).scalar() or 0
