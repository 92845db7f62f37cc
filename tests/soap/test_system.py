"""What belongs to one system as a whole, and to no part of it."""

from dataclasses import replace
from typing import Any

import pytest

from agent.ports.erp import Erp, Prepared, Service
from agent.ports.failures import ErpUnavailableError, OutcomeUnknownError
from soap_adapters.connector import CONNECTOR
from soap_adapters.samples import SAMPLE_ORDERS
from tests.contract.peers import given, table
from tests.support import doors

ORDER = SAMPLE_ORDERS["with everything"]
METADATA = "http://169.254.169.254/latest/meta-data/"


def built(url: str, **own: Any) -> Erp:
    settings = CONNECTOR.settings.model_validate(table("practice", url, **own))
    return CONNECTOR.build(settings, given())


async def outcome(erp: Erp, **changes: Any) -> object:
    made = await erp.prepare(Service.CREATE_ORDER, ORDER, "SHOP-2-AAAQ")
    assert isinstance(made, Prepared), made
    (one,) = await erp.send([replace(made, **changes)], deadline_s=5)
    return one


async def test_a_flawed_order_is_told_with_all_its_problems_and_their_places() -> None:
    erp = built("http://127.0.0.1:9/")
    flawed = replace(ORDER, lines=tuple(replace(line, sku="") for line in ORDER.lines))
    problems = await erp.prepare(Service.CREATE_ORDER, flawed, "SHOP-2-AAAQ")
    assert isinstance(problems, tuple)
    assert [dict(one.params) for one in problems] == [
        {
            "service": "create_order",
            "path": "create_order.document.Order.Lines.Line.Sku",
            "why": f"line {number}: the order has no line.sku",
            "file": "agent.toml",
            "line": "12",
        }
        for number in (1, 2)
    ]


async def test_a_character_that_xml_cannot_carry_is_a_problem() -> None:
    erp = built("http://127.0.0.1:9/")
    made = await erp.prepare(Service.CREATE_ORDER, replace(ORDER, number="\x00"), "R")
    assert isinstance(made, tuple)
    assert "XML compatible" in made[0].params["why"]


@pytest.mark.parametrize(
    "play",
    [
        doors.answering(b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"),
        doors.answering(b"<?xml version='1.0' encoding='klingon'?><x/>"),
        doors.answering(b"\xff\xfe", "text/xml; charset=klingon"),
        doors.answering(b"<a>" * 100_000),
        doors.redirecting(METADATA),
        doors.flooding(b"<a>", b"<b/>" * 250_000, 200),
    ],
    ids=["DTD", "encoding", "charset", "deep", "redirect", "200 MB"],
)
async def test_a_hostile_answer_is_an_open_question_and_harms_nothing(play: doors.Play) -> None:
    with doors.door(play) as far:
        erp = built(far.url, answer_bytes_max=2_000_000)
        assert isinstance(await outcome(erp), OutcomeUnknownError)
        with pytest.raises(ErpUnavailableError):
            await erp.find_order("SHOP-2-AAAQ")
        await erp.close()


async def test_without_its_credential_nothing_is_sent() -> None:
    def none(name: str) -> str:
        raise KeyError(name)

    with doors.door(doors.silent) as far:
        made = table("practice", far.url, user="u", password={"credential": "erp_password"})
        settings = CONNECTOR.settings.model_validate(made)
        erp = CONNECTOR.build(settings, replace(given(), credential=none))
        assert isinstance(await outcome(erp), ErpUnavailableError)
        with pytest.raises(ErpUnavailableError, match="erp_password"):
            await erp.probe()
        assert far.connections == 0


async def test_what_was_prepared_for_an_interface_that_is_gone_is_not_sent() -> None:
    with doors.door(doors.silent) as far:
        attributes = {"interface": "gone", "headers": "{}", "credentials": "{}"}
        assert isinstance(await outcome(built(far.url), attributes=attributes), ErpUnavailableError)
        assert far.connections == 0


async def test_no_more_calls_run_at_once_than_the_erp_may_see() -> None:
    with doors.door(doors.silent) as far:
        erp = built(far.url, concurrency=2)
        made = await erp.prepare(Service.CREATE_ORDER, ORDER, "SHOP-2-AAAQ")
        assert isinstance(made, Prepared)
        outcomes = await erp.send([made] * 5, deadline_s=0.5)
        assert far.connections == 2
        kinds = [type(one) for one in outcomes]
        # Those that waited for their turn until the deadline were certainly not sent.
        assert kinds == [OutcomeUnknownError] * 2 + [ErpUnavailableError] * 3
        await erp.close()


def test_the_settings_say_what_is_offered_against_doubles() -> None:
    support = built("http://127.0.0.1:9/", commit_deadline="2s", lookup_lag="1s").support
    assert (support.commit_deadline_s, support.lookup_lag_s) == (2, 1)
    assert (support.looks_up, support.enforces) == (True, frozenset())
    assert support.reference_length_max == 24
