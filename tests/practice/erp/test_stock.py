"""Stock of the practice ERP: what orders, shipments and staff do to it, and how it is paged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from agent.practice.erp.client import ControlError
from tests.practice.erp import envelopes

if TYPE_CHECKING:
    from agent.practice.erp.process import PracticeErp
    from tests.practice.erp.envelopes import Caller


def _stock(erp: PracticeErp, sku: str) -> tuple[str, str]:
    (row,) = [row for row in erp.ledger()["stock"] if row["sku"] == sku]
    return row["on_hand"], row["available"]


def test_accepting_lowers_available_and_shipping_lowers_on_hand(
    erp: PracticeErp, caller: Caller
) -> None:
    number = str(caller.send(envelopes.create("K1")).number)
    assert _stock(erp, "MUG") == ("10", "7")
    assert _stock(erp, "TEA") == ("20", "18.5")

    erp.control.ship(number, {1: 1})
    assert _stock(erp, "MUG") == ("9", "7")
    erp.control.ship(number)
    assert _stock(erp, "MUG") == ("7", "7")
    assert _stock(erp, "TEA") == ("18.5", "18.5")


def test_cancelling_gives_the_goods_back(erp: PracticeErp, caller: Caller) -> None:
    caller.send(envelopes.create("K2"))
    caller.send(envelopes.cancel("K2"))
    assert _stock(erp, "MUG") == ("10", "10")


def test_more_may_be_ordered_than_is_there(erp: PracticeErp, caller: Caller) -> None:
    for reference in ("K3", "K4", "K5", "K6"):
        caller.send(envelopes.create(reference))
    assert _stock(erp, "MUG") == ("10", "-2")


def test_staff_receive_sell_and_count(erp: PracticeErp) -> None:
    erp.control.receive_goods("POT", "2.5")
    erp.control.counter_sale("POT", 1)
    assert _stock(erp, "POT") == ("6.5", "6.5")
    erp.control.count_stock("POT", 4)
    assert _stock(erp, "POT") == ("4", "4")
    with pytest.raises(ControlError, match="no item LID"):
        erp.control.receive_goods("LID", 1)


def test_a_renamed_item_takes_its_stock_and_documents_along(
    erp: PracticeErp, caller: Caller
) -> None:
    caller.send(envelopes.create("K7"))
    erp.control.rename_item("MUG", "MUG-2")

    assert _stock(erp, "MUG-2") == ("10", "7")
    assert caller.send(envelopes.create("K8")).code == "UNKNOWN_ITEM"
    with pytest.raises(ControlError, match="exists already"):
        erp.control.rename_item("MUG-2", "TEA")


def test_stock_comes_in_pages_that_name_the_whole(erp: PracticeErp, caller: Caller) -> None:
    pages = [caller.send(envelopes.stock(page, size=2)) for page in (1, 2, 3)]

    assert [page.texts("Sku") for page in pages] == [["MUG", "POT"], ["TEA"], []]
    assert {page.text("Pages") for page in pages} == {"2"}
    assert {page.text("Count") for page in pages} == {"3"}
    assert {page.text("Complete") for page in pages} == {"true"}


def test_an_empty_erp_has_one_empty_page(erp: PracticeErp, caller: Caller) -> None:
    erp.control.reset()
    page = caller.send(envelopes.stock())
    assert (page.text("Pages"), page.text("Count"), page.texts("Sku")) == ("1", "0", [])


def test_a_warehouse_can_be_asked_alone(erp: PracticeErp, caller: Caller) -> None:
    erp.control.receive_goods("POT", 3, "EAST")
    asked = envelopes.stock().replace(
        "</c:GetStock>", "<c:Warehouse>EAST</c:Warehouse></c:GetStock>"
    )
    answer = caller.send(asked)
    assert (answer.texts("Sku"), answer.texts("OnHand")) == (["POT"], ["3"])


def test_as_of_tells_which_orders_the_figure_holds(erp: PracticeErp, caller: Caller) -> None:
    caller.send(envelopes.create("Q1"))
    read = caller.send(envelopes.stock())
    caller.send(envelopes.create("Q2"))

    accepted = [str(caller.send(envelopes.find(ref)).text("AcceptedAt")) for ref in ("Q1", "Q2")]
    assert accepted[0] <= str(read.text("AsOf")) < accepted[1]
    assert read.texts("Available")[0] == "7"


def test_items_are_listed_in_pages_and_told_one_by_one(erp: PracticeErp, caller: Caller) -> None:
    erp.control.add_item("POT", "Tea pot")
    listed = caller.send("<c:ListItems><c:Page>1</c:Page><c:PageSize>2</c:PageSize></c:ListItems>")
    one = caller.send("<c:GetItem><c:Sku>POT</c:Sku></c:GetItem>")
    none = caller.send("<c:GetItem><c:Sku>LID</c:Sku></c:GetItem>")

    assert (listed.texts("Sku"), listed.text("Pages")) == (["MUG", "POT"], "2")
    assert one.text("Name") == "Tea pot"
    assert none.code == "NOT_FOUND"
