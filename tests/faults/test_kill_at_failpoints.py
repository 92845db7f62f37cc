"""kill -9 at each named place of an order's way: nothing acknowledged is lost or doubled."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from agent.failpoints import FAILPOINTS, VARIABLE, Failpoints, UnknownFailpointError

AGENT = Path(__file__).with_name("sending_agent.py")
SOURCES = Path(__file__).parents[2] / "agent"
SHOP = "0190b5a0-0000-7000-8000-000000000001"


def run(folder: Path, failpoint: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, VARIABLE: failpoint}
    return subprocess.run(
        [sys.executable, str(AGENT), str(folder), SHOP, "1001", "1"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "data" / "journal.sqlite3") as journal:
        found = journal.execute(query).fetchall()
    journal.close()
    return found


@pytest.mark.parametrize(
    "name",
    [
        "migrate.before_commit",
        "migrate.after_commit",
        "intake.before_commit",
        "intake.after_commit",
        "submit.after_journal",
        "submit.after_send",
        "settle.after_commit",
    ],
)
def test_killed_there_the_order_is_in_the_erp_once_after_a_restart(
    name: str, tmp_path: Path
) -> None:
    killed = run(tmp_path, name)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    was_stored = "stored" in killed.stdout
    if was_stored:
        assert rows(tmp_path, "SELECT count(*) FROM events") == [(1,)]

    again = run(tmp_path)

    assert again.returncode == 0, again.stderr
    assert (tmp_path / "erp.txt").read_text().split() == ["WEB-1001-ADAP"]
    assert rows(tmp_path, "SELECT kind, state, number FROM documents") == [
        ("create", "ACCEPTED", "F1")
    ]
    assert rows(tmp_path, "SELECT disposition FROM events") == [("folded",)]
    assert rows(tmp_path, "SELECT count(*) FROM attempts WHERE ended_at IS NULL") == [(0,)]
    assert rows(tmp_path, "PRAGMA quick_check") == [("ok",)]


def test_killed_with_an_attempt_open_the_agent_asks_before_it_sends(tmp_path: Path) -> None:
    run(tmp_path, "submit.after_journal")
    assert rows(tmp_path, "SELECT state FROM documents") == [("SENDING",)]
    assert not (tmp_path / "erp.txt").exists()

    run(tmp_path)

    moves = rows(tmp_path, "SELECT what FROM audit ORDER BY id")
    assert ("SENDING>UNKNOWN",) in moves
    assert ("SENDING>READY",) not in moves
    assert rows(tmp_path, "SELECT outcome FROM attempts ORDER BY id") == [("lost",), ("accepted",)]


def test_a_failpoint_that_no_code_has_is_refused() -> None:
    with pytest.raises(UnknownFailpointError, match=r"intake\.before_commit"):
        Failpoints({VARIABLE: "no.such"})


def test_every_failpoint_stands_in_the_code() -> None:
    source = "\n".join(path.read_text() for path in SOURCES.rglob("*.py"))
    assert [name for name in FAILPOINTS if f'reach("{name}")' not in source] == []
