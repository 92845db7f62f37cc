"""The arrows of the house: import-linter holds them, and no room stays outside its contracts."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.architecture.rules import ROOT

# Programs of their own and leaves that everyone but the pure rooms may use.
BESIDE_THE_LAYERS = {"practice", "telemetry", "failpoints"}


def contracts() -> list[dict[str, object]]:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    found: list[dict[str, object]] = config["tool"]["importlinter"]["contracts"]
    return found


def rooms() -> set[str]:
    """Modules and packages right under `agent`."""
    children = (ROOT / "agent").iterdir()
    return {path.stem for path in children if is_module(path)} - {"__init__"}


def is_module(path: Path) -> bool:
    return path.suffix == ".py" or any(path.glob("*.py"))


def test_every_import_points_the_way_the_house_allows() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run(
        [program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_room_has_its_place_among_the_layers() -> None:
    layers = next(row["layers"] for row in contracts() if row["type"] == "layers")
    placed = set(re.findall(r"agent\.(\w+)", " ".join(map(str, layers))))
    assert rooms() - placed - BESIDE_THE_LAYERS == set()
