"""What every Erp adapter must do, whatever it speaks, told as tests.

A module that runs it takes the tests over by name and brings a fixture `peer`: the far end.
"""

from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import pytest

from agent.domain.order import Charge, Totals
from agent.ports.erp import Absent, Accepted, Found, Many, Prepared, Service, StockPage
from agent.ports.failures import ErpRejectedError, ErpUnavailableError, OutcomeUnknownError
from soap_adapters.samples import SAMPLE_ORDERS
from tests.support import doors

if TYPE_CHECKING:
    from agent.domain.order import CanonicalOrder
    from agent.ports.erp import Erp, Outcome

CALM_S = 10.0
STOCK = {f"SKU-{number}": str(number * 10) for number in range(1, 8)}
REFERENCE = "SHOP-2-AAAQ"


class Peer(Protocol):
    """The far end as the suite needs it: an address, its own books, and an adapter for it."""

    endpoint: str

    def adapter(self, endpoint: str) -> Erp:
        """An adapter for this kind of far end at an address."""
        ...

    def documents(self, reference: str) -> list[dict[str, Any]]:
        """The documents of a reference in the far end's own books: number, state, gross."""
        ...


def order(number: int = 2) -> CanonicalOrder:
    return replace(SAMPLE_ORDERS["with everything"], order_id=number, number=f"WEB-{number}")


async def prepared(
    erp: Erp,
    reference: str = REFERENCE,
    service: Service = Service.CREATE_ORDER,
    picture: CanonicalOrder | None = None,
) -> Prepared:
    made = await erp.prepare(service, picture or order(), reference)
    assert isinstance(made, Prepared), made
    return made


async def sent(erp: Erp, *batch: Prepared, deadline_s: float = CALM_S) -> list[Outcome]:
    return list(await erp.send(batch, deadline_s=deadline_s))


async def test_an_order_is_in_the_erp_once_with_its_totals_to_the_cent(peer: Peer) -> None:
    erp = peer.adapter(peer.endpoint)
    (outcome,) = await sent(erp, await prepared(erp))
    assert isinstance(outcome, Accepted)
    (document,) = peer.documents(REFERENCE)
    assert document["number"] == outcome.number
    assert Decimal(document["gross"]) == order().totals.gross
    await erp.close()


async def test_the_look_up_tells_the_truth_before_and_after(peer: Peer) -> None:
    erp = peer.adapter(peer.endpoint)
    create = await prepared(erp)
    assert await erp.find_order(REFERENCE) == Absent()
    await sent(erp, create)
    found = await erp.find_order(REFERENCE)
    assert isinstance(found, Found)
    assert found.number == peer.documents(REFERENCE)[0]["number"]
    assert found.shows == create.expect
    await erp.close()


async def test_preparing_twice_gives_the_same_bytes(peer: Peer) -> None:
    erp = peer.adapter(peer.endpoint)
    assert await prepared(erp) == await prepared(erp)
    assert peer.documents(REFERENCE) == []
    await erp.close()


async def test_two_documents_of_a_reference_are_many(peer: Peer) -> None:
    erp = peer.adapter(peer.endpoint)
    create = await prepared(erp)
    await sent(erp, create, create)
    found = await erp.find_order(REFERENCE)
    assert isinstance(found, Many)
    assert set(found.numbers) == {one["number"] for one in peer.documents(REFERENCE)}
    await erp.close()


async def test_a_change_and_a_cancellation_are_seen_by_the_look_up(peer: Peer) -> None:
    erp = peer.adapter(peer.endpoint)
    await sent(erp, await prepared(erp))
    changed = replace(
        order(),
        lines=order().lines[:1],
        charges=(),
        totals=Totals(net=Decimal("10.00"), tax=Decimal("1.90"), gross=Decimal("11.90")),
    )
    for service in (Service.AMEND_ORDER, Service.CANCEL_ORDER):
        one = await prepared(erp, service=service, picture=changed)
        (outcome,) = await sent(erp, one)
        assert isinstance(outcome, Accepted)
        found = await erp.find_order(REFERENCE)
        assert isinstance(found, Found)
        assert one.expect.items() <= found.shows.items()
    await erp.close()


async def test_a_refusal_is_told_with_its_code_and_nothing_is_done(peer: Peer) -> None:
    erp = peer.adapter(peer.endpoint)
    unknown = replace(order().lines[0], sku="NOT-THERE")
    picture = replace(order(), lines=(unknown, *order().lines[1:]))
    (outcome,) = await sent(erp, await prepared(erp, picture=picture))
    assert isinstance(outcome, ErpRejectedError)
    assert (outcome.code, outcome.is_config) == ("UNKNOWN_ITEM", False)
    assert "NOT-THERE" in str(outcome)
    assert peer.documents(REFERENCE) == []
    await erp.close()


async def test_a_cent_too_much_is_never_accepted(peer: Peer) -> None:
    erp = peer.adapter(peer.endpoint)
    totals = replace(order().totals, gross=order().totals.gross + Decimal("0.01"))
    (outcome,) = await sent(erp, await prepared(erp, picture=replace(order(), totals=totals)))
    assert isinstance(outcome, ErpRejectedError)
    assert peer.documents(REFERENCE) == []
    await erp.close()


