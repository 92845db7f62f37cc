"""Dolibarr's habits, played by answers of our own in the shape of recorded ones."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from agent.ports.erp import Absent, Accepted, Erp, Found, Prepared, Service
from agent.ports.failures import (
    EdgeError,
    ErpRejectedError,
    ErpUnavailableError,
    OutcomeUnknownError,
)
from soap_adapters.connector import CONNECTOR
from soap_adapters.reader import read
from soap_adapters.samples import SAMPLE_ORDERS
from tests.contract.peers import given, table
from tests.soap.envelopes import envelope
from tests.support import doors

SECRET = "geheim-4711"
ORDER = SAMPLE_ORDERS["with everything"]


def answer(operation: str, code: str, rest: str = "", label: str = "") -> bytes:
    return envelope(
        f'<n:{operation}Response xmlns:n="http://www.dolibarr.org/ns/"><result i:type="n:result">'
        f"<result_code>{code}</result_code><result_label>{label}</result_label></result>"
        f"{rest}</n:{operation}Response>"
    )


PRODUCT = answer(
    "getProductOrService", "OK", "<product><id>11</id><stock_real>0</stock_real></product>"
)
CREATED = answer("createOrder", "OK", "<id>6</id><ref>CO2611-0005</ref>")
NO_ORDER = answer("getOrder", "NOT_FOUND", '<order i:nil="true"/>')
LINE = "<line><desc>Thing</desc><qty>3</qty><product_ref>SKU-1</product_ref><extra>1</extra></line>"
FREIGHT = '<line><desc>Parcel</desc><qty>1</qty><product_ref i:nil="true"/></line>'
AN_ORDER = (
    '<order><id>1</id><ref>CO2611-0001</ref><ref_ext>X</ref_ext><status i:type="xsd:int">1</status>'
    "<total>30.35000000</total>"
    f'<lines i:type="e:Array" e:arrayType=":[2]">{LINE}{FREIGHT}</lines></order>'
)
TECHNICAL = b"Dolibarr has detected a technical error.<br>\n<b>Dolibarr:</b> 16.0.3"


class Dolibarr:
    """Answers each operation with what was set for it; keeps the requests."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[bytes, str]] = {}
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.paths: list[str] = []

    def play(self, connection: Any) -> None:
        head, _, body = doors.read_request(connection).partition(b"\r\n\r\n")
        message = read(body)
        self.paths.append(head.split(b" ")[1].decode())
        self.requests.append((message.name, dict(message.tree)))
        content, status = self.answers[message.name]
        lines = f"HTTP/1.1 {status}\r\nContent-Type: text/xml\r\nContent-Length: {len(content)}"
        connection.sendall(lines.encode() + b"\r\n\r\n" + content)


@pytest.fixture
def dolibarr() -> Dolibarr:
    made = Dolibarr()
    made.answers = {
        "getProductOrService": (PRODUCT, "200 OK"),
        "createOrder": (CREATED, "200 OK"),
        "getOrder": (NO_ORDER, "200 OK"),
    }
    return made


@pytest.fixture
def erp(dolibarr: Dolibarr) -> Iterator[Erp]:
    with doors.door(dolibarr.play) as far:
        made = table("dolibarr", f"{far.url}webservices/")
        made["maps"]["customer"] = {"guest": "41", "account": "42"}
        yield CONNECTOR.build(CONNECTOR.settings.model_validate(made), given(SECRET))


async def prepared(erp: Erp) -> Prepared:
    made = await erp.prepare(Service.CREATE_ORDER, ORDER, "SHOP-2-AAAQ")
    assert isinstance(made, Prepared), made
    return made


async def test_products_are_looked_up_once_each_before_an_order_is_written(
    erp: Erp, dolibarr: Dolibarr
) -> None:
    made = await erp.prepare(
        Service.CREATE_ORDER, replace(ORDER, lines=(*ORDER.lines, ORDER.lines[0])), "R"
    )
    assert isinstance(made, Prepared)
    asked = [(name, tree["ref"]) for name, tree in dolibarr.requests]
    assert asked == [("getProductOrService", "SKU-1"), ("getProductOrService", "SKU-2")]
    assert set(dolibarr.paths) == {"/webservices/server_productorservice.php"}
    lines = read(made.content).tree["order"]["lines"]["line"]  # type: ignore[index]
    assert [line.get("product_id") for line in lines] == ["11", "11", "11", None, None]


async def test_parameters_are_sent_empty_and_fields_are_left_out(
    erp: Erp, dolibarr: Dolibarr
) -> None:
    await erp.find_order("SHOP-2-AAAQ")
    ((name, tree),) = dolibarr.requests
    assert name == "getOrder"
    assert list(tree) == ["authentication", "id", "ref", "ref_ext"]
    assert (tree["id"], tree["ref"], tree["ref_ext"]) == ("", "", "SHOP-2-AAAQ")
    order = read((await prepared(erp)).content).tree["order"]
    assert "note_private" not in order  # type: ignore[operator]


