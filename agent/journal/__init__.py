"""The agent's durable books and its only SQL. Knows no flow, no network and no rule of delivery."""

from agent.journal.journal import Journal
from agent.journal.lock import DataDirLockedError
from agent.journal.migrate import NewerSchemaError
from agent.journal.writer import JournalBusyError, JournalDeadError, JournalFullError

__all__ = [
    "DataDirLockedError",
    "Journal",
    "JournalBusyError",
    "JournalDeadError",
    "JournalFullError",
    "NewerSchemaError",
]
