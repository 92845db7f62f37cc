from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.practice.erp.process import PracticeErp

from .agents_home import AgentsHome


@pytest.fixture(scope="package")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeErp]:
    with PracticeErp(tmp_path_factory.mktemp("erp")) as erp:
        yield erp


@pytest.fixture
def erp(serving: PracticeErp) -> PracticeErp:
    serving.control.reset()
    serving.control.add_item("MUG")
    return serving


@pytest.fixture
def home(tmp_path: Path, erp: PracticeErp) -> Iterator[AgentsHome]:
    made = AgentsHome(tmp_path, erp)
    yield made
    made.clear()


@pytest.fixture
def paired(home: AgentsHome) -> AgentsHome:
    assert home.tells("pair", "main").returncode == 0
    return home
