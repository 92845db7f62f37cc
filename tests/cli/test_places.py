"""What is taken, changed or broken in the agent's own places: a sentence, never a traceback."""

import socket

from .agents_home import AgentsHome


def test_a_port_that_is_taken_is_told(paired: AgentsHome) -> None:
    with socket.create_server(("127.0.0.1", paired.port)):
        done = paired.tells("run", "--for", "5s")
    assert done.returncode == 1
    assert f'listen = "http://127.0.0.1:{paired.port}" cannot be used' in done.stderr
    assert "address already in use" in done.stderr


def test_a_shops_code_that_was_changed_is_refused_with_the_old_one(paired: AgentsHome) -> None:
    assert paired.tells("run", "--for", "1s").returncode == 0
    text = paired.config.read_text("utf-8").replace('code = "WEB"', 'code = "NEW"')
    paired.config.write_text(text, encoding="utf-8")
    done = paired.tells("run", "--for", "5s")
    assert done.returncode == 2
    assert "put WEB back" in done.stderr


def test_a_file_that_is_no_journal_is_told_and_left_as_it_is(paired: AgentsHome) -> None:
    journal = paired.folder / "data" / "journal.sqlite3"
    journal.parent.mkdir()
    journal.write_text("this was something else once")
    for words in (["run"], ["status"]):
        done = paired.tells(*words)
        assert done.returncode == 1
        assert "file is not a database" in done.stderr
    assert journal.read_text() == "this was something else once"


def test_what_a_job_cannot_do_now_is_refused_with_the_comfort_that_nothing_is_lost(
    paired: AgentsHome,
) -> None:
    paired.start()
    done = paired.tells("now", "pull")
    assert done.returncode == 1
    assert "Nothing is lost" in done.stderr
    assert paired.json("status")["agent"]["failing"].keys() == {"pull.main", "mirror.main"}
