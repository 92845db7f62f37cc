"""The desk without a running agent: the journal under its lock, no network."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from agent.app.books import open_journal
from agent.app.clock import utc_now
from agent.app.systems import plan_systems
from agent.config.load import Config
from agent.entrypoints.desk import Desk
from agent.flows.cases import Cases


@asynccontextmanager
async def desk(config: Config) -> AsyncIterator[Desk]:
    """Raises DataDirLockedError where an agent runs after all."""
    plans, _ = plan_systems(config)
    supports = {plan.name: plan.build().support for plan in plans}
    journal = await open_journal(config)
    try:
        cases = Cases(journal, supports, clock=utc_now, wake=lambda: None)
        yield Desk(journal, cases, None, clock=utc_now)
    finally:
        await journal.close()
