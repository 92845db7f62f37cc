"""What can keep an agent from starting or end it, for the command line to tell."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from agent.journal import DataDirLockedError, JournalDeadError, NewerSchemaError
from agent.journal.shops import ShopCodeChangedError

__all__ = [
    "CannotOpenError",
    "DataDirLockedError",
    "JournalDeadError",
    "NewerSchemaError",
    "ShopCodeChangedError",
    "opening",
]


class CannotOpenError(Exception):
    """A folder, socket or port of the agent's own cannot be used; the message says which."""


@contextmanager
def opening(what: str) -> Iterator[None]:
    """Name what could not be opened, and why.

    Raises:
        CannotOpenError: in the place of the system's or the database's error.
    """
    try:
        yield
    except OSError as error:
        raise CannotOpenError(f"{what} cannot be used: {error.strerror or error}") from error
    except DBAPIError as error:
        raise CannotOpenError(f"{what} cannot be used: {error.orig}") from error
