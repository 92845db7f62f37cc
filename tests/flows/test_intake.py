"""The one door: known shops only, each event once, the workers woken."""

import pytest

from agent.flows.intake import UnknownShopError
from agent.journal.events import Disposition, Net, OtherBytesError, event_sums
from agent.wire.envelope import Envelope
from tests.delivery.orders import body_of, envelope_bytes

from .shop import UUID_OF_SHOP, Shop

EVENT = "0190b5a0-0000-7000-8000-0000000000aa"


def raw_event(picture: str = "1", shop: str = UUID_OF_SHOP) -> bytes:
    return envelope_bytes(EVENT, shop, 1001, seq=1, body=body_of(picture, 1))


async def accept(shop: Shop, raw: bytes, net: Net = Net.PUSH) -> bool:
    return await shop.intake.accept(Envelope.model_validate_json(raw), raw, net=net)


async def test_pushed_and_pulled_an_event_is_one_event(shop: Shop) -> None:
    assert await accept(shop, raw_event()) is True
    assert await accept(shop, raw_event().replace(b": ", b":"), Net.PULL) is False
    assert shop.flow.wake.is_set()
    assert (await shop.read(event_sums))[Disposition.OPEN] == 1


async def test_another_content_under_the_same_id_is_refused_loudly(shop: Shop) -> None:
    await accept(shop, raw_event())
    with pytest.raises(OtherBytesError, match=EVENT):
        await accept(shop, raw_event("2"))


async def test_an_unknown_shop_is_refused(shop: Shop) -> None:
    with pytest.raises(UnknownShopError):
        await accept(shop, raw_event(shop=UUID_OF_SHOP.replace("0190", "0191")))
