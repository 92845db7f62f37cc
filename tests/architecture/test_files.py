"""What holds for every file: its length, what it must not name, and a word at every room's door."""

import ast
import re

import pytest

from tests.architecture.rules import ROOT, name_of, our_files

LINES_MAX = 400
SOURCES = [
    path
    for path in our_files("agent/*.py", "soap_adapters/*.py", "wp-plugin/*.php", "agent/*.php")
    if path.name != "catalogue-entries.php"  # generated
]
# Written in pieces, so that this file does not find itself.
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
SOMEBODYS_MACHINE = re.compile(
    r"(?<![\w.])/(work|root|home/[a-z]+)/|\.pyenv|artifact-registry|/opt/" + r"(pypi|wheels)"
)
REGISTRIES = re.compile(
    r"\b(deb|security|snapshot)\.debian\.org|\bpypi\.org|files\.pythonhosted|registry\.npmjs"
)
TEXT = {
    *(".py", ".php", ".toml", ".md", ".sh", ".txt", ".xml", ".yml", ".service", ".sql", ".wsdl"),
    *(".js", ".css", ".json", ".conf", ".lock", ".dist", ""),
}


def texts() -> list[tuple[str, str]]:
    """Every text file of ours with its name, this one left out."""
    return [
        (name_of(path), path.read_text(encoding="utf-8", errors="replace"))
        for path in our_files()
        if path.suffix in TEXT and path.name != "test_files.py"
    ]


def places(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:80]}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_source_file_is_longer_than_it_can_be_read() -> None:
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    assert {name: lines for name, lines in lengths.items() if lines > LINES_MAX} == {}


def test_nothing_unfinished_is_left_in_the_text() -> None:
    assert places(UNFINISHED) == []


def test_nobodys_machine_is_named() -> None:
    assert places(SOMEBODYS_MACHINE) == []


def test_packages_come_from_wherever_the_machine_takes_them() -> None:
    assert places(REGISTRIES) == []


@pytest.mark.parametrize("tree", ["agent", "soap_adapters"])
def test_every_room_says_at_its_door_what_it_holds(tree: str) -> None:
    rooms = {path.parent for path in our_files(f"{tree}/*.py")}
    silent = []
    for room in rooms:
        door = room / "__init__.py"
        text = door.read_text("utf-8") if door.exists() else ""
        if not ast.get_docstring(ast.parse(text)):
            silent.append(name_of(room))
    assert sorted(silent) == []


def test_no_room_is_called_after_a_cupboard() -> None:
    cupboards = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
    named = [name_of(path) for path in SOURCES if cupboards & {path.stem.lower(), path.parent.name}]
    assert named == []


def test_this_test_sees_what_it_looks_for() -> None:
    assert UNFINISHED.search("# TO" + "DO: later")
    assert SOMEBODYS_MACHINE.search("see /ho" + "me/ada/shop")
    assert not SOMEBODYS_MACHINE.search("~/.cache, /var/lib/counterfoil, https://a.example/work/")
    assert (ROOT / "pyproject.toml").exists()


def test_no_two_files_differ_in_upper_and_lower_case_alone() -> None:
    """On a disk that does not tell them apart one would take the other's place."""
    seen: dict[str, list[str]] = {}
    for path in our_files():
        seen.setdefault(name_of(path).lower(), []).append(name_of(path))
    assert [names for names in seen.values() if len(names) > 1] == []
