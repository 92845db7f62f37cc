"""Which SQLite is told, and when its fault is."""

import sqlite3

import pytest

from agent.views.database import database


@pytest.mark.parametrize(
    ("version", "has_fault"),
    [((3, 6, 23), False), ((3, 7, 0), True), ((3, 40, 1), True), ((3, 51, 2), True),
     ((3, 51, 3), False), ((3, 52, 0), False)],
)  # fmt: skip
def test_the_fault_is_told_in_its_range(version: tuple[int, int, int], *, has_fault: bool) -> None:
    assert database(version).has_wal_reset is has_fault


def test_the_version_is_the_library_in_use() -> None:
    assert database().version == sqlite3.sqlite_version
