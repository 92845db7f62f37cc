"""The journal with what every use of it needs: the shops' rows and this agent's own id."""

from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection

from agent.app.clock import utc_now
from agent.app.failures import opening
from agent.config.load import Config
from agent.config.pairing import Pairing
from agent.journal import Journal
from agent.journal.counters import raise_to
from agent.journal.settings import get_setting, put_setting
from agent.journal.shops import ShopRow, know_shop


async def open_journal(config: Config, *, patience_s: float = 0.0) -> Journal:
    """Open (or make) the journal in the data directory, under its lock.

    Raises:
        CannotOpenError: the folder or the file in it cannot be used.
        DataDirLockedError, NewerSchemaError: another agent, or a newer release, keeps it.
    """
    with opening(f"the journal in {config.data_dir}"):
        _make_folder(config.data_dir)
        return await Journal.open(config.data_dir, clock=utc_now, patience_s=patience_s)


def _make_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


async def know_shops(
    journal: Journal, config: Config, pairings: Mapping[str, Pairing]
) -> dict[str, ShopRow]:
    """Rows by the shops' names; their codes are frozen from now on."""

    def unit(tx: Connection) -> dict[str, ShopRow]:
        return {
            name: know_shop(tx, uuid=pairings[name].shop, name=name, code=table.code, now=utc_now())
            for name, table in config.settings.shop.items()
        }

    return await journal.write(unit)


async def agent_id(journal: Journal) -> str:
    """Made once for a journal.

    A new journal's revisions begin above all that an earlier one may have told the shop: they
    count from the clock's milliseconds, and no journal makes one each millisecond.
    """

    def unit(tx: Connection) -> str:
        known = get_setting(tx, "agent_id")
        if known is None:
            known = str(uuid4())
            put_setting(tx, "agent_id", known)
            raise_to(tx, "mirror_revision", int(utc_now().timestamp() * 1000))
        return known

    return await journal.write(unit)
