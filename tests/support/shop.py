"""A practice shop for a test session: `pytest_plugins = ["tests.support.shop"]`."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.practice.shop.shop import PracticeShop


def new_home(name: str = "shop") -> Path:
    """A short-named folder that the web user may enter; pytest's own are closed to others."""
    base = Path(os.environ.get("COUNTERFOIL_TEST_TMP") or "/tmp")  # noqa: S108 - see above
    home = Path(tempfile.mkdtemp(prefix=f"cf-{name}-", dir=base))
    home.chmod(0o755)
    return home


def run_shop(home: Path, **made_of: object) -> Iterator[PracticeShop]:
    """A shop in this home until the caller is done; it is taken away with all it holds."""
    shop = PracticeShop(home, **made_of)  # type: ignore[arg-type] # passed through
    try:
        shop.up()
        yield shop
    finally:
        shop.down()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def practice_shop() -> Iterator[PracticeShop]:
    yield from run_shop(new_home())
