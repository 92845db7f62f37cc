"""The contract against the same WSDL served by PHP's SoapServer, so that not both ends are ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contract.erp_contract import *  # noqa: F403 - the suite is taken over whole
from tests.contract.erp_contract import REFERENCE, STOCK, order, prepared, sent
from tests.contract.peers import practice
from tests.support.soapserver import PhpPracticeErp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from agent.ports.erp import Erp


class PhpPeer:
    """PHP's SoapServer as the contract needs it."""

    def __init__(self, process: PhpPracticeErp) -> None:
        self.process = process
        self.endpoint = process.endpoint

    def adapter(self, endpoint: str) -> Erp:
        credentials = self.process.credentials
        return practice(endpoint, credentials.user, credentials.password)

    def documents(self, reference: str) -> list[dict[str, Any]]:
        found = self.process.books()["documents"]
        return [
            {**one, "gross": one["order"]["TotalGross"]}
            for one in found
            if one["reference"] == reference
        ]


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[PhpPeer]:
    items = [{"sku": sku, "on_hand": on_hand} for sku, on_hand in STOCK.items()]
    with PhpPracticeErp(tmp_path / "php", items) as process:
        yield PhpPeer(process)


async def test_php_decodes_what_was_meant(peer: PhpPeer) -> None:
    erp = peer.adapter(peer.endpoint)
    await sent(erp, await prepared(erp))
    (call,) = peer.process.decoded("CreateOrder")
    seen = call["Order"]
    assert seen["Reference"] == REFERENCE
    assert seen["BillTo"]["Company"] == order().billing.company
    assert seen["ShipTo"]["Street"] == "Gasse 2"
    assert [line["Sku"] for line in seen["Lines"]["Line"]] == ["SKU-1", "SKU-2"]
    assert [line["LineTotal"] for line in seen["Lines"]["Line"]] == ["10.00", "7.25"]
    assert [one["Kind"] for one in seen["Charges"]["Charge"]] == ["shipping", "fee"]
    await erp.close()
