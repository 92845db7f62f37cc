"""Durable signed intake through the real door, beside a session and commit per request, and beside
the door with nothing behind it. What was answered "stored" is counted in the database afterwards.
"""

import itertools
import shutil
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

from agent.journal.journal import FILE_NAME
from agent.wire.signature import decode_secret
from tests.benchmarks.harness import Goal, Plan, Row, alternate, at_least, middle, ratio
from tests.benchmarks.intake_door import JOURNAL, NOTHING, SESSION, DoorPlan, door
from tests.benchmarks.load import LoadPlan
from tests.benchmarks.processes import BenchmarkError, ask
from tests.benchmarks.shop_ground import SECRET, SHOP

_GOALS = {1: 1.0, 32: 6.0, 128: 6.0}
#: Enough events for the fastest door seen, so that nobody runs out of them before the time is over.
_EVENTS_A_SECOND = {NOTHING: 15_000, JOURNAL: 12_000, SESSION: 3_000}
_NAMES = {JOURNAL: "ours", SESSION: "session per request", NOTHING: "no store"}


def run(plan: Plan) -> list[Row]:
    rows = []
    for clients in _GOALS:
        rows += _at(clients, plan)
    return rows


def _at(clients: int, plan: Plan) -> list[Row]:
    turns = itertools.count()
    waits: dict[str, list[float]] = {name: [] for name in _NAMES.values()}

    def contender(store: str) -> float:
        folder = plan.folder / f"intake-{clients}-{next(turns)}"
        tally = _load(folder, store, clients, plan)
        shutil.rmtree(folder)
        waits[_NAMES[store]].append(tally["p99_ms"])
        return float(tally["rate"])

    measured = alternate(
        {name: partial(contender, store) for store, name in _NAMES.items()},
        runs=plan.runs,
    )
    goal: Goal = at_least(_GOALS[clients])
    label = f"{clients} client" + ("" if clients == 1 else "s")
    return [
        ratio(f"{label}: ours / session per request", measured, "ours", "session per request",
              goal=goal, note="events/s"),
        ratio(f"{label}: ours / no store", measured, "ours", "no store", note="events/s"),
        middle(f"{label}: ours, p99", waits, "ours", "ms"),
        middle(f"{label}: session per request, p99", waits, "session per request", "ms"),
    ]  # fmt: skip


def _load(folder: Path, store: str, clients: int, plan: Plan) -> dict[str, float]:
    opened = DoorPlan(socket=f"{folder}.sock", folder=str(folder), store=store)
    seconds, warm_up = plan.pick(2.0, 0.3), plan.pick(0.5, 0.1)
    load = LoadPlan(
        socket=opened.socket,
        shop=SHOP,
        key=decode_secret(SECRET).hex(),
        clients=clients,
        warm_up_s=warm_up,
        seconds=seconds,
        events=int(_EVENTS_A_SECOND[store] * (seconds + warm_up)) + clients,
    )
    with door(opened):
        tally: dict[str, float] = ask("load", load)
    if tally["refused"]:
        raise BenchmarkError(f"{tally['refused']} events were refused")
    if store != NOTHING:
        _check(folder / FILE_NAME, int(tally["stored"]))
    return tally


def _check(journal: Path, answered: int) -> None:
    with closing(sqlite3.connect(f"file:{journal}?mode=ro", uri=True)) as books:
        kept = books.execute("SELECT COUNT(*) FROM event_bodies").fetchone()[0]
    if kept != answered:
        raise BenchmarkError(f"{answered} events were answered as stored, {kept} are there")
