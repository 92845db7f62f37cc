"""What the log says: one line a thing, and never a secret, an address or a customer's order."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from loguru import logger
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import create_engine

from agent.telemetry.logs import redacted, set_up_logs
from agent.wire.envelope import Envelope

SECRETS = (
    "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0",
    "cf1.eyJ2IjoxLCJzaG9wIjoiMDE5MGI1YTAifQ",
    "anna.weber@customer.example",
    "Basic YWdlbnQ6aHVudGVyMg==",
    "Bearer eyJhbGciOi.J9.abc-def",
)


@pytest.fixture(params=["human", "json"])
def form(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Iterator[str]:
    set_up_logs(request.param, "DEBUG")
    yield request.param
    logger.remove()
    logging.basicConfig(handlers=[], force=True)


def raised(message: str) -> Exception:
    error = RuntimeError(message)
    try:
        raise error
    except RuntimeError:
        return error


@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_leaves_by_any_way(
    form: str, secret: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logger.info("It said {}.", secret)
    logger.bind(who=secret, notes=[secret]).info("Bound.")
    logger.opt(exception=raised(f"refused {secret}\n{secret}")).error("Failed.")
    logging.getLogger("somebody").error("A library says %s", secret)
    logging.getLogger("somebody").error("raised", exc_info=raised(secret))

    said = capsys.readouterr().err
    assert secret not in said
    assert secret.split()[-1] not in said
    assert said.count("RuntimeError") == 2
    assert "[hidden]" in said


def test_what_a_validation_error_quotes_stays_inside(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for value in ({"billing": "Lagerstr. 1"}, "x', input_value='Lagerstr. 1"):
        with pytest.raises(ValidationError) as caught:
            TypeAdapter(int).validate_python(value)
        logger.opt(exception=caught.value).error("Order 1: an unexpected error: {}", caught.value)
    with pytest.raises(ValidationError) as caught:
        Envelope.model_validate({"order_id": "Lagerstr. 1", "body": ["Lagerstr. 1"]})
    logger.error("{}", caught.value)
    assert "Lagerstr" not in capsys.readouterr().err


def test_what_a_database_error_quotes_stays_inside(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    engine, street = create_engine("sqlite://"), "Lagerstr. 1"
    with engine.connect() as connection:
        try:
            connection.exec_driver_sql("INSERT INTO nowhere VALUES (?)", (street + " ]",))
        except Exception as error:  # noqa: BLE001 - whatever it raises is logged
            logger.opt(exception=error).error("Failed: {}", error)
    engine.dispose()
    assert "Lagerstr" not in capsys.readouterr().err


def test_zeep_is_silent_below_a_warning(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("zeep.transports").debug("<Password>hunter2</Password>")
    logging.getLogger("urllib3.connectionpool").info("POST /?key=hunter2")
    assert capsys.readouterr().err == ""


def test_every_line_of_the_json_form_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("json", "DEBUG")
    logger.bind(order_id=1001).info("two\nlines and \x1b[31mred")
    logger.opt(exception=raised("a\nb@c.example")).error("Failed.")
    lines: list[dict[str, Any]] = [json.loads(x) for x in capsys.readouterr().err.splitlines()]
    assert lines[0]["order_id"] == 1001
    assert lines[1]["exception"].endswith("RuntimeError: a\n[hidden]")
    logger.remove()
    logging.basicConfig(handlers=[], force=True)


def test_auto_is_json_where_nobody_watches(tmp_path: Path) -> None:
    program = (
        "from agent.telemetry.logs import set_up_logs\nfrom loguru import logger\n"
        "set_up_logs('auto', 'INFO')\nlogger.info('hello')\nlogger.debug('not this')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert json.loads(done.stderr)["message"] == "hello"


def test_ordinary_words_are_left_alone() -> None:
    for text in ("Order WEB-1001-K3QA: accepted", "basic settings", "12:00 @ 3 of 4"):
        assert redacted(text) == text
