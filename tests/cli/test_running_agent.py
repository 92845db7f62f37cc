"""`counterfoil run` and the commands that act on it: real processes, a real ERP, a real socket."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from typing import Any

import pytest

from agent.practice.erp.process import PracticeErp

from .agents_home import AgentsHome


def test_an_order_goes_its_way_and_is_told_of(paired: AgentsHome, erp: PracticeErp) -> None:
    paired.start()
    paired.knocks(1001)
    paired.until(lambda: paired.state(1001) == "ACCEPTED")
    (document,) = erp.ledger()["documents"]
    (listed,) = paired.json("orders")
    assert listed["number"] == document["number"]
    status = paired.json("status")
    assert status["documents"] == {"all": 1, "done": 1, "waiting": 0, "person": 0}
    assert "pull.main" in status["agent"]["failing"]
    assert "Documents  1 = 1 done + 0 waiting + 0 need a person" in paired.tells("status").stdout
    assert document["number"] in paired.tells("order", "1001").stdout
    for word in ("retry", "hold", "release", "looked"):
        refused = paired.tells(word, "1001")
        assert (refused.returncode, refused.stdout) == (1, ""), refused
        assert refused.stderr.strip()
    assert paired.ends() == 0
    assert "nothing is half done" in paired.said()


def test_what_a_person_decides_is_written_down_with_the_name(paired: AgentsHome) -> None:
    paired.start()
    paired.knocks(1002, sku="NO-SUCH")
    paired.until(lambda: paired.state(1002) == "NEEDS_PERSON")
    assert "1002" in paired.tells("cases").stdout
    done = paired.tells("discard", "1002", "--reason", "sold at the counter")
    assert (done.returncode, done.stderr) == (0, "")
    (document,) = paired.json("order", "1002")["documents"]
    assert document["state"] == "DISCARDED"
    names = {entry["who"] for entry in document["history"]}
    assert any(name != "agent" and name in names for name in (os.environ.get("USER"), "root"))
    assert paired.json("cases") == []


def test_the_control_socket_is_for_its_own_user_alone(paired: AgentsHome) -> None:
    paired.start()
    path = paired.control_socket
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_stop_waits_for_the_attempt_that_is_open(paired: AgentsHome, erp: PracticeErp) -> None:
    erp.fault("slow", seconds=8)
    paired.start()
    paired.knocks(1001)
    paired.until(lambda: paired.state(1001) == "SENDING")
    assert paired.ends() == 0
    assert len(erp.ledger()["documents"]) == 1
    (document,) = paired.json("orders")
    assert document["state"] == "ACCEPTED"


def test_a_second_agent_on_the_same_data_is_refused(paired: AgentsHome) -> None:
    paired.start()
    second = paired.tells("run")
    assert second.returncode == 1
    assert str(paired.folder / "data") in second.stderr
    assert paired.json("status")["agent"] is not None


def test_after_a_kill_the_left_over_socket_is_in_nobodys_way(paired: AgentsHome) -> None:
    paired.start()
    paired.ends(signal.SIGKILL)
    assert paired.control_socket.is_socket()
    assert paired.json("status")["agent"] is None
    paired.log.unlink()
    paired.start()
    assert paired.json("status")["agent"] is not None
    assert paired.ends() == 0


def test_a_run_for_some_time_ends_by_itself(paired: AgentsHome) -> None:
    began = time.monotonic()
    done = paired.tells("run", "--for", "2s")
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - began >= 2


def test_an_agent_that_is_stopped_leaves_an_answer_to_every_question(paired: AgentsHome) -> None:
    assert paired.json("status")["agent"] is None
    assert paired.json("orders") == []
    assert "No agent is running" in paired.tells("status").stdout
    refused = paired.tells("now", "pull")
    assert refused.returncode == 1
    assert "counterfoil run" in refused.stderr


WRONG: list[tuple[list[str], int, str]] = [
    (["order", "9999"], 1, "not known here"),
    (["order", "many"], 2, "integer"),
    (["retry", "9999"], 1, "9999"),
    (["hold", "9999"], 1, "9999"),
    (["release", "9999"], 1, "9999"),
    (["looked", "9999"], 1, "9999"),
    (["accept", "9999"], 2, "NUMBER"),
    (["accept", "9999", "SO-1"], 1, "9999"),
    (["discard", "9999"], 2, "--reason"),
    (["discard", "9999", "--reason", "gone"], 1, "9999"),
    (["order", "9999", "--shop", "other"], 1, "--shop"),
    (["stock", "--allow-drop"], 1, "nothing to allow"),
    (["unreadable", "--discard", "x", "--reason", "y"], 1, "counterfoil unreadable"),
    (["run", "--for", "soon"], 2, "soon"),
    (["pair", "other"], 2, "main"),
    (["pair", "main"], 1, "paired already"),
    (["nothing"], 2, "nothing"),
]


def test_wrong_words_are_answered_with_a_sentence(paired: AgentsHome) -> None:
    paired.tells("run", "--for", "1s")  # it comes to know its shop
    for words, status, sentence in WRONG:
        done = paired.in_process(*words)
        assert (words, done.exit_code) == (words, status), done.stderr
        assert sentence in done.stderr, words


def test_a_pairing_is_shown_again_but_never_made_anew(paired: AgentsHome) -> None:
    secret = (paired.folder / "credentials/shop_main").read_bytes()
    first, again = (paired.tells("pair", "main", "--show").stdout for _ in range(2))
    assert first == again
    assert "define( 'COUNTERFOIL_PAIRING', 'cf1." in first
    assert (paired.folder / "credentials/shop_main").read_bytes() == secret


def test_without_a_pairing_the_agent_does_not_start_and_says_how(home: AgentsHome) -> None:
    done = home.tells("run")
    assert done.returncode == 2
    assert "counterfoil pair main" in done.stderr


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("[agent", "E-CFG-"), ('[agent]\nlisten = "somewhere"\n', "listen"), ("", "E-CFG-")],
)
def test_a_broken_configuration_ends_with_2_and_its_place(
    paired: AgentsHome, text: str, sentence: str
) -> None:
    paired.config.write_text(text, encoding="utf-8")
    for words in (["run"], ["status"], ["check", "--offline"]):
        done = paired.tells(*words)
        assert done.returncode == 2
        assert sentence in done.stderr


def test_a_configuration_that_is_not_there_is_told(paired: AgentsHome) -> None:
    paired.config.unlink()
    done = paired.tells("status")
    assert done.returncode == 2
    assert "agent.toml" in done.stderr


def test_a_secret_that_others_can_read_is_refused(paired: AgentsHome) -> None:
    paired.credential("erp_password", "x").chmod(0o644)
    done = paired.tells("run")
    assert done.returncode == 2
    assert "erp_password" in done.stderr


def test_a_data_directory_that_cannot_be_made_is_told(paired: AgentsHome) -> None:
    (paired.folder / "data").write_text("a file stands here")
    for words in (["run"], ["status"]):
        done = paired.tells(*words)
        assert done.returncode in {1, 2}
        assert str(paired.folder / "data") in done.stderr


def test_the_check_is_quiet_offline_and_tells_of_a_shop_that_is_away(paired: AgentsHome) -> None:
    assert paired.tells("check", "--offline").returncode == 0
    assert {defect["grade"] for defect in paired.json("check", "--offline")} == {"note"}
    done = paired.tells("check")
    assert done.returncode == 2
    assert "main" in done.stderr


def test_what_is_piped_is_plain_and_no_secret_or_address_is_in_the_log(
    paired: AgentsHome,
) -> None:
    paired.start()
    paired.knocks(1001)
    paired.until(lambda: paired.state(1001) == "ACCEPTED")
    assert paired.ends() == 0
    pairing: dict[str, Any] = json.loads((paired.folder / "credentials/shop_main").read_text())
    password = (paired.folder / "credentials/erp_password").read_text()
    for hidden in (*pairing["keys"], password, "anna@customer.example", "Weber"):
        assert hidden not in paired.said()


def test_the_help_is_there_at_once(paired: AgentsHome) -> None:
    assert "run" in paired.tells("--help").stdout
    heavy = "aiohttp", "zeep", "woocommerce", "sqlalchemy", "apscheduler"
    code = "import sys, agent.cli; print([m for m in sys.argv[1:] if m in sys.modules])"
    told = subprocess.run(
        [sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"
