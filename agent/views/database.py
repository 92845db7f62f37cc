"""Which SQLite keeps the journal, and what is known to be wrong with it."""

import sqlite3
from dataclasses import dataclass

# The WAL-reset fault: two connections that write or checkpoint at one instant
# may lose a commit. A running agent has only one such connection.
WAL_RESET_FIRST = (3, 7, 0)
WAL_RESET_LAST = (3, 51, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """The library's version; `has_wal_reset` says that it is in the range of that fault."""

    version: str
    has_wal_reset: bool


def database(version: tuple[int, int, int] = sqlite3.sqlite_version_info[:3]) -> Database:
    return Database(
        version=".".join(map(str, version)),
        has_wal_reset=WAL_RESET_FIRST <= version <= WAL_RESET_LAST,
    )
