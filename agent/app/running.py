"""A running agent: door, pull, workers, jobs and control, started and ended in order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from importlib.metadata import version

from loguru import logger

from agent.app.books import agent_id, know_shops, open_journal
from agent.app.clock import elapsed, utc_now
from agent.app.failures import opening
from agent.app.shops import build_shop, read_pairing
from agent.app.systems import SystemPlan, plan_systems
from agent.config.defects import ConfigError
from agent.config.load import Config, missing_pairings, unreadable_credentials
from agent.config.settings import StockTable
from agent.domain.stages import Rules
from agent.domain.stock import StockRules
from agent.entrypoints.control import Control
from agent.entrypoints.desk import Desk, Running
from agent.entrypoints.door import Door
from agent.entrypoints.scheduler import Job, Scheduler
from agent.entrypoints.worker import Workers
from agent.flows.cases import Cases
from agent.flows.intake import Intake
from agent.flows.mirror_to_wp_admin import MirrorToWpAdmin
from agent.flows.orders_to_erp import OrdersToErp
from agent.flows.outbox_to_journal import OutboxToJournal
from agent.flows.shop_catalog import ShopCatalog
from agent.flows.stock_to_shop import StockToShop
from agent.journal import Journal
from agent.ports.erp import Erp
from agent.shop_adapters.order_reader import read_order
from agent.shop_adapters.shop import WooShop
from agent.wire.mirror import SystemBeat
from agent.wire.routes import AgentName

MIRROR_EVERY_S = 10.0
DRAINS_WITHIN_S = 60.0
# A command that found no agent holds the data directory for a moment: that must not end a start.
COMMAND_ENDS_WITHIN_S = 5.0
VERSION = version("counterfoil")


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What was built, ready to start."""

    orders: OrdersToErp
    workers: Workers
    scheduler: Scheduler
    door: Door
    control: Control
    listen: str


@asynccontextmanager
async def house(config: Config) -> AsyncIterator[House]:
    """Everything built and opened; closed in turn on the way out.

    Raises:
        ConfigError: agent.toml, a credential or a preset is wrong.
        DataDirLockedError: an agent with this data directory runs already.
    """
    unpaired = list(missing_pairings(config))
    plans, config = plan_systems(config)
    if missing := [*unpaired, *unreadable_credentials(config)]:
        raise ConfigError(missing)
    async with AsyncExitStack() as stack:
        journal = await open_journal(config, patience_s=COMMAND_ENDS_WITHIN_S)
        stack.push_async_callback(journal.close)
        systems = {plan.name: plan.build() for plan in plans}
        for erp in systems.values():
            stack.push_async_callback(erp.close)
        yield await _Builder(config, plans, systems, journal, stack).build()


