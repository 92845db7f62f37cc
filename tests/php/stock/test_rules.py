"""Each rule of the plugin's stock books, with a short sequence that goes wrong without it."""

from dataclasses import dataclass

import pytest

from agent.practice.shop.shop import PracticeShop
from tests.php.stock.worker import Patch, Worker
from tests.php.stock.world import Broken, World, parse

CLAIMED = "COALESCE(CAST(w.meta_value AS DECIMAL(19,6)), 0)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What it says, the sequence, and the patch that takes the rule away."""

    says: str
    steps: str
    patch: Patch
    start: str = ""


RULES = [
    Rule(
        says="a message with a lower epoch changes nothing",
        steps="begin, read, compose, moves -2, begin, read, compose, deliver 1, deliver 0",
        patch=Patch(
            cls="Figures",
            old="$figure->epoch > (int) $before[ $figure->stock_id ]['epoch']",
            new="$figure->epoch > 0",
        ),
    ),
    Rule(
        says="shown moves by a difference, it is not set",
        steps="sell 0 1, go, snap",
        patch=Patch(
            cls="Figures",
            old="CAST(p.meta_value AS DECIMAL(19,6))"
            " + (g.figure - s.figure) - (g.after_it - g.before_it)",
            new="g.figure - g.after_it",
        ),
    ),
    Rule(
        says="a line that is not listed has no credit",
        steps="sell 0 1, finish, accept, snap, release, snap",
        patch=Patch(
            cls="Figures", old="SET l.credit = 0 WHERE", new="SET l.credit = l.credit WHERE"
        ),
    ),
    Rule(
        says="what the ERP has not released does not come back on sale",
        steps="sell 0 1, finish, accept, snap, cancel, finish",
        patch=Patch(
            cls="Books",
            old="GREATEST(0, (%2$s - LEAST(%1$s.settled, %2$s))"
            " - GREATEST(0, %1$s.credit - %1$s.final))",
            new="((%2$s - LEAST(%1$s.settled, %2$s)) - GREATEST(0, %1$s.credit - %1$s.final))",
        ),
    ),
    Rule(
        says="a claim carries a value: its hooks fire twice",
        steps="sell 0 1, finish",
        patch=Patch(cls="Books", old=f"'{CLAIMED}'", new=f"'(l.claimed + {CLAIMED})'"),
    ),
    Rule(
        says="a move and its unclaimed quantity are one statement's",
        steps="sell 0 1, go",
        patch=Patch(
            cls="Books", old="s.unclaimed = s.unclaimed - $up", new="s.unclaimed = s.unclaimed"
        ),
    ),
    Rule(
        says="open orders are seeded before the first figure",
        steps="snap",
        start="outside",
        patch=Patch(cls="Seeding", old="array_chunk( $lines, 500 )", new="array_chunk( [], 500 )"),
    ),
    Rule(
        says="what the cut-over calls inside the figure is settled",
        steps="snap",
        start="inside",
        patch=Patch(cls="Seeding", old="$is_inside && ", new="false && "),
    ),
    Rule(
        says="nothing is seeded while a request may be between move and claim",
        steps="sell 2 1 1, go, snap, finish",
        start="outside",
        patch=Patch(
            cls="Seeding",
            old="$this->moving( $stock_ids ), $others )",
            new="$others )",
        ),
    ),
    Rule(
        says="seeding counts a live order's line that a killed request has not marked",
        steps="sell 2 1, go, kill, snap",
        start="outside",
        patch=Patch(cls="OpenOrderLines", old="'wc-processing', 'wc-on-hold'", new="'wc-none'"),
    ),
    Rule(
        says="seeding leaves a young order to its request, which may not have moved stock yet",
        steps="sell 2 1, seed, finish",
        start="outside",
        patch=Patch(cls="OpenOrderLines", old="AND o.changed_at <", new="AND '2000-01-01' <"),
    ),
    Rule(
        says="seeding counts an order just closed that has not given its stock back yet",
        steps="cancel 0, seed, finish",
        start="outside",
        patch=Patch(
            cls="OpenOrderLines",
            old="(o.changed_at >= DATE_SUB(UTC_TIMESTAMP(), INTERVAL %d SECOND)",
            new="(%d < 0",
        ),
    ),
    Rule(
        says="the first figure keeps what moved since seeding",
        steps="seed, sell 2 1, go, snap",
        start="outside",
        patch=Patch(cls="Figures", old="g.after_it - s.unclaimed", new="g.after_it"),
    ),
    Rule(
        says="a restored agent begins in a term above the highest epoch",
        steps="begin, read, compose, deliver, restore, moves -1",
        patch=Patch(cls="Watch", old="DIV %d) + 1", new="DIV %d)"),
    ),
    Rule(
        says="hello stores the term that it has raised",
        steps="restore, begin, read, compose, restore, deliver, moves -1",
        patch=Patch(cls="Watch", old="GREATEST(term, (", new="GREATEST(0, ("),
    ),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.says)
def test_the_rules_hold_on_their_sequences(worker: Worker, rule: Rule) -> None:
    World(worker, start=rule.start).run(parse(rule.steps))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.says)
def test_each_sequence_fails_without_its_rule(stock_shop: PracticeShop, rule: Rule) -> None:
    with Worker(stock_shop, rule.patch) as broken, pytest.raises(Broken):
        World(broken, start=rule.start).run(parse(rule.steps))


def test_nothing_is_seeded_before_requests_older_than_our_hooks_have_ended(worker: Worker) -> None:
    made = worker.call("begin", 8)
    said = worker.call("hello", False)
    assert said["ready"] is False
    assert said["ready_at"] is not None
    item = {"stock_id": made["stock_id"], "skus": [made["sku"]], "epoch": 1, "figure": "9"}
    body = {"orders_before_start": "outside", "items": [{**item, "lines": []}]}
    (result,) = worker.call("route", "stock", body)["results"]
    assert (result["result"], result["shown"]) == ("not_ready", "8.000000")
    worker.call("wait_for_requests")
    (result,) = worker.call("route", "stock", body)["results"]
    assert (result["result"], result["shown"]) == ("applied", "9.000000")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"orders_before_start": "perhaps"}, "orders_before_start"),
        ({"items": [{"stock_id": 1}]}, "items[0].lines"),
        ({"items": [{"stock_id": 1, "skus": [], "epoch": 1, "figure": "1", "lines": []}]}, "skus"),
        (
            {"items": [{"stock_id": 1, "skus": ["A"], "epoch": 1, "figure": 1.5, "lines": []}]},
            "figure",
        ),
    ],
)
def test_a_malformed_push_is_refused_by_place(
    worker: Worker, change: dict[str, object], where: str
) -> None:
    answer = worker.call(
        "route", "stock", {"orders_before_start": "outside", "items": [], **change}
    )
    assert answer["error"] == "malformed"
    assert where in answer["params"]["where"]
