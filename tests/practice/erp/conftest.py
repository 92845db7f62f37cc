"""One practice ERP process for the folder, emptied for each test; real sockets throughout."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from agent.practice.erp.process import PracticeErp
from tests.practice.erp.envelopes import Caller

if TYPE_CHECKING:
    from collections.abc import Iterator

STOCK = {"MUG": "10", "TEA": "20", "POT": "5"}


@pytest.fixture(scope="session")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeErp]:
    with PracticeErp(tmp_path_factory.mktemp("erp")) as erp:
        yield erp


@pytest.fixture
def erp(serving: PracticeErp) -> PracticeErp:
    serving.control.reset()
    for sku, on_hand in STOCK.items():
        serving.control.add_item(sku)
        serving.control.count_stock(sku, on_hand)
    return serving


@pytest.fixture
def caller(erp: PracticeErp) -> Caller:
    return Caller.of(erp)
