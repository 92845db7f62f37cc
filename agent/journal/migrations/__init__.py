"""The journal's steps, oldest first. A released step never changes; a new one is one line more."""

from agent.journal.migrations import (
    m0001_books,
    m0002_stock,
    m0003_unreadable,
    m0004_tallies,
)

STEPS: tuple[tuple[str, ...], ...] = (
    m0001_books.STATEMENTS,
    m0002_stock.STATEMENTS,
    m0003_unreadable.STATEMENTS,
    m0004_tallies.STATEMENTS,
)
