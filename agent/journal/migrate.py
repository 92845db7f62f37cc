"""Brings a journal to this release's schema: numbered steps, each in one transaction."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Column, Connection, Integer, Table, insert, inspect, select

from agent import failpoints
from agent.journal.migrations import STEPS
from agent.journal.schema import METADATA, Utc

schema_steps = Table(
    "schema_steps",
    METADATA,
    Column("step", Integer, primary_key=True),
    Column("applied_at", Utc, nullable=False),
)


class NewerSchemaError(Exception):
    """The journal was written by a newer release."""


def migrate(connection: Connection, clock: Callable[[], datetime]) -> None:
    """Apply the steps that are missing.

    Raises:
        NewerSchemaError: the journal has steps that this release does not know.
    """
    done = _steps_done(connection)
    if done > len(STEPS):
        raise NewerSchemaError(
            f"this journal was last written by a newer release (schema {done}, this release knows"
            f" {len(STEPS)}). Install that release again, or restore the backup made before it."
        )
    for number in range(done + 1, len(STEPS) + 1):
        with connection.begin():
            for statement in STEPS[number - 1]:
                connection.exec_driver_sql(statement)
            connection.execute(insert(schema_steps).values(step=number, applied_at=clock()))
            failpoints.reach("migrate.before_commit")
        failpoints.reach("migrate.after_commit")


def _steps_done(connection: Connection) -> int:
    with connection.begin():
        if not inspect(connection).has_table("schema_steps"):
            schema_steps.create(connection)
        return max(connection.scalars(select(schema_steps.c.step)), default=0)
