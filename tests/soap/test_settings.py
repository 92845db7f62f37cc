import subprocess
import sys
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from soap_adapters import settings as module
from soap_adapters.connector import CONNECTOR
from tests.contract.peers import settings, table

ENDPOINT = "http://127.0.0.1:9/soap"


def defects(made: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(ValidationError) as caught:
        CONNECTOR.settings.model_validate(made)
    return {".".join(map(str, one["loc"])): one["msg"] for one in caught.value.errors()}


def test_durations_are_written_with_their_unit() -> None:
    made = settings("practice", ENDPOINT, commit_deadline="15m", lookup_lag="250ms")
    assert (made.commit_deadline, made.lookup_lag) == (900, 0.25)
    assert "15m" in defects(table("practice", ENDPOINT, commit_deadline=15))["commit_deadline"]


def test_a_key_that_is_not_known_is_refused() -> None:
    assert set(defects(table("practice", ENDPOINT, endpiont="x"))) == {"endpiont"}


@pytest.mark.parametrize(
    ("own", "where"),
    [
        ({"endpoint": "erp.lan/soap"}, "endpoint"),
        ({"endpoint": "file:///etc/passwd"}, "endpoint"),
        ({"endpoint": "http://webshop:secret@erp.lan/"}, "endpoint"),
        ({"endpoint": "http://erp.lan:99999/"}, "endpoint"),
        ({"user": "webshop"}, "user"),
    ],
)
def test_an_address_is_one_and_holds_no_secret(own: dict[str, Any], where: str) -> None:
    assert set(defects({**table("practice", ENDPOINT), **own})) == {where}


def test_a_path_of_an_interface_cannot_leave_the_endpoints_host() -> None:
    for endpoint in ("https://erp.example/ws", "https://erp.example/ws/"):
        made = settings("dolibarr", endpoint)
        assert made.address("order") == "https://erp.example/ws/server_order.php"
    made = settings("practice", "https://erp.example")
    assert made.address("orders") == "https://erp.example"
    for path in (".evil.invalid/x", "@evil.invalid/x", "//evil.invalid/x", "/../x"):
        own = table("practice", "https://erp.example")
        own["interfaces"]["orders"]["path"] = path
        address = CONNECTOR.settings.model_validate(own).address("orders")
        assert address.startswith("https://erp.example/")


def test_all_defects_of_all_services_are_told_at_once_each_with_its_path() -> None:
    made = table("practice", ENDPOINT)
    made["create_order"]["document"]["Order"]["Reference"] = "reference["
    made["create_order"]["expect"]["gross"] = {"from": "totals.gross", "format": "shout"}
    made["find_order"]["documents"] = "Orders["
    made["find_order"]["number"] = ""
    made["stock"]["call"] = "wrong.GetStock"
    made["result"].append({"then": "{maybe}"})
    made["probe"]["result"] = [{"http": "six", "then": "ok"}]
    found = defects(made)
    assert set(found) == {
        "create_order.document.Order.Reference.from",
        "create_order.expect.gross.format",
        "find_order.documents",
        "find_order.number",
        "stock.call",
        f"result.{len(made['result']) - 1}",
        "probe.result.0.http",
    }
    assert "there are the interfaces: orders" in found["stock.call"]
    assert "there is no verdict {maybe}" in found[f"result.{len(made['result']) - 1}"]


def test_every_setting_says_what_it_is_for() -> None:
    models = [
        one
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, BaseModel) and one is not BaseModel
    ]
    silent = [
        f"{model.__name__}.{name}"
        for model in models
        for name, field in model.model_fields.items()
        if not field.description
    ]
    assert silent == []


def test_a_connector_that_is_not_used_costs_no_library() -> None:
    program = (
        "import sys; from soap_adapters.connector import CONNECTOR; CONNECTOR.presets();"
        "print([name for name in ('zeep', 'lxml', 'requests') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
