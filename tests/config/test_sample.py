"""The sample agent.toml: as it is it can be used, and what it calls a default is one."""

import base64
import json
import re
import runpy
from pathlib import Path

import pytest

from agent.app.systems import plan_systems
from agent.cli import _COMMANDS
from agent.config.load import load
from agent.config.pairing import as_credential, new_pairing, wp_config_line

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "agent.toml"
# Shown with an example: their defaults depend on the machine, or there is none.
NO_DEFAULTS = ("data_dir", "credentials_dir", "ca_file", "starts_at")


def _core(text: str) -> str:
    return text.split("# Everything below belongs")[0]


def test_the_sample_is_a_configuration() -> None:
    config = load(SAMPLE, {})
    (plan,), _ = plan_systems(config)
    assert plan.roles == ("orders", "stock")


def test_the_commented_lines_are_the_defaults(tmp_path: Path) -> None:
    live = tmp_path / "agent.toml"
    text = _core(SAMPLE.read_text("utf-8"))
    live.write_text(re.sub(r"^# ([a-z_]+ = )", r"\1", text, flags=re.MULTILINE), encoding="utf-8")
    uncommented = load(live, {}).settings.model_dump()
    as_it_is = load(SAMPLE, {}).settings.model_dump()
    for name in NO_DEFAULTS:
        for table in (uncommented["agent"], uncommented["shop"]["main"], uncommented["orders"]):
            if name in table:
                table[name] = None
    assert uncommented == as_it_is


def test_the_page_of_settings_is_the_models() -> None:
    module = runpy.run_path(str(ROOT / "packaging/generate/settings_page.py"))
    assert module["TARGET"].read_text(encoding="utf-8") == module["render"](), "run `make generate`"


def test_every_code_of_a_defect_has_its_heading() -> None:
    page = (ROOT / "docs/reference/settings.md").read_text("utf-8")
    told = {
        code
        for file in (ROOT / "agent").rglob("*.py")
        for code in re.findall(r'"([ENW]-CFG-\d{3})"', file.read_text("utf-8"))
    }
    assert told
    assert sorted(code for code in told if f"## {code}\n" not in page) == []


def test_the_constant_of_a_pairing_holds_what_the_contract_says() -> None:
    pairing = new_pairing()
    line = wp_config_line(pairing, code="WEB", listen="none")
    packed = line.split("'cf1.")[1].split("'")[0]
    facts = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    assert facts == {
        "v": 1,
        "shop": pairing.shop,
        "code": "WEB",
        "keys": list(pairing.secrets),
        "agent": "none",
    }
    assert json.loads(as_credential(pairing))["shop"] == pairing.shop


@pytest.mark.parametrize("command", _COMMANDS)
def test_every_command_is_described(command: str) -> None:
    page = (ROOT / "docs/reference/cli.md").read_text("utf-8")
    assert f"`counterfoil {command}" in page
