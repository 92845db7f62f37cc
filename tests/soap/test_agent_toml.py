"""A system as people write it: agent.toml over a preset, defects with the line they stand in."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from agent.config.load import Config, load
from agent.config.telling import told
from soap_adapters.connector import CONNECTOR

AGENT = """
[agent]
data_dir = "data"

[shop.main]
url = "https://shop.example"
code = "SHOP"
pairing = { credential = "pairing_main" }

[system.erp]
connector = "soap"
preset = "practice"
roles = ["orders"]
endpoint = "http://127.0.0.1:9201/soap/orders"
user = "webshop"
password = { credential = "erp_password" }
commit_deadline = "5s"

[system.erp.create_order.document.Order]
ShopOrderNumber = { from = "number", format = "pad:8" }
"""


def config(folder: Path, more: str = "") -> Config:
    file = folder / "agent.toml"
    file.write_text(AGENT + more, encoding="utf-8")
    return load(file, {}).with_preset("erp", CONNECTOR.presets()["practice"])


def test_agent_toml_corrects_a_preset_word_by_word(tmp_path: Path) -> None:
    made = CONNECTOR.settings.model_validate(config(tmp_path).connector_table("erp"))
    assert made.commit_deadline == 5
    assert made.lookup_lag == 1
    assert made.create_order is not None
    order = made.create_order.document["Order"]
    assert order["ShopOrderNumber"] == {"from": "number", "format": "pad:8"}
    assert order["Reference"] == "reference"


def test_a_defect_of_a_mapping_stands_at_its_line(tmp_path: Path) -> None:
    broken = config(tmp_path, 'Currency = { from = "currency", format = "shout" }\n')
    with pytest.raises(ValidationError) as caught:
        CONNECTOR.settings.model_validate(broken.connector_table("erp"))
    defects = list(told(caught.value, broken.tree, CONNECTOR.settings, under=("system", "erp")))
    lines = [one.span.line for one in defects if one.span is not None]
    assert lines == [21]
    assert "there is no format shout" in defects[0].message