async def test_a_named_rounding_line_travels_with_the_order(peer: Peer) -> None:
    erp = peer.adapter(peer.endpoint)
    cent = Decimal("0.01")
    rounding = Charge(
        number=9, kind="rounding", item_id=0, code="", name="Rounding", total=cent, tax=Decimal(0)
    )
    totals = order().totals
    picture = replace(
        order(),
        charges=(*order().charges, rounding),
        totals=replace(totals, net=totals.net + cent, gross=totals.gross + cent),
    )
    (outcome,) = await sent(erp, await prepared(erp, picture=picture))
    assert isinstance(outcome, Accepted)
    assert Decimal(peer.documents(REFERENCE)[0]["gross"]) == totals.gross + cent
    await erp.close()


async def test_every_outcome_of_a_batch_is_at_its_place(peer: Peer) -> None:
    erp = peer.adapter(peer.endpoint)
    references = [f"SHOP-{number}-AAAQ" for number in range(10, 16)]
    batch = [await prepared(erp, one) for one in references]
    outcomes = await sent(erp, *batch)
    numbers = {one: peer.documents(one)[0]["number"] for one in references}
    assert [o.number for o in outcomes if isinstance(o, Accepted)] == list(numbers.values())
    await erp.close()


async def test_a_refused_connection_is_certain(peer: Peer) -> None:
    with doors.door(doors.silent) as closed:
        url = closed.url
    erp = peer.adapter(url)
    (outcome,) = await sent(erp, await prepared(erp))
    assert isinstance(outcome, ErpUnavailableError)
    with pytest.raises(ErpUnavailableError):
        await erp.find_order(REFERENCE)
    await erp.close()


@pytest.mark.parametrize(
    "play", [doors.closing, doors.resetting, doors.resetting_early], ids=lambda one: one.__name__
)
async def test_a_connection_lost_after_sending_is_an_open_question(
    peer: Peer, play: doors.Play
) -> None:
    with doors.door(play) as far:
        erp = peer.adapter(far.url)
        (outcome,) = await sent(erp, await prepared(erp))
        assert isinstance(outcome, OutcomeUnknownError)
        assert not outcome.is_duplicate
        assert far.connections == 1
        await erp.close()


@pytest.mark.parametrize("play", [doors.silent, doors.dripping], ids=lambda one: one.__name__)
async def test_silence_is_an_open_question_at_the_deadline(peer: Peer, play: doors.Play) -> None:
    with doors.door(play) as far:
        erp = peer.adapter(far.url)
        create = await prepared(erp)
        begun = time.monotonic()
        (outcome,) = await sent(erp, create, deadline_s=0.4)
        assert isinstance(outcome, OutcomeUnknownError)
        assert time.monotonic() - begun < 1.5
        await erp.close()


async def test_after_the_deadline_no_byte_leaves(peer: Peer) -> None:
    with doors.door(doors.silent) as far:
        erp = peer.adapter(far.url)
        create = await prepared(erp)
        (outcome,) = await sent(erp, create, deadline_s=0)
        assert isinstance(outcome, ErpUnavailableError)
        assert far.connections == 0
        await erp.close()


async def test_a_lost_answer_is_found_by_asking(peer: Peer) -> None:
    url = urlsplit(peer.endpoint)
    assert url.hostname
    assert url.port
    direct = peer.adapter(peer.endpoint)
    create = await prepared(direct)
    with doors.door(doors.losing_answers(url.hostname, url.port)) as between:
        erp = peer.adapter(between.url.rstrip("/") + url.path)
        (outcome,) = await sent(erp, create)
        assert isinstance(outcome, OutcomeUnknownError)
        await erp.close()
    found = await direct.find_order(REFERENCE)
    assert isinstance(found, Found)
    assert found.shows == create.expect
    assert len(peer.documents(REFERENCE)) == 1
    await direct.close()


async def test_no_answer_to_a_look_up_is_never_absent(peer: Peer) -> None:
    page = b"<html><body>Please log in</body></html>"
    for play in (doors.closing, doors.answering(page, "text/html"), doors.answering(b"")):
        with doors.door(play) as far:
            erp = peer.adapter(far.url)
            with pytest.raises(ErpUnavailableError):
                await erp.find_order(REFERENCE)
            await erp.close()


async def test_stock_comes_whole_page_by_page(peer: Peer) -> None:
    erp = peer.adapter(peer.endpoint)
    pages: list[StockPage] = [page async for page in erp.stock()]
    figures = {one.sku: one.quantity for page in pages for one in page.figures}
    assert figures == {sku: Decimal(quantity) for sku, quantity in STOCK.items()}
    assert len(pages) > 1
    assert [page.is_last for page in pages] == [False] * (len(pages) - 1) + [True]
    assert {page.total_count for page in pages} == {len(STOCK)}
    assert all(page.as_of is not None and page.as_of.tzinfo is not None for page in pages)
    await erp.close()


async def test_states_of_unknown_orders_are_left_out(peer: Peer) -> None:
    erp = peer.adapter(peer.endpoint)
    await sent(erp, await prepared(erp))
    (state,) = await erp.order_states([REFERENCE, "SHOP-404-AAAQ"])
    assert state.reference == REFERENCE
    assert state.number == peer.documents(REFERENCE)[0]["number"]
    assert state.accepted == {line.number: line.quantity for line in order().lines}
    assert await erp.order_states([]) == []
    await erp.close()


async def test_a_probe_says_who_answers(peer: Peer) -> None:
    erp = peer.adapter(peer.endpoint)
    probe = await erp.probe()
    assert probe.name
    assert probe.clock is not None
    await erp.close()
