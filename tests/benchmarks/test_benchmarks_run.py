"""Every benchmark still runs, in its shortest form: a harness that broke would lie by silence."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import BENCHMARKS

ROOT = Path(__file__).resolve().parents[2]
#: These start a whole shop, which other tests of `make test` do already.
WITH_A_SHOP = {"checkout", "latency", "stock_push"}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.nightly if name in WITH_A_SHOP else ())
        for name in BENCHMARKS
    ],
)
def test_a_benchmark_gives_its_figures_in_its_shortest_run(name: str, tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    command = [sys.executable, "-m", "tests.benchmarks", name, "--smoke", "--json", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-1500:] + done.stderr[-1500:]
    (written,) = json.loads(out.read_text())
    assert written["benchmark"] == name
    assert written["rows"], "no figures"
    assert all(row["value"] >= 0 for row in written["rows"])


def test_an_unknown_benchmark_is_named_with_those_there_are() -> None:
    command = [sys.executable, "-m", "tests.benchmarks", "intakes"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "intake" in done.stderr
