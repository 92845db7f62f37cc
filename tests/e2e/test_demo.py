"""The demo on its real parts; then each ledger is damaged and the comparison must name it."""

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from agent.practice.demo import books, reading
from agent.practice.demo.agent_process import AgentProcess
from agent.practice.demo.books import Verdict, compare
from agent.practice.demo.ledgers import Ledgers
from agent.practice.demo.play import play, products
from agent.practice.demo.scenario import Fault, choose
from agent.practice.demo.systems import Systems, start
from agent.practice.erp.process import PracticeErp
from tests.support.shop import new_home

SEED = 4
ORDERS = 14
SETTLES_WITHIN_S = 90


@pytest.fixture(scope="module")
def systems() -> Iterator[Systems]:
    home = new_home("demo")
    running = start(home, print)
    try:
        play(running, choose(SEED, orders=ORDERS, products=products(running)), print)
        yield running
    finally:
        running.stop()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def settled(systems: Systems) -> Ledgers:
    """The three ledgers when nothing is under way any more; the agent is at rest from then on."""
    ends_at = time.monotonic() + SETTLES_WITHIN_S
    while True:
        ledgers = reading.read_books(systems)
        if compare(ledgers).agree or time.monotonic() > ends_at:
            systems.agent.stop()
            return ledgers
        time.sleep(1)


def _told(ledgers: Ledgers) -> str:
    verdict = compare(ledgers)
    assert not verdict.agree
    return "\n".join(verdict.differences)


def _accepted(settled: Ledgers) -> tuple[int, str, str]:
    """Order id, reference and ERP number of one order that the ERP has."""
    live = {d.reference: d.number for d in settled.erp.documents if not d.is_cancelled}
    document = next(d for d in settled.agent.documents if d.reference in live)
    return document.order_id, document.reference, live[document.reference]


def test_the_books_agree_and_every_fault_has_ended_as_it_should(settled: Ledgers) -> None:
    verdict: Verdict = compare(settled)
    assert verdict.differences == ()
    assert (verdict.lost, verdict.doubled) == ((), ())
    assert len(verdict.once) + len(verdict.needs_person) + len(verdict.cancelled) == ORDERS
    faulty = [o.fault for o in choose(SEED, orders=ORDERS, products=40).orders]
    must_ask = sum(fault in {Fault.UNKNOWN_SKU, Fault.TOTALS} for fault in faulty)
    assert len(verdict.needs_person) == must_ask
    assert verdict.stock_right == verdict.stock_all


def test_the_kill_landed_while_an_attempt_was_open(systems: Systems, settled: Ledgers) -> None:
    """An attempt that the death of the agent has ended: its row says so."""
    del settled
    file = systems.agent.home / "data" / "journal.sqlite3"
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as journal:
        rows = journal.execute("SELECT outcome, message FROM attempts").fetchall()
    assert ("lost", "the agent stopped before the answer") in rows


def test_a_document_removed_from_the_erps_ledger_is_named(
    systems: Systems, settled: Ledgers, tmp_path: Path
) -> None:
    order_id, _, number = _accepted(settled)
    damaged = _erp_with(systems, tmp_path, "DELETE FROM document WHERE number = ?", (number,))
    assert f"order {order_id} is accepted as {number} says the agent" in _told(
        replace(settled, erp=damaged)
    )


def test_a_document_doubled_in_the_erps_ledger_is_named(
    systems: Systems, settled: Ledgers, tmp_path: Path
) -> None:
    order_id, reference, _ = _accepted(settled)
    other = next(
        d.number for d in settled.erp.documents if d.reference != reference and not d.is_cancelled
    )
    damaged = _erp_with(
        systems,
        tmp_path,
        "UPDATE document SET reference = ? WHERE number = ?",
        (reference, other),
    )
    assert f"order {order_id} is 2 times in the ERP" in _told(replace(settled, erp=damaged))


def test_a_cent_in_the_erps_ledger_is_named(
    systems: Systems, settled: Ledgers, tmp_path: Path
) -> None:
    order_id, _, number = _accepted(settled)
    damaged = _erp_with(
        systems,
        tmp_path,
        "UPDATE document SET gross = printf('%.2f', gross + 0.01) WHERE number = ?",
        (number,),
    )
    told = _told(replace(settled, erp=damaged))
    assert f"order {order_id} is " in told
    assert f"but {number} is" in told


def test_a_row_removed_from_the_journal_is_named(
    systems: Systems, settled: Ledgers, tmp_path: Path
) -> None:
    order_id, reference, _ = _accepted(settled)
    home = tmp_path / "agent"
    shutil.copytree(systems.agent.home, home, ignore=shutil.ignore_patterns("*.sock"))
    text = systems.agent.config.read_text().replace(str(systems.agent.home), str(home))
    (home / "agent.toml").write_text(text)
    with closing(sqlite3.connect(home / "data" / "journal.sqlite3")) as journal:
        journal.execute("PRAGMA foreign_keys = OFF")
        journal.execute("DELETE FROM documents WHERE reference = ?", (reference,))
        journal.commit()
    copied = AgentProcess(home)
    agent = reading.read_agent(copied.ask("orders", "--json"), copied.ask("status", "--json"))
    told = _told(replace(settled, agent=agent))
    assert f"order {order_id} is in the shop, but the agent has no document for it" in told


def test_one_piece_too_many_on_show_is_named(systems: Systems, settled: Ledgers) -> None:
    sku, shown = next(iter(settled.shop.shown.items()))
    product_id = next(p.id for p in systems.shop.products() if p.sku == sku)
    change = (
        "UPDATE wp_postmeta SET meta_value = meta_value {} 1"
        " WHERE meta_key = '_stock' AND post_id = {}"
    )
    systems.shop.sql(change.format("+", product_id))
    try:
        systems.shop.php("wp_cache_flush();")
        damaged = replace(settled, shop=reading.read_shop(systems.shop))
    finally:
        systems.shop.sql(change.format("-", product_id))
    assert f"{sku}: the shop shows {books._plain(shown + 1)}" in _told(damaged)


def test_an_order_removed_from_the_shop_is_named(systems: Systems, settled: Ledgers) -> None:
    order_id, reference, _ = _accepted(settled)
    systems.shop.sql(f"DELETE FROM wp_wc_orders WHERE id = {order_id:d}")
    damaged = replace(settled, shop=reading.read_shop(systems.shop))
    assert f"the agent has {reference}, but the shop has no order {order_id}" in _told(damaged)


def _erp_with(
    systems: Systems, tmp_path: Path, change: str, values: tuple[object, ...]
) -> reading.ledgers.Erp:
    """The ERP's ledger read from a copy of its database that was changed."""
    home = tmp_path / "erp"
    shutil.copytree(systems.erp.home, home, ignore=shutil.ignore_patterns("*.sock"))
    with closing(sqlite3.connect(home / "erp.sqlite3")) as ledger:
        ledger.execute("PRAGMA foreign_keys = OFF")
        assert ledger.execute(change, values).rowcount == 1
        ledger.commit()
    return reading.read_erp(PracticeErp(home).ledger())
