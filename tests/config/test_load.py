"""A broken agent.toml is told all at once, each defect with its place and a way out."""

from pathlib import Path

import pytest

from agent.config.defects import ConfigError, render
from agent.config.load import Config, load, missing_pairings

GOOD = """\
[agent]
listen = "none"

[shop.main]
code = "WEB"
url = "https://shop.example/"
pairing = { credential = "shop_main" }

[system.erp]
connector = "soap"
preset = "practice"
roles = ["orders", "stock"]
endpoint = "http://erp.example/soap"

[stock]
stock_meaning = "available"
orders_before_start = "outside"
"""


def _load(tmp_path: Path, text: str | bytes) -> Config:
    file = tmp_path / "agent.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load(file, {})


def _told(tmp_path: Path, text: str | bytes) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        _load(tmp_path, text)
    return [render(defect).replace(f"{tmp_path}/", "") for defect in caught.value.defects]


def test_a_good_file_is_read_with_its_defaults(tmp_path: Path) -> None:
    config = _load(tmp_path, GOOD)
    assert config.settings.shop["main"].url == "https://shop.example"
    assert config.settings.agent.workers == 4
    assert config.connector_table("erp") == {"endpoint": "http://erp.example/soap"}


def test_every_defect_is_told_at_once_with_line_and_column(tmp_path: Path) -> None:
    broken = (
        GOOD.replace('listen = "none"', 'listen = "0.0.0.0:80"\nworker = 3')
        .replace('code = "WEB"', 'code = "web"')
        .replace('url = "https://shop.example/"\n', "")
        .replace('roles = ["orders", "stock"]', 'roles = ["order"]')
    )
    told = _told(tmp_path, broken)
    assert len(told) == 5
    assert any("nobody reads `agent.worker`" in t and "agent.toml:3:1" in t for t in told)
    assert any("did you mean `workers`?" in t for t in told)
    assert any("`shop.main.url` is missing" in t and "agent.toml:5:2" in t for t in told)
    assert any("agent.toml:12:10" in t for t in told), told


def test_the_place_is_marked_as_a_compiler_does(tmp_path: Path) -> None:
    (told,) = _told(tmp_path, GOOD.replace('code = "WEB"', 'code = "web"'))
    assert told.splitlines() == [
        "error[E-CFG-005]: `shop.main.code` cannot be used: it must look like ^[A-Z0-9]{2,8}$",
        " --> agent.toml:5:8",
        "  |",
        '5 | code = "web"',
        "  |        ^^^^^",
    ]


def test_a_secret_in_the_file_is_refused_and_not_repeated(tmp_path: Path) -> None:
    told = _told(tmp_path, GOOD.replace("endpoint =", 'password = "hunter2"\nendpoint ='))
    assert "a secret stands in this file: `system.erp.password`" in told[0]
    assert "change the secret" in told[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[agent\nlisten = 1\n", "this is no TOML"),
        ("[agent]\nlisten = none\n", "this is no TOML"),
        (b"\xff\xfe", "is not UTF-8"),
        ("", "`shop` is missing"),
    ],
)
def test_what_is_no_configuration_is_said_so(tmp_path: Path, text: str | bytes, said: str) -> None:
    assert any(said in told for told in _told(tmp_path, text))


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "none.toml", {})
    assert "copy the sample" in render(caught.value.defects[0])


def test_on_hand_is_refused_with_the_reason(tmp_path: Path) -> None:
    (told,) = _told(tmp_path, GOOD.replace('"available"', '"on_hand"'))
    assert "accepted but not shipped" in told


def test_stock_without_its_table_is_refused(tmp_path: Path) -> None:
    (told,) = _told(tmp_path, GOOD.split("[stock]")[0])
    assert "there is no [stock]" in told


def test_two_systems_for_one_role_are_refused(tmp_path: Path) -> None:
    second = '[system.two]\nconnector = "soap"\nroles = ["orders"]\n'
    (told,) = _told(tmp_path, GOOD + second)
    assert 'both have the role "orders"' in told


def test_a_shop_that_is_not_paired_is_named(tmp_path: Path) -> None:
    config = _load(tmp_path, GOOD)
    (defect,) = missing_pairings(config)
    assert "`counterfoil pair main`" in defect.help


def test_a_preset_lies_below_what_the_file_says(tmp_path: Path) -> None:
    preset = tmp_path / "preset.toml"
    preset.write_text('endpoint = "http://preset"\nuser = "x"\n[maps]\na = "1"\n')
    config = _load(tmp_path, GOOD).with_preset("erp", preset)
    assert config.connector_table("erp") == {
        "endpoint": "http://erp.example/soap",
        "user": "x",
        "maps": {"a": "1"},
    }
    span = config.tree.value_span(("system", "erp", "maps", "a"))
    assert span is not None
    assert (span.file, span.line, span.column) == (preset, 4, 5)
    own = config.tree.value_span(("system", "erp", "endpoint"))
    assert own is not None
    assert own.file.name == "agent.toml"
