"""What wp-admin is told: each change once, the sums, the cases; again where no answer came."""

from collections.abc import Callable

import pytest

from agent.flows.mirror_to_wp_admin import MirrorToWpAdmin
from agent.ports.failures import ErpRejectedError, OutcomeUnknownError, ShopUnavailableError
from agent.wire.mirror import MirrorAnswer, MirrorRequest, OrderState, SystemBeat

from .shop import UUID_OF_SHOP, Shop, ann


class MirroringShop:
    """A plugin's mirror: keeps what it was told; away where the test says so."""

    uuid = UUID_OF_SHOP

    def __init__(self) -> None:
        self.told: list[MirrorRequest] = []
        self.is_away = False
        self.forgets_its_answer = False

    async def mirror(self, request: MirrorRequest) -> MirrorAnswer:
        if self.is_away:
            raise ShopUnavailableError("no answer")
        # As it goes over the wire and is read at the other end.
        self.told.append(MirrorRequest.model_validate_json(request.model_dump_json()))
        if self.forgets_its_answer:
            raise ShopUnavailableError("the answer was lost")
        return MirrorAnswer(applied=1, stale=0)

    @property
    def orders(self) -> dict[int, OrderState]:
        """What stands there: an older revision changes nothing."""
        standing: dict[int, OrderState] = {}
        for request in self.told:
            for state in request.orders:
                known = standing.get(state.order_id)
                if known is None or known.revision < state.revision:
                    standing[state.order_id] = state
        return standing


@pytest.fixture
def plugin() -> MirroringShop:
    return MirroringShop()


@pytest.fixture
def restarted(shop: Shop, plugin: MirroringShop) -> Callable[[], MirrorToWpAdmin]:
    """Each call is an agent that has just started on the same journal."""

    def build() -> MirrorToWpAdmin:
        return MirrorToWpAdmin(
            shop.journal,
            plugin,  # type: ignore[arg-type]
            shop_id=1,
            version="1.2.3",
            systems=lambda: (SystemBeat(name="erp", state="up", since=shop.now),),
            clock=shop.clock,
        )

    return build


@pytest.fixture
def mirror(restarted: Callable[[], MirrorToWpAdmin]) -> MirrorToWpAdmin:
    return restarted()


async def test_an_accepted_order_is_told_once_with_its_number(
    shop: Shop, plugin: MirroringShop, mirror: MirrorToWpAdmin
) -> None:
    await shop.says()
    await shop.works()

    assert await mirror.run_once() == 1
    assert await mirror.run_once() == 0
    state = plugin.orders[1001]
    assert (state.word, state.erp_number, state.system) == ("accepted", "N1", "erp")
    assert (state.due, state.case) == (None, None)


async def test_the_heartbeat_holds_the_two_sums_and_rises(
    shop: Shop, plugin: MirroringShop, mirror: MirrorToWpAdmin
) -> None:
    shop.erp.outcomes = [ErpRejectedError("closed")]
    await shop.says()
    await shop.works()
    await shop.says(order=1002)
    for _ in range(3):  # the clock stands still
        await mirror.run_once()

    beats = [request.heartbeat for request in plugin.told]
    last = beats[-1]
    assert last is not None
    assert (last.events.open, last.events.disposed) == (1, 1)
    assert (last.documents.done, last.documents.waiting, last.documents.person) == (0, 0, 1)
    assert (last.version, last.systems[0].state, last.stock) == ("1.2.3", "up", None)
    revisions = [beat.revision for beat in beats if beat is not None]
    assert revisions == sorted(set(revisions))
    assert len(revisions) == 3


async def test_a_case_is_told_with_its_order_and_gone_when_settled(
    shop: Shop, plugin: MirroringShop, mirror: MirrorToWpAdmin
) -> None:
    shop.erp.outcomes = [ErpRejectedError("closed")]
    await shop.says()
    await shop.works()
    await mirror.run_once()
    state, cases = plugin.orders[1001], plugin.told[0].cases
    assert state.word == "needs_you"
    assert state.case is not None
    assert cases is not None
    assert [(g.code, g.count, g.orders) for g in cases.groups] == [("erp_rejected", 1, (1001,))]
    assert state.case.code == "erp_rejected"

    await shop.cases.retry(ann())
    await shop.works()
    await mirror.run_once()
    settled = plugin.told[-1].cases
    assert plugin.orders[1001].word == "accepted"
    assert settled is not None
    assert settled.groups == ()


async def test_a_question_is_told_with_the_time_of_the_next_look(
    shop: Shop, plugin: MirroringShop, mirror: MirrorToWpAdmin
) -> None:
    shop.erp.outcomes = [OutcomeUnknownError("time-out")]
    await shop.says()
    await shop.works()
    await mirror.run_once()
    state = plugin.orders[1001]
    assert state.word == "checking"
    assert state.due is not None
    assert state.due > shop.now


async def test_after_a_restart_only_what_was_not_told_is_told(
    shop: Shop, plugin: MirroringShop, restarted: Callable[[], MirrorToWpAdmin]
) -> None:
    await shop.says()
    await shop.works()
    await restarted().run_once()
    await shop.says(order=1002)
    await shop.works()

    shop.waits(1)
    assert await restarted().run_once() == 1
    assert sorted(plugin.orders) == [1001, 1002]


@pytest.mark.parametrize("how", ["is_away", "forgets_its_answer"])
async def test_what_was_not_answered_is_told_again(
    shop: Shop, plugin: MirroringShop, restarted: Callable[[], MirrorToWpAdmin], how: str
) -> None:
    await shop.says()
    await shop.works()
    setattr(plugin, how, True)
    with pytest.raises(ShopUnavailableError):
        await restarted().run_once()
    setattr(plugin, how, False)

    assert await restarted().run_once() == 1
    assert plugin.orders[1001].word == "accepted"


async def test_many_changes_go_in_several_calls_and_none_is_left_out(
    shop: Shop, plugin: MirroringShop, mirror: MirrorToWpAdmin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.flows.mirror_to_wp_admin.ORDERS_A_CALL", 4)
    for order in range(1, 11):
        await shop.says(order=order)
    await shop.works()

    assert await mirror.run_once() == 10
    assert [len(request.orders) for request in plugin.told] == [4, 4, 2]
    assert sorted(plugin.orders) == list(range(1, 11))
