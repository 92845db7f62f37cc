"""`check`: all that is wrong at once, wherever it stands; and what only shop and ERP can say."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.app.check import check
from agent.config.defects import Defect, Grade
from agent.config.pairing import as_credential, new_pairing
from agent.practice.erp.process import PracticeErp
from tests.support.doors import answering, door

TOML = """\
[agent]
data_dir = "data"

[shop.main]
code = "WEB"
url = "{url}"
pairing = {{ credential = "shop_main" }}

[system.erp]
connector = "soap"
preset = "practice"
roles = ["orders", "stock"]
endpoint = "{endpoint}"
user = "{user}"
password = {{ credential = "erp_password" }}

[stock]
stock_meaning = "available"
orders_before_start = "outside"
"""


class Home:
    """An agent.toml with its credentials."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "agent.toml"
        self.text = TOML.format(url="http://127.0.0.1:9", endpoint="http://127.0.0.1:9", user="u")
        self.credential("shop_main", as_credential(new_pairing()))
        self.credential("erp_password", "hunter2")

    def credential(self, name: str, value: str) -> None:
        file = self.folder / "credentials" / name
        file.parent.mkdir(mode=0o700, exist_ok=True)
        file.write_text(value)
        file.chmod(0o600)

    async def check(self, *, online: bool = False) -> list[Defect]:
        self.file.write_text(self.text)
        return await check(self.file, {}, online=online)

    async def told(self, *, online: bool = False) -> list[str]:
        return [
            f"{defect.code} {defect.span.line if defect.span else '-'} {defect.message}"
            for defect in await self.check(online=online)
            if defect.grade is Grade.ERROR
        ]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture(scope="module")
def erp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeErp]:
    with PracticeErp(tmp_path_factory.mktemp("erp")) as erp:
        yield erp


@pytest.fixture
def with_erp(home: Home, erp: PracticeErp) -> Home:
    home.text = TOML.format(
        url="http://127.0.0.1:9", endpoint=erp.endpoint, user=erp.credentials.user
    )
    home.credential("erp_password", erp.credentials.password)
    return home


async def test_a_right_one_has_no_error_offline(home: Home) -> None:
    assert await home.told() == []


async def test_the_core_a_pairing_and_two_systems_are_told_at_once(home: Home) -> None:
    (home.folder / "credentials" / "shop_main").unlink()
    home.text = home.text.replace('data_dir = "data"', 'data_dri = "data"').replace(
        "[stock]", '[system.two]\nconnector = "fax"\nroles = ["stock"]\n\n[stock]'
    )
    home.text = home.text.replace('user = "u"', "usr = 1")
    told = await home.told()
    assert [line.split()[:2] for line in told] == [
        ["E-CFG-003", "2"],
        ["E-CFG-007", "7"],
        ["E-CFG-003", "14"],
        ["E-CFG-011", "18"],
    ]


async def test_a_connectors_findings_come_beside_another_systems_errors(home: Home) -> None:
    (home.folder / "credentials" / "erp_password").unlink()
    home.text = home.text.replace(
        "[stock]", '[system.two]\nconnector = "soap"\npreset = "x"\nroles = ["stock"]\n\n[stock]'
    ).replace('["orders", "stock"]', '["orders"]')
    told = await home.told()
    assert any(line.startswith("E-CFG-012") for line in told)
    (secret,) = [line for line in told if line.startswith("E-CFG-014")]
    assert f"put it into {home.folder}/credentials/erp_password" in secret
    assert not any(line.startswith("E-CFG-020") for line in told)


async def test_a_secret_in_the_file_is_one_error(home: Home) -> None:
    home.text = home.text.replace('{ credential = "erp_password" }', '"hunter2"')
    (told,) = await home.told()
    assert told.startswith("E-CFG-006 15")
    assert "hunter2" not in told


async def test_what_is_no_toml_is_all_that_is_told(home: Home) -> None:
    home.text += "\n[stock\n"
    (told,) = await home.told()
    assert told.startswith("E-CFG-002")


async def test_a_note_is_called_a_note(home: Home) -> None:
    home.text = home.text.replace("http://127.0.0.1:9", "http://erp.example/soap")
    graded = {(defect.code[0], defect.grade) for defect in await home.check()}
    assert graded <= {("N", Grade.NOTE), ("W", Grade.WARNING)}
    assert graded


async def test_an_erp_that_answers_is_right_and_a_shop_that_is_away_is_told(
    with_erp: Home,
) -> None:
    (told,) = await with_erp.told(online=True)
    assert told.startswith("E-CFG-021 6 the shop main does not answer as it should:")
    assert "Connection refused" in told


async def test_a_wrong_password_of_the_erp_is_told_with_the_shops_silence(with_erp: Home) -> None:
    with_erp.credential("erp_password", "wrong")
    told = await with_erp.told(online=True)
    assert any(line.startswith("E-CFG-020") for line in told)
    assert any(line.startswith("E-CFG-021") for line in told)


@pytest.mark.parametrize(
    ("status", "kind", "body", "said"),
    [
        ("404 Not Found", "text/html", b"<html>", "is Counterfoil active there?"),
        ("200 OK", "text/html", b"<html>maintenance", "something before it?"),
        ("401 Unauthorized", "application/json", b'{"error": "bad_signature"}', "--show` prints"),
        ("401 Unauthorized", "application/json", b'{"error": "unknown_shop"}', "another shop"),
    ],
)
async def test_a_wrong_address_or_secret_of_the_shop_is_told_with_the_way_out(
    with_erp: Home, status: str, kind: str, body: bytes, said: str
) -> None:
    with door(answering(body, kind, status)) as shop:
        with_erp.text = with_erp.text.replace("http://127.0.0.1:9", shop.url)
        (told,) = await with_erp.told(online=True)
    assert said in told
