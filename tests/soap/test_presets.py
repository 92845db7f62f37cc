"""Every preset is whole: it fits its WSDL, renders the samples, and says how it was proven."""

import tomllib
from pathlib import Path

import pytest

from agent.ports.connector import Weight
from agent.practice.erp.contract import WSDL_PATH
from soap_adapters.connector import CONNECTOR, PRESETS
from tests.contract.peers import given, settings

PRESET_NAMES = sorted(CONNECTOR.presets())
OWN = {"dolibarr": {"maps": {"customer": {"guest": "1", "account": "2"}, "state": {}}}}


def test_there_are_presets() -> None:
    assert PRESET_NAMES == ["dolibarr", "practice"]


@pytest.mark.parametrize("name", PRESET_NAMES)
async def test_a_preset_passes_its_own_check(name: str) -> None:
    made = settings(name, "https://erp.example/", **OWN.get(name, {}))
    found = [one async for one in CONNECTOR.check(made, given(), online=False)]
    assert [one for one in found if one.weight is not Weight.NOTE] == []
    assert "is asked for the reference" in found[-1].message


@pytest.mark.parametrize("name", PRESET_NAMES)
def test_a_preset_says_how_it_was_proven(name: str) -> None:
    folder = PRESETS / name
    card = tomllib.loads((folder / "quality.toml").read_text("utf-8"))
    assert card["proof"] in {"live", "recorded", "simulated"}
    preset = tomllib.loads((folder / "preset.toml").read_text("utf-8"))
    offered = {key for key in preset if key.endswith("_order") or key in {"stock", "order_states"}}
    assert offered <= set(card["services"])
    assert f"`{name}`" in (folder / "README.md").read_text("utf-8")


def test_the_practice_preset_pins_the_practice_erps_own_wsdl() -> None:
    assert Path(PRESETS / "practice" / "practice.wsdl").read_bytes() == WSDL_PATH.read_bytes()


async def test_dolibarr_asks_for_its_customers_before_anything_is_sent() -> None:
    made = settings("dolibarr", "https://erp.example/")
    found = [one async for one in CONNECTOR.check(made, given(), online=False)]
    errors = [one for one in found if one.weight is Weight.ERROR]
    assert {one.path for one in errors} == {("create_order", "document", "order", "thirdparty_id")}
    assert [one.message.partition("value map ")[2] for one in errors] == [
        'customer has no entry for "guest"',
        'customer has no entry for "account"',
    ]
