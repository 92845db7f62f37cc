"""The command line of the practice ERP, against a serving one and against its file alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from agent.practice.erp.cli import app
from tests.practice.erp import envelopes

if TYPE_CHECKING:
    from pathlib import Path

    from agent.practice.erp.process import PracticeErp
    from tests.practice.erp.envelopes import Caller


def _run(home: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, [*words, "--home", str(home)])
    return result.exit_code, result.output


def test_the_ledger_is_printed_as_json_and_as_tables(erp: PracticeErp, caller: Caller) -> None:
    caller.send(envelopes.create("CLI-1"))
    code, text = _run(erp.home, "ledger", "--json")
    assert code == 0
    assert json.loads(text) == erp.ledger()

    code, text = _run(erp.home, "ledger")
    assert code == 0
    assert "CLI-1" in text
    assert "Available" in text


def test_staff_commands_do_what_they_say(erp: PracticeErp, caller: Caller) -> None:
    number = str(caller.send(envelopes.create("CLI-2")).number)
    for words in (
        ("stock", "receive", "MUG", "5"),
        ("stock", "sale", "TEA", "1"),
        ("stock", "count", "POT", "9", "--warehouse", "EAST"),
        ("ship", number, "1=2"),
        ("item", "LID", "--name", "A lid"),
        ("item", "LID", "--new-sku", "LID-2"),
        ("block", "bob@example.test"),
        ("enforce-reference",),
    ):
        assert _run(erp.home, *words) == (0, "")

    stock = {(row["sku"], row["warehouse"]): row["on_hand"] for row in erp.ledger()["stock"]}
    assert stock[("MUG", "MAIN")] == "13"
    assert stock[("TEA", "MAIN")] == "19"
    assert stock[("POT", "EAST")] == "9"
    assert erp.ledger()["documents"][0]["state"] == "partly_shipped"
    assert caller.send(envelopes.create("CLI-3", email="bob@example.test")).code == (
        "CUSTOMER_BLOCKED"
    )
    assert caller.send(envelopes.create("CLI-2")).code == "DUPLICATE_REFERENCE"
    assert _run(erp.home, "forget", "CLI-2") == (0, "")
    assert caller.send(envelopes.create("CLI-2")).code == "OK"


def test_faults_are_turned_listed_and_cleared(erp: PracticeErp, caller: Caller) -> None:
    assert _run(erp.home, "fault", "refuse", "calls=always", "code=NO_DAY") == (0, "")
    assert caller.send(envelopes.create("CLI-4")).code == "NO_DAY"
    code, text = _run(erp.home, "fault", "list")
    assert (code, json.loads(text)[0]["calls"]) == (0, None)
    assert _run(erp.home, "fault", "down", "seconds=30") == (0, "")
    assert _run(erp.home, "fault", "clear") == (0, "")
    assert caller.send(envelopes.create("CLI-4")).code == "OK"


def test_what_cannot_be_done_is_said_and_has_an_exit_status(erp: PracticeErp) -> None:
    code, text = _run(erp.home, "cancel", "SO-1")
    assert code == 1
    assert "There is no open document SO-1." in text
    assert _run(erp.home, "fault", "explode")[0] == 1
    assert _run(erp.home, "fault", "slow", "seconds")[0] == 2
    assert _run(erp.home, "stock", "count", "MUG", "many")[0] == 2


def test_without_a_serving_erp_the_way_to_one_is_told(tmp_path: Path) -> None:
    code, text = _run(tmp_path, "ship", "SO-1")
    assert code == 3
    assert "start it with `serve`" in text
    assert _run(tmp_path, "ledger")[0] == 3


def test_items_that_are_none_are_refused_before_anything_is_served(tmp_path: Path) -> None:
    items = tmp_path / "items.json"
    items.write_text('[{"sku": "", "on_hand": "many"}]', encoding="utf-8")
    code, text = _run(tmp_path, "serve", "--items", str(items))
    assert code == 1
    assert "The practice ERP cannot serve" in text
