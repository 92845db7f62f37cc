"""A new journal must not tell the shop revisions that are older than what it has."""

from datetime import UTC, datetime
from pathlib import Path

from agent.app.books import agent_id
from agent.journal import Journal
from agent.journal.counters import next_value


async def test_a_new_journals_revisions_begin_above_an_earlier_ones(tmp_path: Path) -> None:
    last = 0
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        journal = await Journal.open(tmp_path / name, clock=lambda: datetime.now(UTC))
        known = await agent_id(journal)
        assert await agent_id(journal) == known
        for _ in range(3):
            revision = await journal.write(lambda tx: next_value(tx, "mirror_revision"))
            assert revision > last
            last = revision
        await journal.close()
