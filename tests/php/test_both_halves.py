"""The agent's own client against the shipped plugin: the two halves understand each other."""

from collections.abc import AsyncIterator

import pytest

from agent.practice.shop.shop import PracticeShop
from agent.shop_adapters.client import Channel, SignedApi
from agent.shop_adapters.shop import WooShop
from agent.wire.envelope import Envelope
from agent.wire.mirror import MirrorRequest
from agent.wire.order_body import OrderBody
from agent.wire.routes import AgentName
from tests.php.far_agent import KEY, SHOP
from tests.php.outbox import rows, settle, spec
from tests.php.test_mirror import beat, group, state

pytestmark = pytest.mark.usefixtures("empty_outbox")


@pytest.fixture(params=[False, True], ids=["pretty permalinks", "plain permalinks"])
async def woo(shop: PracticeShop, request: pytest.FixtureRequest) -> AsyncIterator[WooShop]:
    channel = Channel(url=shop.url, shop=SHOP, keys=[KEY], has_plain_permalinks=request.param)
    client = WooShop(
        name="web",
        uuid=SHOP,
        code="WEB",
        agent=AgentName(id="test", version="0.1.0"),
        make_api=lambda: SignedApi(channel),
    )
    yield client
    await client.close()


async def test_the_agents_client_greets_pulls_acknowledges_and_mirrors(
    shop: PracticeShop, woo: WooShop
) -> None:
    hello = await woo.hello(raise_term=True)
    assert (hello.shop, hello.code, hello.limits.outbox) == (SHOP, "WEB", 50)
    order_id = shop.place_order(spec(meta={"gift": "yes"}))
    settle(lambda: rows(shop, order_id)[0]["body"] is not None)
    pulled = await woo.pull(limit=50, token="")
    envelopes = [Envelope.model_validate(event) for event in pulled.events]
    envelope = next(envelope for envelope in envelopes if envelope.order_id == order_id)
    body = OrderBody.model_validate(envelope.body)
    assert [(entry.key, entry.value) for entry in body.meta] == [("gift", "yes")]
    answer = await woo.acknowledge([envelope.id for envelope in envelopes])
    assert (answer.acknowledged, answer.unknown) == (len(envelopes), ())
    told = await woo.mirror(
        MirrorRequest.model_validate(
            {
                "heartbeat": beat(2**40),
                "orders": [state(shop, order_id, 1)],
                "cases": {"revision": 2**40, "groups": [group([order_id])]},
            }
        )
    )
    assert told.applied + told.stale == 3
    assert told.applied >= 1
