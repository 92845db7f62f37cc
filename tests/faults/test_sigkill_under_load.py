"""Killed at any moment under load: every event that was acknowledged is in the journal, once."""

import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

AGENT = Path(__file__).with_name("storing_agent.py")
ROUNDS = 4


def test_nothing_acknowledged_is_lost_under_sigkill(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")  # noqa: T201 - to run it again
    dice = random.Random(seed)
    acknowledged: set[str] = set()
    for turn in range(ROUNDS):
        acknowledged |= _store_until_killed(tmp_path, turn, dice.randint(20, 400))
    with sqlite3.connect(tmp_path / "journal.sqlite3") as journal:
        kept = [row[0] for row in journal.execute("SELECT event_id FROM events")]
        bodies = journal.execute("SELECT count(*) FROM event_bodies").fetchone()
        lanes = journal.execute("SELECT count(*) FROM lanes WHERE due IS NOT NULL").fetchone()
        assert journal.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    journal.close()

    assert len(acknowledged) >= ROUNDS * 20
    assert acknowledged <= set(kept)
    assert len(kept) == len(set(kept)) == bodies[0] == lanes[0]


def _store_until_killed(folder: Path, turn: int, after: int) -> set[str]:
    agent = subprocess.Popen(
        [sys.executable, str(AGENT), str(folder), str(turn * 10**6 + 1)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert agent.stdout is not None
    seen = [agent.stdout.readline().strip() for _ in range(after)]
    agent.send_signal(signal.SIGKILL)
    rest = agent.stdout.read().splitlines()
    agent.stdout.close()
    agent.wait(timeout=10)
    # The last line may be torn; a torn acknowledgement is none.
    return {line for line in [*seen, *rest] if len(line) == 36}
