"""An order's way to the ERP, seen from the shop and from the ERP."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest

from agent.domain.problems import Problem
from agent.domain.states import Kind, State
from agent.journal.accepted_lines import lines_accepted_before
from agent.journal.cases import cases_of_order, open_cases, open_causes
from agent.journal.events import Disposition, event_sums
from agent.journal.lanes import lanes_changed_since
from agent.ports.erp import Accepted, Found, Outcome, Service
from agent.ports.failures import ErpRejectedError, ErpUnavailableError, OutcomeUnknownError
from agent.wire.envelope import EventKind

from .shop import Shop, ann


async def test_a_paid_order_becomes_one_document_with_the_erps_number(shop: Shop) -> None:
    await shop.says()
    await shop.works()

    document = await shop.document()
    assert (document.state, document.number) == (State.ACCEPTED, "N1")
    assert document.reference == "WEB-1001-ADAP"
    assert document.created_at == document.first_ready_at == document.accepted_at == shop.now
    assert len(shop.erp.sent) == 1


async def test_an_unpaid_order_waits_for_its_payment_and_then_goes(shop: Shop) -> None:
    await shop.says("0")
    await shop.works()
    waiting = await shop.document()
    await shop.says("1", seq=2)
    await shop.works()

    assert (waiting.state, waiting.why, waiting.due) == (State.GATED, "status pending", None)
    assert (await shop.document()).id == waiting.id
    assert (await shop.document()).state is State.ACCEPTED


async def test_all_that_is_wrong_is_said_at_once(shop: Shop) -> None:
    shop.erp.problems = (Problem(code="mapping_failed", params={"path": "vat"}),)
    line = {"item_id": 7, "stock_id": 70, "quantity": "2", "sku": " "}
    await shop.says(lines=[line], totals={"total": "23.81"})
    await shop.works()

    (case,) = await shop.read(open_cases)
    assert [p.code for p in case.problems] == [
        "totals_differ",
        "line_without_sku",
        "mapping_failed",
    ]
    assert case.problems[0].params == {"parts": "23.80", "total": "23.81", "currency": "EUR"}
    assert shop.erp.sent == []


async def test_an_order_that_cannot_be_read_is_a_case_that_says_where(shop: Shop) -> None:
    await shop.tells({"status": "processing"})
    await shop.works()

    (case,) = await shop.read(open_cases)
    assert case.problems[0].code == "unreadable_order"
    assert case.problems[0].params == {"where": "lines", "why": "missing"}


async def test_a_completed_order_that_the_erp_has_needs_nothing_more(shop: Shop) -> None:
    await shop.says()
    await shop.works()
    await shop.says(seq=2, status="completed")
    await shop.works()

    documents = await shop.documents()
    assert [(d.kind, d.state) for d in documents] == [
        (Kind.CREATE, State.ACCEPTED),
        (Kind.AMEND, State.SKIPPED),
    ]
    assert len(shop.erp.sent) == 1


async def test_a_deleted_order_is_cancelled_with_its_last_lines(shop: Shop) -> None:
    await shop.says()
    await shop.works()
    await shop.tells({"status": "deleted"}, seq=2, kind=EventKind.ORDER_DELETED)
    await shop.works()

    document = await shop.document()
    assert (document.kind, document.state) == (Kind.CANCEL, State.ACCEPTED)
    assert shop.erp.sent[-1].content == b"cancel_order 1"


async def test_an_order_first_seen_cancelled_is_done_and_nothing_is_sent(shop: Shop) -> None:
    await shop.says(None)
    await shop.works()

    assert (await shop.document()).state is State.CANCELLED
    assert shop.erp.sent == []


async def test_what_the_system_cannot_do_is_a_case(shop: Shop) -> None:
    shop.erp.services = frozenset({Service.CREATE_ORDER, Service.FIND_ORDER})
    for order, change in ((1001, "2"), (1002, None)):
        await shop.says(order=order)
        await shop.works()
        await shop.says(change, order=order, seq=2)
        await shop.works()

    causes = await shop.read(open_causes)
    assert [cause.code for cause in causes] == ["cannot_amend", "cannot_cancel"]
    assert causes[1].params == {"system": "erp", "number": "N2"}


async def test_unfolded_kinds_stay_open_and_are_counted(shop: Shop) -> None:
    await shop.tells({"reason": "broken"}, kind=EventKind.REFUND)
    await shop.works()

    assert (await shop.read(event_sums))[Disposition.OPEN] == 1


async def test_a_refusal_is_a_case_with_the_erps_own_words(shop: Shop) -> None:
    shop.erp.outcomes = [ErpRejectedError("item A-1 is unknown", code="E7")]
    await shop.says()
    await shop.works()

    (case,) = await shop.read(open_cases)
    assert case.problems[0].code == "erp_rejected"
    assert case.problems[0].params == {"system": "erp", "message": "item A-1 is unknown"}


async def test_a_lost_answer_is_looked_up_and_adopted(shop: Shop) -> None:
    shop.erp.outcomes = [OutcomeUnknownError("time-out")]
    shop.erp.found = Found(number="N77", shows={})
    await shop.says()
    await shop.works()
    checking = await shop.document()
    shop.waits(2)
    await shop.works()

    assert (checking.state, checking.due) == (
        State.UNKNOWN,
        checking.state_at + timedelta(seconds=2),
    )
    assert ((await shop.document()).state, (await shop.document()).number) == (
        State.ACCEPTED,
        "N77",
    )
    assert len(shop.erp.sent) == 1


async def test_a_system_that_is_down_is_left_alone_until_it_answers(shop: Shop) -> None:
    down: list[Outcome] = [ErpUnavailableError("refused") for _ in range(3)]
    shop.erp.outcomes = down
    shop.erp.probe_error = ErpUnavailableError("refused")
    for order in range(1, 11):
        await shop.says(order=order)
    await shop.works()
    tried = len(shop.erp.sent)
    shop.waits(6)
    await shop.works()
    assert tried == len(shop.erp.sent) == 3
    assert shop.flow.circuit.open_until is not None

    shop.erp.probe_error = None
    shop.waits(60)
    await shop.works()

    assert len(shop.erp.sent) == 13
    assert {(await shop.document(order)).state for order in range(1, 11)} == {State.ACCEPTED}


async def test_a_look_up_that_is_answered_lets_all_that_was_kept_back_go_on(shop: Shop) -> None:
    """The circuit opened by lost answers; nobody need look at its orders until it closes."""
    shop.erp.outcomes = [OutcomeUnknownError("time-out") for _ in range(3)]
    shop.erp.look_up_error = shop.erp.probe_error = ErpUnavailableError("refused")
    for order in range(1, 8):
        await shop.says(order=order)
    await shop.works()
    kept = [await shop.document(order) for order in range(4, 8)]
    assert {(d.state, d.why) for d in kept} == {(State.READY, "circuit")}
    assert {d.due for d in kept} == {shop.now + timedelta(minutes=5)}

    shop.erp.look_up_error, shop.erp.found = None, Found(number="N0", shows={})
    shop.waits(20)
    await shop.works()
    assert {(await shop.document(order)).state for order in range(1, 8)} == {State.ACCEPTED}
    assert len(shop.erp.sent) == 7


async def test_a_restart_forgets_the_circuit_and_what_it_kept_back_goes_on(shop: Shop) -> None:
    shop.erp.outcomes = [ErpUnavailableError("refused") for _ in range(3)]
    for order in range(1, 5):
        await shop.says(order=order)
    await shop.works()
    await shop.restarts()
    await shop.works()

    assert (await shop.document(4)).state is State.ACCEPTED


async def test_a_picture_with_numbers_beyond_all_bounds_does_not_undo_an_acceptance(
    shop: Shop,
) -> None:
    """What the ERP has is stored as accepted, whatever else the picture says."""
    shop.erp.outcomes = [ErpRejectedError("no")]
    lines = [
        {"item_id": 10**30, "stock_id": 70, "quantity": "2", "sku": "A"},
        {"item_id": 8, "stock_id": 70, "quantity": "1E+999999999", "sku": "A"},
        {"item_id": 9, "stock_id": 70, "quantity": "2", "sku": "A"},
    ]
    await shop.says(lines=lines)
    await shop.works()
    await shop.cases.accept(ann("by hand"), "N5")
    shop.waits(1)

    credited = await shop.read(lambda tx: lines_accepted_before(tx, shop_id=1, before=shop.now))
    assert [line.order_item_id for line in credited] == [9]


async def test_a_system_that_cannot_prepare_now_is_asked_again_later(shop: Shop) -> None:
    shop.erp.prepare_error = ErpUnavailableError("no connection")
    await shop.says()
    await shop.works()
    waiting = await shop.document()
    shop.erp.prepare_error = None
    shop.waits(10)
    await shop.works()

    assert (waiting.state, waiting.why) == (State.GATED, "system_unavailable")
    assert (await shop.document()).state is State.ACCEPTED


async def test_several_workers_never_share_an_order_and_do_different_ones_at_once(
    shop: Shop,
) -> None:
    shop.erp.delay_s = 0.01
    for order in range(1, 31):
        await shop.says(order=order)
        await shop.says("2", order=order, seq=2)
    await asyncio.gather(*(shop.works() for _ in range(6)))

    assert sorted(p.reference for p in shop.erp.sent) == sorted(
        f"WEB-{order}-ADAP" for order in range(1, 31)
    )
    assert shop.erp.busy_max > 1


async def test_an_unexpected_error_is_a_case_and_the_others_go_on(shop: Shop) -> None:
    shop.erp.prepare_error = RuntimeError("a bug")
    await shop.says()
    taken = await shop.flow.claim()
    assert taken is not None
    try:
        await shop.flow.work(taken)
    except RuntimeError as error:
        await shop.flow.open_unexpected_case(taken, error)
    shop.erp.prepare_error = None
    await shop.says(order=1002)
    await shop.works()

    (case,) = await shop.read(open_cases)
    assert case.problems[0].params == {"error": "RuntimeError: a bug"}
    assert (await shop.document(1002)).state is State.ACCEPTED


async def test_work_that_always_fails_does_not_come_back_at_once(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing_is_folded(monkeypatch)
    await shop.says()
    await fails(shop)

    (case,) = await shop.read(open_cases)
    assert case.problems[0].code == "unexpected"
    assert await shop.flow.next_due() == shop.now + timedelta(minutes=5)


async def test_what_failed_before_it_had_a_document_is_settled_when_it_passes(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as bug:
        nothing_is_folded(bug)
        await shop.says()
        await fails(shop)
    shop.waits(300)
    await shop.works()

    assert (await shop.document()).state is State.ACCEPTED
    (case,) = await shop.read(lambda tx: cases_of_order(tx, shop_id=1, order_id=1001))
    assert (case.closed_by, case.closing) == ("agent", "settled")


async def test_a_person_may_begin_anew_what_failed_before_it_had_a_document(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as bug:
        nothing_is_folded(bug)
        await shop.says()
        await fails(shop)
        assert await shop.cases.retry(ann("mended")) is None
        assert await shop.read(open_cases) == ()
        await fails(shop)
        assert len(await shop.read(open_cases)) == 1
    await shop.cases.retry(ann("mended now"))
    await shop.works()

    assert (await shop.document()).state is State.ACCEPTED
    closed = await shop.read(lambda tx: cases_of_order(tx, shop_id=1, order_id=1001))
    assert [(c.closed_by, c.closing, c.reason) for c in closed] == [
        ("ann", "retry", "mended"),
        ("ann", "retry", "mended now"),
    ]


def nothing_is_folded(bug: pytest.MonkeyPatch) -> None:
    def fold(*_: object) -> None:
        raise RuntimeError("a bug")

    bug.setattr("agent.delivery.turn.fold", fold)


async def fails(shop: Shop) -> None:
    """Work as a worker does, until the order rests."""
    for _ in range(3):
        taken = await shop.flow.claim()
        if taken is not None:
            try:
                await shop.flow.work(taken)
            except RuntimeError as error:
                await shop.flow.open_unexpected_case(taken, error)


async def test_a_reference_too_long_for_the_erps_field_is_a_case_that_can_be_settled(
    shop: Shop,
) -> None:
    await shop.says(order=10**17)
    await shop.works()

    (case,) = await shop.read(open_cases)
    assert case.problems[0].code == "reference_too_long"
    assert case.problems[0].params["length_max"] == "24"
    assert shop.erp.sent == []
    await shop.cases.retry(ann(order=10**17))
    await shop.works()
    accepted = await shop.cases.accept(ann("by hand", order=10**17), "N5")
    assert accepted.state is State.ACCEPTED


async def test_two_orders_that_would_share_a_reference_are_not_mixed_up(shop: Shop) -> None:
    """An order id given again: by its first letters the second is the first."""
    await shop.says()
    await shop.works()
    await shop.says("2", incarnation="00c0ffff")
    await shop.works()

    (case,) = await shop.read(open_cases)
    assert case.problems[0].code == "reference_taken"
    assert len(shop.erp.sent) == 1


async def test_a_status_that_is_no_text_is_a_case_of_its_order(shop: Shop) -> None:
    await shop.says(status=["processing"])
    await shop.works()

    assert (await shop.document()).why == "unreadable_order"


async def test_accepted_lines_carry_the_time_from_which_they_are_credited(shop: Shop) -> None:
    await shop.says()
    await shop.works()
    accepted_at = shop.now
    shop.waits(10)

    def credited(tx: object) -> list[tuple[int, int | None, Decimal]]:
        lines = lines_accepted_before(tx, shop_id=1, before=shop.now)  # type: ignore[arg-type]
        return [(line.order_item_id, line.stock_id, line.quantity) for line in lines]

    assert await shop.read(credited) == [(7, 70, Decimal(2))]
    at_once = await shop.read(lambda tx: lines_accepted_before(tx, shop_id=1, before=accepted_at))
    assert at_once == ()

    await shop.says(None, seq=2)
    await shop.works()
    shop.waits(10)
    assert await shop.read(credited) == []


async def test_each_change_gives_the_order_a_new_revision_for_the_mirror(shop: Shop) -> None:
    await shop.says()
    await shop.works()
    (first,) = await shop.read(lambda tx: lanes_changed_since(tx, shop_id=1, after=0, limit=9))
    await shop.says(None, seq=2)
    await shop.works()
    (second,) = await shop.read(
        lambda tx: lanes_changed_since(tx, shop_id=1, after=first.changed, limit=9)
    )

    assert second.changed > first.changed


async def test_an_answer_that_differs_from_what_was_sent_is_a_case(shop: Shop) -> None:
    shop.erp.expect = {"gross": "23.80"}
    shop.erp.outcomes = [Accepted(number="N1", shows={"gross": "23.79"})]
    await shop.says()
    await shop.works()

    (case,) = await shop.read(open_cases)
    assert case.problems[0].code == "found_differs"
    assert case.problems[0].params["difference"] == "gross is 23.79, sent 23.80"
