from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.ports.connector import Finding, Weight
from agent.practice.erp.process import PracticeErp
from soap_adapters.connector import CONNECTOR
from tests.contract.peers import given, table
from tests.soap.test_wsdl import saved, wsdl
from tests.support import doors

ENDPOINT = "https://erp.example/soap"


async def found(made: dict[str, Any], *, online: bool = False, **changes: Any) -> list[Finding]:
    house = replace(given(), **changes)
    settings = CONNECTOR.settings.model_validate(made)
    return [one async for one in CONNECTOR.check(settings, house, online=online)]


async def errors(made: dict[str, Any], **given_: Any) -> dict[str, Finding]:
    findings = await found(made, **given_)
    return {".".join(map(str, one.path)): one for one in findings if one.weight is not Weight.NOTE}


async def test_what_the_wsdl_does_not_have_and_what_it_asks_for() -> None:
    made = table("practice", ENDPOINT)
    order = made["create_order"]["document"]["Order"]
    order["Colour"] = "meta.colour"
    del order["Lines"]["Line"]["Sku"]
    del made["amend_order"]
    told = await errors(made)
    assert "has no Colour here" in told["create_order.document.Order.Colour"].message
    assert "there are: Reference, " in told["create_order.document.Order.Colour"].help
    assert "asks for Sku" in told["create_order.document.Order.Lines.Line"].message
    assert len(told) == 2


async def test_a_value_where_the_wsdl_has_a_structure_is_found() -> None:
    made = table("practice", ENDPOINT)
    made["create_order"]["document"]["Order"]["Customer"] = "customer.name"
    del made["amend_order"]
    assert "asks for Name" in (await errors(made))["create_order.document.Order.Customer"].message


async def test_an_operation_that_is_not_there(tmp_path: Path) -> None:
    made = table("practice", ENDPOINT)
    made["probe"]["call"] = "Pong"
    finding = (await errors(made))["probe.call"]
    assert "no operation Pong" in finding.message
    assert "Ping" in finding.help


@pytest.mark.parametrize("content", ["<html>Sign in</html>", wsdl()[:700], ""])
async def test_a_wsdl_that_is_none_is_one_clear_finding(tmp_path: Path, content: str) -> None:
    saved(tmp_path, content)
    made = table("practice", ENDPOINT)
    made["interfaces"]["orders"] = {"wsdl": "erp.wsdl"}
    told = await errors(made, folder=tmp_path)
    assert list(told) == ["interfaces.orders.wsdl"]
    assert told["interfaces.orders.wsdl"].help


async def test_an_element_that_takes_anything_is_refused(tmp_path: Path) -> None:
    saved(tmp_path, wsdl(element="xsd:anyType"))
    made = {
        "endpoint": ENDPOINT,
        "interfaces": {"any": {"wsdl": "erp.wsdl"}},
        "probe": {"call": "Do", "document": {"p": {"const": "x"}}},
    }
    assert "anyType" in (await errors(made, folder=tmp_path))["probe.document.p"].message


async def test_a_mapping_that_fails_for_a_sample_names_the_sample() -> None:
    made = table("practice", ENDPOINT)
    made["create_order"]["document"]["Order"]["ShopOrderNumber"] = {"expr": "meta.shop_number"}
    del made["amend_order"]
    finding = (await errors(made))["create_order.document.Order.ShopOrderNumber"]
    assert finding.message.startswith("the sample order ")
    assert "there is no shop_number" in finding.message


async def test_a_credential_that_is_not_there_is_named() -> None:
    made = table("practice", ENDPOINT, user="u", password={"credential": "erp_password"})

    def none(name: str) -> str:
        raise KeyError(name)

    assert "erp_password" in (await errors(made, credential=none))["password"].message


async def test_an_unencrypted_way_over_the_network_is_a_warning() -> None:
    for endpoint, warned in (
        ("http://erp.lan/", True),
        ("http://127.0.0.1:1/", False),
        ("http://localhost/", False),
        (ENDPOINT, False),
    ):
        told = await errors(table("practice", endpoint))
        assert (told.get("endpoint") is not None) == warned


async def test_it_says_what_the_erp_offers_against_doubles() -> None:
    asked = (await found(table("practice", ENDPOINT)))[-1]
    assert (asked.weight, "is asked for the reference" in asked.message) == (Weight.NOTE, True)
    made = table("practice", ENDPOINT)
    del made["find_order"]
    neither = (await found(made))[-1]
    assert (neither.weight, "neither a look-up" in neither.message) == (Weight.WARNING, True)
    enforcing = (await found({**made, "enforces_reference": ["create"]}))[-1]
    assert "the same bytes are sent again" in enforcing.message


@pytest.fixture(scope="module")
def erp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeErp]:
    with PracticeErp(tmp_path_factory.mktemp("check-erp")) as serving:
        yield serving


def online_table(erp: PracticeErp, endpoint: str | None = None) -> dict[str, Any]:
    user = erp.credentials.user
    password = {"credential": "erp_password"}
    return table("practice", endpoint or erp.endpoint, user=user, password=password)


async def test_online_it_asks_who_is_there_and_changes_nothing(erp: PracticeErp) -> None:
    secret = erp.credentials.password
    told = await found(online_table(erp), online=True, credential=lambda _name: secret)
    assert [one.weight for one in told] == [Weight.NOTE, Weight.NOTE]
    assert "answers in" in told[-1].message
    assert erp.ledger()["documents"] == []
    assert {one["operation"] for one in erp.control.calls()} == {"Ping", "FindOrder"}


async def test_online_it_sees_clocks_that_differ(erp: PracticeErp) -> None:
    secret = erp.credentials.password

    def late() -> datetime:
        return datetime.now(UTC) + timedelta(minutes=5)

    told = await errors(online_table(erp), online=True, credential=lambda _name: secret, clock=late)
    assert "clock differs by -300 s" in told["endpoint"].message


async def test_online_a_wrong_password_is_told(erp: PracticeErp) -> None:
    told = await errors(online_table(erp), online=True, credential=lambda _name: "wrong")
    assert "does not answer" in told["endpoint"].message
    assert "HTTP 401" in told["endpoint"].message
    made = online_table(erp)
    del made["probe"]
    told = await errors(made, online=True, credential=lambda _name: "wrong")
    assert "no clear answer" in told["find_order"].message


async def test_online_a_look_up_that_finds_everything_is_an_error(erp: PracticeErp) -> None:
    made = online_table(erp)
    made["find_order"]["result"] = [{"http": 200, "then": "found"}]
    made["find_order"]["documents"] = "[Result]"
    made["find_order"]["number"] = "Code"
    secret = erp.credentials.password
    told = await errors(made, online=True, credential=lambda _name: secret)
    assert "never used" in told["find_order.document"].message


async def test_online_nobody_there_is_told() -> None:
    with doors.door(doors.silent) as closed:
        url = closed.url
    told = await errors(table("practice", url), online=True)
    assert "does not answer" in told["endpoint"].message
