"""Runs the plugin's half of the vectors: PHPUnit, without any WordPress."""

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def test_the_plugins_half_agrees_with_the_vectors() -> None:
    phpunit = shutil.which("phpunit")
    if phpunit is None:
        pytest.skip("phpunit is not installed (Debian: phpunit)")
    run = subprocess.run(
        [phpunit, "--do-not-cache-result", "--fail-on-warning", str(HERE / "VectorsTest.php")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
