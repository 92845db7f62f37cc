"""The peers that stand behind the same door in the intake benchmark, where our journal would.

The one with sessions writes the same rows by the same statements; only when it commits differs.
"""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from agent.journal.events import Arrival, Net, insert_arrivals
from agent.wire.envelope import Envelope

Clock = Callable[[], datetime]


class SessionPerRequest:
    """A session and a commit for each event, as a web framework's tutorial would do it.

    Same write-ahead log and full synchronisation as ours. `connections`: more than one only wait
    for each other's write lock.
    """

    def __init__(self, file: Path, shop_id: int, *, clock: Clock, connections: int) -> None:
        self._shop_id = shop_id
        self._clock = clock
        engine = create_async_engine(
            f"sqlite+aiosqlite:///{file}", pool_size=connections, max_overflow=0, pool_timeout=60
        )
        self._sessions = async_sessionmaker(engine)

        @event.listens_for(engine.sync_engine, "connect")
        def configure(connection: sqlite3.Connection, _record: object) -> None:
            cursor = connection.cursor()
            for pragma in ("busy_timeout = 30000", "journal_mode = WAL", "synchronous = FULL"):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()

    async def accept(self, envelope: Envelope, raw: bytes, *, net: Net) -> bool:
        arrival = Arrival(
            event_id=envelope.id,
            shop_id=self._shop_id,
            order_id=envelope.order_id,
            incarnation=envelope.incarnation,
            seq=envelope.seq,
            kind=envelope.kind,
            net=net,
            made_at=envelope.made_at,
            received_at=self._clock(),
            raw=raw,
        )
        async with self._sessions() as session:
            connection = await session.connection()
            outcome = await connection.run_sync(insert_arrivals, [arrival])
            await session.commit()
        return outcome[0] is True


class NoStore:
    """Keeps nothing: what the door alone costs."""

    async def accept(self, _envelope: Envelope, _raw: bytes, *, net: Net) -> bool:
        del net
        return True
