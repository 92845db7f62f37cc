"""What every test may ask for: files of real systems, and how Hypothesis runs on a busy machine."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

SAMPLES = os.environ.get("COUNTERFOIL_SAMPLES", "")

# Two shared cores: a slow example says nothing about the code.
settings.register_profile("counterfoil", deadline=None, print_blob=True)
settings.load_profile("counterfoil")


def pytest_report_header() -> str:
    """One line that says whether files of real systems are read in this run."""
    if SAMPLES:
        return f"samples of real systems: {SAMPLES}"
    return "samples of real systems: none, COUNTERFOIL_SAMPLES is not set"


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of real systems' files; a test that asks for it is skipped where there is none."""
    if not SAMPLES:
        pytest.skip("COUNTERFOIL_SAMPLES is not set")
    folder = Path(SAMPLES)
    assert folder.is_dir(), f"COUNTERFOIL_SAMPLES names no folder: {SAMPLES}"
    return folder