async def test_secrets_are_in_the_bytes_that_leave_and_in_nothing_that_is_kept(
    erp: Erp, dolibarr: Dolibarr
) -> None:
    made = await prepared(erp)
    assert SECRET not in repr(made)
    outcomes = await erp.send([made], deadline_s=5)
    assert SECRET not in repr(outcomes)
    sent = dict(dolibarr.requests)["createOrder"]["authentication"]
    assert sent == {
        "dolibarrkey": SECRET,
        "sourceapplication": "counterfoil",
        "login": SECRET,
        "password": SECRET,
        "entity": "",
    }


async def test_an_unknown_product_is_a_problem_and_nothing_is_sent(
    erp: Erp, dolibarr: Dolibarr
) -> None:
    dolibarr.answers["getProductOrService"] = (
        answer("getProductOrService", "NOT_FOUND", '<product i:nil="true"/>'),
        "200 OK",
    )
    problems = await erp.prepare(Service.CREATE_ORDER, ORDER, "R")
    assert isinstance(problems, tuple)
    assert [one.code for one in problems] == ["mapping_failed", "mapping_failed"]
    assert [one.params["why"] for one in problems] == [
        "the ERP has no sku SKU-1",
        "the ERP has no sku SKU-2",
    ]
    assert (problems[0].params["file"], problems[0].params["line"]) == ("agent.toml", "12")


async def test_an_order_is_accepted_with_its_number(erp: Erp) -> None:
    assert await erp.send([await prepared(erp)], deadline_s=5) == [Accepted(number="CO2611-0005")]


@pytest.mark.parametrize(
    ("given_answer", "expected", "says"),
    [
        ((TECHNICAL, "500 Error"), ErpRejectedError, "HTTP 500|not XML"),
        ((answer("createOrder", "KO", label="bad"), "200 OK"), ErpRejectedError, "bad"),
        ((answer("createOrder", "BAD_CREDENTIALS", label="no"), "200 OK"), ErpRejectedError, "no"),
        ((answer("createOrder", "NEW_CODE", label="hm"), "200 OK"), OutcomeUnknownError, "hm"),
        ((answer("createOrder", "OK"), "200 OK"), OutcomeUnknownError, "no number"),
        ((b"<html>502</html>", "502 Bad Gateway"), OutcomeUnknownError, "no SOAP"),
    ],
)
async def test_answers_are_judged_by_their_content(
    erp: Erp,
    dolibarr: Dolibarr,
    given_answer: tuple[bytes, str],
    expected: type[EdgeError],
    says: str,
) -> None:
    made = await prepared(erp)
    dolibarr.answers["createOrder"] = given_answer
    (outcome,) = await erp.send([made], deadline_s=5)
    assert isinstance(outcome, expected)
    with pytest.raises(expected, match=says):
        raise outcome
    if isinstance(outcome, ErpRejectedError):
        assert outcome.is_config == (b"CREDENTIALS" in given_answer[0])


async def test_the_look_up_says_found_absent_or_nothing(erp: Erp, dolibarr: Dolibarr) -> None:
    assert await erp.find_order("X") == Absent()
    dolibarr.answers["getOrder"] = (answer("getOrder", "OK", AN_ORDER), "200 OK")
    shows = {"gross": "30.35", "lines": "2", "goods": "SKU-1 3", "state": "open"}
    assert await erp.find_order("X") == Found(number="CO2611-0001", shows=shows)
    for content, status in (
        (answer("getOrder", "BAD_CREDENTIALS"), "200 OK"),
        (answer("getOrder", "OK", '<order i:nil="true"/>'), "200 OK"),
        (TECHNICAL, "500 Error"),
    ):
        dolibarr.answers["getOrder"] = (content, status)
        with pytest.raises(ErpUnavailableError):
            await erp.find_order("X")


async def test_a_step_without_a_clear_answer_makes_the_order_wait(
    erp: Erp, dolibarr: Dolibarr
) -> None:
    dolibarr.answers["getProductOrService"] = (TECHNICAL, "500 Error")
    with pytest.raises(ErpUnavailableError):
        await erp.prepare(Service.CREATE_ORDER, ORDER, "R")


def test_the_stand_in_wsdls_name_no_host_that_exists() -> None:
    for file in CONNECTOR.presets()["dolibarr"].parent.glob("*.wsdl"):
        (address,) = etree.parse(file).getroot().iterfind(".//{*}address")
        assert "dolibarr.invalid" in str(address.get("location"))
