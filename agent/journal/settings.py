"""Small facts that must survive a restart: the lease token, watermarks, the agent's own id."""

from sqlalchemy import Column, Connection, String, Table, Text, select
from sqlalchemy.dialects.sqlite import insert as upsert

from agent.journal.schema import METADATA

settings = Table(
    "settings",
    METADATA,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)


def get_setting(tx: Connection, name: str) -> str | None:
    return tx.execute(select(settings.c.value).where(settings.c.name == name)).scalar()


def put_setting(tx: Connection, name: str, value: str) -> None:
    statement = upsert(settings).values(name=name, value=value)
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["name"], set_={"value": statement.excluded.value}
        )
    )
