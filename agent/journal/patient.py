"""Writing that outlives a full disk or a foreign lock: for what must not be thrown away.

The ERP's answer to an attempt exists once; forgotten, it would have to be asked for again.
"""

import asyncio
from typing import TypeVar

from loguru import logger

from agent.journal.journal import Journal
from agent.journal.writer import JournalBusyError, JournalFullError, Unit

T = TypeVar("T")

PAUSE_S = 1.0
PATIENCE_S = 45.0


async def write_patiently(journal: Journal, unit: Unit[T]) -> T:
    """Run the unit, again and again while there is no room or another program holds the file.

    Raises:
        JournalFullError, JournalBusyError: it lasted longer than `PATIENCE_S`.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + PATIENCE_S
    while True:
        try:
            return await journal.write(unit)
        except (JournalFullError, JournalBusyError) as error:
            if loop.time() >= until:
                raise
            logger.warning("The journal cannot be written: {}. It is tried again.", error)
        await asyncio.sleep(PAUSE_S)
