"""Recorded traffic of a real Dolibarr, read from COUNTERFOIL_SAMPLES; expectations are here."""

from pathlib import Path
from typing import Any

import pytest

from agent.mapping import Verdict, plain_order
from agent.ports.erp import Accepted, Found, Service
from agent.ports.failures import ErpRejectedError
from soap_adapters.caller import Caller
from soap_adapters.compiler import compile_services
from soap_adapters.connector import PRESETS
from soap_adapters.outcomes import evidence_of, outcome_of, text_at
from soap_adapters.reader import UnreadableError, read
from soap_adapters.reading import look_up
from soap_adapters.samples import SAMPLE_ORDERS
from soap_adapters.services import Services
from soap_adapters.settings import SoapSettings
from soap_adapters.transport import Answer
from soap_adapters.wsdl import Wsdl
from tests.contract.peers import given, settings

FOLDER = "wsdl/dolibarr"
# Name of the file → the operation that it answers, how many elements its list has, or why not.
READABLE = {
    "createOrder_duplicate_ref_ext": ("createOrderResponse", None),
    "createOrder_ok": ("createOrderResponse", None),
    "getOrder_bad_credentials": ("getOrderResponse", None),
    "getOrder_not_found": ("getOrderResponse", None),
    "getOrder_ok": ("getOrderResponse", "order.lines.line=2"),
    "getOrdersForThirdParty": ("getOrdersForThirdPartyResponse", "orders.order=6"),
    "getProduct_with_stock": ("getProductOrServiceResponse", None),
    "listProducts": ("getListOfProductsOrServicesResponse", None),
}
WSDLS = {
    "server_order.wsdl": ("getOrder", "createOrder"),
    "server_productorservice.wsdl": ("getProductOrService",),
}


@pytest.fixture
def dolibarr(samples: Path) -> Path:
    return samples / FOLDER


@pytest.fixture
def made() -> SoapSettings:
    maps = {"customer": {"guest": "1", "account": "1"}, "state": {"1": "open"}}
    return settings("dolibarr", "http://127.0.0.1:9/webservices/", maps=maps)


@pytest.fixture
def services(made: SoapSettings) -> Services:
    return compile_services(made)


def recorded(dolibarr: Path, name: str) -> Answer:
    raw = (dolibarr / "recorded" / f"{name}.response.http").read_bytes()
    head, _, body = raw.partition(b"\r\n\r\n") if b"\r\n\r\n" in raw else raw.partition(b"\n\n")
    status = int(head.split(b" ")[1].split(b"\r")[0].split(b"\n")[0])
    return Answer(status=status, content_type="text/xml", charset="utf-8", body=body)


@pytest.mark.parametrize("name", READABLE)
def test_every_recorded_answer_is_read(dolibarr: Path, name: str) -> None:
    operation, count = READABLE[name]
    message = read(recorded(dolibarr, name).body)
    assert message.name == operation
    if count:
        path, _, expected = count.partition("=")
        value: Any = message.tree
        for step in path.split("."):
            value = value[step]
        assert len(value) == int(expected)


def test_text_that_calls_itself_xml_is_no_message(dolibarr: Path) -> None:
    with pytest.raises(UnreadableError):
        read(recorded(dolibarr, "createOrder_unknown_thirdparty_500_text").body)


def test_recorded_answers_to_a_write_are_judged_rightly(dolibarr: Path, services: Services) -> None:
    write = services.writes[Service.CREATE_ORDER]

    def judged(name: str) -> Any:
        return outcome_of(write, evidence_of(recorded(dolibarr, name), frozenset()))

    assert judged("createOrder_ok") == Accepted(number="CO2611-0005")
    # Sent twice, entered twice: which is why nothing is sent again before a look-up.
    assert judged("createOrder_duplicate_ref_ext") == Accepted(number="CO2611-0006")
    refused = judged("createOrder_unknown_thirdparty_500_text")
    assert isinstance(refused, ErpRejectedError)
    assert not refused.is_config


def test_recorded_answers_to_a_look_up_are_judged_rightly(
    dolibarr: Path, made: SoapSettings, services: Services
) -> None:
    find = services.find
    assert find is not None
    lists = frozenset(made.force_list)
    verdicts = {
        name: find.call.rules.judge(evidence_of(recorded(dolibarr, name), lists))
        for name in ("getOrder_ok", "getOrder_not_found", "getOrder_bad_credentials")
    }
    assert list(verdicts.values()) == [Verdict.FOUND, Verdict.ABSENT, Verdict.CONFIG]
    shows = {"gross": "30.35", "lines": "2", "goods": "SKU-1 3", "state": "open"}
    found = look_up(find, evidence_of(recorded(dolibarr, "getOrder_ok"), lists))
    assert found == Found(number="CO2611-0001", shows=shows)


def test_the_recorded_product_gives_its_number(dolibarr: Path, services: Services) -> None:
    (step,) = services.writes[Service.CREATE_ORDER].steps
    evidence = evidence_of(recorded(dolibarr, "getProduct_with_stock"), frozenset())
    assert text_at(step.value, evidence.tree) == "1"


@pytest.mark.parametrize(
    ("name", "without"),
    [("getOrder_not_found", set()), ("createOrder_ok", {"note_public"})],
)
def test_our_requests_have_the_shape_of_recorded_ones(
    dolibarr: Path, made: SoapSettings, services: Services, name: str, without: set[str]
) -> None:
    caller = Caller(made, given(), PRESETS)
    theirs = read((dolibarr / "recorded" / f"{name}.request.xml").read_bytes())
    write, find = services.writes[Service.CREATE_ORDER], services.find
    assert find is not None
    if theirs.name == "getOrder":
        request = caller.request(find.call, {"reference": "NOPE"})
    else:
        scope = plain_order(SAMPLE_ORDERS["of a guest"], "WC-2001")
        request = caller.request(write.call, {**scope, "saved": {"product_id": {"SKU-1": "1"}}})
    ours = read(request.content)
    assert ours.name == theirs.name
    assert _shape(ours.tree) - without == _shape(theirs.tree)
    assert list(ours.tree) == list(theirs.tree)


def _shape(tree: Any, path: str = "") -> set[str]:
    found: set[str] = set()
    for name, value in tree.items():
        below = f"{path}.{name}" if path else name
        found |= _shape(value, below) if isinstance(value, dict) else {below}
    return found


@pytest.mark.parametrize("name", WSDLS)
def test_dolibarrs_own_wsdls_load_offline_in_place_of_ours(dolibarr: Path, name: str) -> None:
    loaded = Wsdl(dolibarr / name, {})
    for operation in WSDLS[name]:
        assert loaded.port(operation).operation.name == operation