class _Builder:
    """Holds what several constructor calls need while the house is built."""

    def __init__(
        self,
        config: Config,
        plans: tuple[SystemPlan, ...],
        systems: Mapping[str, Erp],
        journal: Journal,
        stack: AsyncExitStack,
    ) -> None:
        self._config = config
        self._plans = plans
        self._systems = systems
        self._journal = journal
        self._stack = stack
        self._pairings = {name: read_pairing(config, name) for name in config.settings.shop}
        self._started_at = utc_now()

    async def build(self) -> House:
        settings = self._config.settings
        rows = await know_shops(self._journal, self._config, self._pairings)
        self._ids = {name: row.id for name, row in rows.items()}
        self._orders = self._build_orders()
        name = AgentName(id=await agent_id(self._journal), version=VERSION)
        self._intake = Intake(
            self._journal,
            {row.uuid: row.id for row in rows.values()},
            clock=utc_now,
            wake=self._orders.wake.set,
        )
        jobs: list[Job] = []
        self._shops: list[WooShop] = []
        for shop_name in settings.shop:
            shop = build_shop(self._config, shop_name, self._pairings[shop_name], name)
            self._stack.push_async_callback(shop.close)
            self._shops.append(shop)
            jobs += self._jobs(shop)
        scheduler = Scheduler(jobs)
        return House(
            orders=self._orders,
            workers=Workers(self._orders, count=settings.agent.workers, clock=utc_now),
            scheduler=scheduler,
            door=Door(self._intake, {p.shop: p.keys for p in self._pairings.values()}),
            control=Control(self._desk(scheduler, jobs), self._config.data_dir),
            listen=settings.agent.listen,
        )

    def _build_orders(self) -> OrdersToErp:
        table = self._config.settings.orders
        codes = {self._ids[n]: s.code for n, s in self._config.settings.shop.items()}
        return OrdersToErp(
            self._journal,
            self._with_role("orders"),
            shop_codes=codes,
            read_order=read_order,
            rules=Rules(send_statuses=frozenset(table.send_statuses), starts_at=table.starts_at),
            clock=utc_now,
            elapsed=elapsed,
        )

    def _with_role(self, role: str) -> Erp:
        """The system with that role; the configuration was refused where there is none."""
        return next(self._systems[p.name] for p in self._plans if role in p.roles)

    def _jobs(self, shop: WooShop) -> list[Job]:
        settings, shop_id = self._config.settings, self._ids[shop.name]
        pull = OutboxToJournal(
            self._journal, shop, shop_id=shop_id, accept=self._intake.accept, clock=utc_now
        )
        mirror = MirrorToWpAdmin(
            self._journal,
            shop,
            shop_id=shop_id,
            version=VERSION,
            systems=self._system_beats,
            clock=utc_now,
        )
        poll = settings.shop[shop.name].poll
        jobs = [
            Job(name=f"pull.{shop.name}", every_s=poll, run=pull.run_once),
            Job(name=f"mirror.{shop.name}", every_s=min(poll, MIRROR_EVERY_S), run=mirror.run_once),
        ]
        if settings.stock is not None and any("stock" in plan.roles for plan in self._plans):
            flow = self._build_stock(settings.stock, shop)
            every_s = settings.stock.interval
            jobs.append(Job(name=f"stock.{shop.name}", every_s=every_s, run=flow.run_once))
        return jobs

    def _build_stock(self, table: StockTable, shop: WooShop) -> StockToShop:
        shop_id = self._ids[shop.name]
        catalog = ShopCatalog(self._journal, shop, shop_id=shop_id, clock=utc_now)
        return StockToShop(
            self._journal,
            self._with_role("stock"),
            shop,
            shop_id=shop_id,
            rules=StockRules(
                max_age=timedelta(seconds=table.max_age),
                warehouses=frozenset(table.warehouses) or None,
                safety_stock=Decimal(table.safety_stock),
            ),
            orders_before_start=table.orders_before_start,
            refresh_catalog=catalog.refresh,
            clock=utc_now,
        )

    def _system_beats(self) -> tuple[SystemBeat, ...]:
        circuit = self._orders.circuit
        with_orders = self._with_role("orders")
        return tuple(
            SystemBeat(
                name=name,
                state="down" if erp is with_orders and circuit.open_until else "up",
                since=circuit.since or self._started_at,
            )
            for name, erp in self._systems.items()
        )

    def _desk(self, scheduler: Scheduler, jobs: list[Job]) -> Desk:
        run_now: dict[str, Callable[[], Awaitable[object]]] = {job.name: job.run for job in jobs}
        running = Running(
            version=VERSION,
            started_at=self._started_at,
            circuit=lambda: self._orders.circuit,
            failing=scheduler.failing,
            clocks=lambda: {shop.name: shop.ahead_s for shop in self._shops},
            run_now=run_now,
        )
        return Desk(self._journal, self._cases(), running, clock=utc_now)

    def _cases(self) -> Cases:
        return Cases(
            self._journal,
            {name: erp.support for name, erp in self._systems.items()},
            clock=utc_now,
            wake=self._orders.wake.set,
        )


async def run(config: Config, *, ending: asyncio.Event, for_s: float | None = None) -> None:
    """Run until `ending` is set or the time is up; what was begun is finished first."""
    async with house(config) as built:
        await built.orders.recover()
        with opening("the control socket in the data directory"):
            await built.control.open()
        with opening(f'listen = "{built.listen}"'):
            await built.door.open(built.listen)
        built.workers.start()
        built.scheduler.start(utc_now())
        logger.info("Counterfoil {} is at work.", VERSION)
        try:
            await _until(built, ending, for_s)
        finally:
            await _end(built)
    logger.info("Counterfoil has ended; nothing is half done.")


async def _until(built: House, ending: asyncio.Event, for_s: float | None) -> None:
    """A worker that ends by itself (a dead disk) ends the agent."""
    waits = {
        asyncio.create_task(ending.wait(), name="ending"),
        asyncio.create_task(built.workers.idle(), name="workers"),
    }
    done, pending = await asyncio.wait(waits, timeout=for_s, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    for task in done:
        task.result()


async def _end(built: House) -> None:
    built.scheduler.stop()
    await built.door.close()
    if not await built.scheduler.drained(within_s=DRAINS_WITHIN_S):
        logger.warning("A job is still under way; it goes on after the next start.")
    await built.workers.stop()
    built.scheduler.end()
    await built.control.close()
