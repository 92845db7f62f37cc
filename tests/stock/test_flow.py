"""The way from the ERP's figures to the plugin, on a real journal."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Connection, select

from agent.domain.states import Kind
from agent.domain.stock import StockRules
from agent.flows.shop_catalog import ShopCatalog
from agent.flows.stock_to_shop import StockToShop
from agent.journal import Journal
from agent.journal.accepted_lines import LinePart, keep_accepted_lines
from agent.journal.cases import open_cases
from agent.journal.documents import add_document
from agent.journal.events import Arrival, Net, events
from agent.journal.lanes import lanes_of_order
from agent.journal.stock import ReadingState, last_reading
from agent.ports.failures import ErpUnavailableError, ShopUnavailableError
from agent.wire.envelope import EventKind
from agent.wire.stock import EPOCH_TERM
from tests.stock.conftest import Clock
from tests.stock.ends import ScriptedErp, ScriptedShop, stock_of

Flow = Callable[[], StockToShop]


@pytest.fixture
def erp() -> ScriptedErp:
    return ScriptedErp(stock_of(A=5, B=7, C=9))


@pytest.fixture
def shop() -> ScriptedShop:
    return ScriptedShop({"A": 1, "B": 2, "C": 3})


@pytest.fixture
def new_flow(journal: Journal, erp: ScriptedErp, shop: ScriptedShop, clock: Clock) -> Flow:
    """A flow as a fresh process builds it."""

    def build() -> StockToShop:
        catalog = ShopCatalog(
            journal,
            shop,  # type: ignore[arg-type] # what this flow needs of it
            shop_id=1,
            clock=clock,
        )
        return StockToShop(
            journal,
            erp,  # type: ignore[arg-type] # what this flow needs of it
            shop,  # type: ignore[arg-type] # what this flow needs of it
            shop_id=1,
            rules=StockRules(),
            orders_before_start="outside",
            refresh_catalog=catalog.refresh,
            clock=clock,
        )

    return build


async def accept(journal: Journal, item_id: int, stock_id: int, clock: Clock) -> None:
    """An order with one line is in the ERP from now on."""
    event_id = f"0190b5a0-0000-7000-8000-{item_id:012x}"
    await journal.accept(
        Arrival(
            event_id=event_id,
            shop_id=1,
            order_id=item_id,
            incarnation="9f86d081",
            seq=1,
            kind=EventKind.ORDER,
            net=Net.PUSH,
            made_at=clock(),
            received_at=clock(),
            raw=b"{}",
        )
    )

    def unit(tx: Connection) -> None:
        event = tx.execute(select(events.c.id).where(events.c.event_id == event_id)).scalar_one()
        (lane,) = lanes_of_order(tx, shop_id=1, order_id=item_id)
        document = add_document(
            tx,
            lane,
            system="erp",
            kind=Kind.CREATE,
            reference=f"WEB-{item_id}",
            event=event,
            seq=1,
            now=clock(),
        )
        line = LinePart(item_id=item_id, stock_id=stock_id, quantity=Decimal(1))
        keep_accepted_lines(tx, document, [line], now=clock())

    await journal.write(unit)


async def codes(journal: Journal) -> list[str]:
    cases = await journal.read(lambda tx: open_cases(tx, shop_id=1))
    return [case.problems[0].code for case in cases]


async def test_all_figures_go_first_then_only_what_changed(
    new_flow: Flow, erp: ScriptedErp, shop: ScriptedShop, clock: Clock
) -> None:
    flow = new_flow()
    report = await flow.run_once()
    assert (report.read, report.pushed, report.results["applied"]) == (3, 3, 3)
    assert shop.figure_of == {1: Decimal(5), 2: Decimal(7), 3: Decimal(9)}
    clock.sleep(minutes=1)
    erp.stock_of["B"] = Decimal(6)
    await flow.run_once()
    assert shop.pushed_ids() == [1, 2, 3, 2]
    clock.sleep(hours=7)
    report = await flow.run_once()
    assert report.is_full
    assert shop.pushed_ids()[4:] == [1, 2, 3]


async def test_a_credit_is_given_only_for_what_was_accepted_before_the_reading_began(
    new_flow: Flow, erp: ScriptedErp, shop: ScriptedShop, journal: Journal, clock: Clock
) -> None:
    await accept(journal, 11, 1, clock)
    clock.sleep(seconds=5)

    async def accepted_meanwhile() -> None:
        clock.sleep(seconds=1)
        await accept(journal, 12, 1, clock)

    erp.while_reading.append(accepted_meanwhile)
    flow = new_flow()
    await flow.run_once()
    assert shop.credits_of[1] == {11: Decimal(1)}
    erp.while_reading.clear()
    clock.sleep(minutes=1)
    await flow.run_once()
    assert shop.credits_of[1] == {11: Decimal(1), 12: Decimal(1)}


async def test_a_figure_older_than_the_reading_gets_no_later_credits(
    new_flow: Flow, erp: ScriptedErp, shop: ScriptedShop, journal: Journal, clock: Clock
) -> None:
    erp.as_of = clock() + timedelta(hours=1)
    clock.sleep(seconds=30)
    erp.clock = clock() + timedelta(hours=1)
    await accept(journal, 11, 1, clock)
    clock.sleep(seconds=30)
    erp.clock = clock() + timedelta(hours=1)
    await new_flow().run_once()
    assert shop.credits_of[1] == {}


async def test_what_is_stale_or_broken_off_is_not_shown_and_opens_one_case(
    new_flow: Flow, erp: ScriptedErp, shop: ScriptedShop, journal: Journal, clock: Clock
) -> None:
    flow = new_flow()
    erp.as_of = clock() - timedelta(hours=2)
    await flow.run_once()
    await flow.run_once()
    assert shop.pushes == []
    assert await codes(journal) == ["stock_stale"]
    erp.as_of, erp.ends = clock(), False
    report = await flow.run_once()
    assert [p.code for p in report.refused] == ["stock_incomplete"]
    assert await codes(journal) == ["stock_incomplete"]
    erp.ends, erp.announces = True, 4
    await flow.run_once()
    assert await codes(journal) == ["stock_count_differs"]
    erp.announces = 3
    await flow.run_once()
    assert await codes(journal) == []
    assert shop.pushed_ids() == [1, 2, 3]


async def test_a_sudden_fall_waits_for_a_person(
    new_flow: Flow, erp: ScriptedErp, shop: ScriptedShop, journal: Journal, clock: Clock
) -> None:
    erp.stock_of = {f"S{n}": Decimal(4) for n in range(20)}
    shop.catalog_of = {f"S{n}": n + 1 for n in range(20)}
    flow = new_flow()
    await flow.run_once()
    clock.sleep(minutes=1)
    erp.stock_of |= {f"S{n}": Decimal(0) for n in range(5)}
    report = await flow.run_once()
    assert [p.code for p in report.refused] == ["stock_mass_change"]
    assert shop.figure_of[1] == 4
    clock.sleep(minutes=1)
    assert await flow.allow_drop("anna")
    clock.sleep(minutes=1)
    await flow.run_once()
    assert shop.figure_of[1] == 0
    assert await codes(journal) == []


async def test_a_restart_finishes_what_was_stored_and_begins_a_new_term(
    new_flow: Flow, shop: ScriptedShop, journal: Journal, clock: Clock
) -> None:
    shop.is_down = True
    with pytest.raises(ShopUnavailableError):
        await new_flow().run_once()
    shop.is_down = False
    clock.sleep(minutes=1)
    await new_flow().run_once()
    first, *_ = shop.pushes
    assert first.items[0].epoch == EPOCH_TERM + 1
    clock.sleep(hours=7)
    await new_flow().run_once()
    assert shop.epoch_of[1] // EPOCH_TERM == 3
    reading = await journal.read(lambda tx: last_reading(tx, 1))
    assert reading is not None
    assert reading.state is ReadingState.DONE


async def test_an_answer_that_was_lost_is_not_an_alarm_a_foreign_epoch_is(
    new_flow: Flow, erp: ScriptedErp, shop: ScriptedShop, journal: Journal, clock: Clock
) -> None:
    flow = new_flow()
    await flow.run_once()
    clock.sleep(minutes=1)
    erp.stock_of["A"] = Decimal(4)
    shop.says[1] = "stale"
    shop.epoch_of[1] = EPOCH_TERM + 2
    await flow.run_once()
    assert await codes(journal) == []
    clock.sleep(minutes=1)
    erp.stock_of["A"] = Decimal(3)
    shop.epoch_of[1] = 9 * EPOCH_TERM
    await flow.run_once()
    assert await codes(journal) == ["stock_epoch_foreign"]
    await new_flow().run_once()
    assert shop.figure_of[1] == 3
    assert await codes(journal) == []


async def test_what_is_not_ready_stays_open_and_what_moved_reads_the_catalog_anew(
    new_flow: Flow, erp: ScriptedErp, shop: ScriptedShop, clock: Clock
) -> None:
    shop.says = {1: "not_ready", 2: "moved", 3: "failed"}
    flow = new_flow()
    report = await flow.run_once()
    assert report.results == {"not_ready": 1, "moved": 1, "failed": 1}
    clock.sleep(minutes=1)
    shop.catalog_of["B"] = 22
    await flow.run_once()
    assert shop.catalog_calls[-1].since is None
    assert shop.figure_of == {1: Decimal(5), 22: Decimal(7), 3: Decimal(9)}


async def test_an_erp_that_is_down_changes_nothing(
    new_flow: Flow, erp: ScriptedErp, shop: ScriptedShop
) -> None:
    erp.fails = True
    with pytest.raises(ErpUnavailableError):
        await new_flow().run_once()
    assert shop.pushes == []


async def test_pushes_go_in_pages_of_what_the_shop_takes(
    new_flow: Flow, shop: ScriptedShop
) -> None:
    shop.page_max = 2
    await new_flow().run_once()
    assert [len(request.items) for request in shop.pushes] == [2, 1]
