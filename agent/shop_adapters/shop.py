"""One shop over the signed client: typed requests, checked answers, a few threads."""

import asyncio
import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from agent.ports.failures import ShopUnavailableError
from agent.shop_adapters.client import Reply, SignedApi
from agent.wire.envelope import VERSIONS
from agent.wire.mirror import MirrorAnswer, MirrorRequest
from agent.wire.routes import (
    SHOP_ROUTES,
    AckAnswer,
    AckRequest,
    AgentName,
    CatalogAnswer,
    CatalogRequest,
    HelloAnswer,
    HelloRequest,
    LeaseToken,
    OutboxAnswer,
    OutboxRequest,
    Route,
)
from agent.wire.stock import StockAnswer, StockRequest

THREADS_MAX = 4

A = TypeVar("A", bound=BaseModel)


class WooShop:
    """The Shop port. `make_api` is called once in each of the threads."""

    def __init__(
        self,
        *,
        name: str,
        uuid: str,
        code: str,
        agent: AgentName,
        make_api: Callable[[], SignedApi],
    ) -> None:
        self.name = name
        self.uuid = uuid
        self.code = code
        self._agent = agent
        self._make_api = make_api
        self.ahead_s: float | None = None  #: the shop's clock against ours, when it last answered
        self._local = threading.local()
        self._apis: list[SignedApi] = []
        self._threads = ThreadPoolExecutor(THREADS_MAX, thread_name_prefix=f"shop-{name}")

    async def hello(self, *, raise_term: bool) -> HelloAnswer:
        """Who is there; the shop's uuid and code must be the paired ones."""
        request = HelloRequest(
            versions=tuple(sorted(VERSIONS)), agent=self._agent, raise_term=raise_term
        )
        answer = await self._call(Route.HELLO, request, HelloAnswer)
        if (answer.shop, answer.code) != (self.uuid, self.code):
            raise ShopUnavailableError(
                f"the shop says that its code is {answer.code}, agent.toml says {self.code}: pair"
                " them again, or put the old code back"
            )
        return answer

    async def pull(self, *, limit: int, token: str) -> OutboxAnswer:
        request = OutboxRequest(limit=limit, lease=LeaseToken(token=token))
        return await self._call(Route.OUTBOX, request, OutboxAnswer)

    async def acknowledge(self, ids: Sequence[str]) -> AckAnswer:
        return await self._call(Route.ACK, AckRequest(ids=tuple(ids)), AckAnswer)

    async def catalog(self, request: CatalogRequest) -> CatalogAnswer:
        return await self._call(Route.CATALOG, request, CatalogAnswer)

    async def push_stock(self, request: StockRequest) -> StockAnswer:
        return await self._call(Route.STOCK, request, StockAnswer)

    async def mirror(self, request: MirrorRequest) -> MirrorAnswer:
        return await self._call(Route.MIRROR, request, MirrorAnswer)

    async def close(self) -> None:
        """End the threads after what they are doing."""
        await asyncio.to_thread(self._threads.shutdown)
        for api in self._apis:
            api.close()

    async def _call(self, route: Route, request: BaseModel, answers: type[A]) -> A:
        body = request.model_dump_json().encode()
        loop = asyncio.get_running_loop()
        reply = await loop.run_in_executor(self._threads, self._post, SHOP_ROUTES + route, body)
        self.ahead_s = reply.ahead_s
        if reply.status != 200:
            raise _refused(route, reply)
        try:
            return answers.model_validate_json(reply.body)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(step) for step in first["loc"])
            raise ShopUnavailableError(
                f"the plugin's answer to {route} cannot be read ({where}: {first['msg']}): update"
                " plugin and agent to the same version"
            ) from error

    def _post(self, route: str, body: bytes) -> Reply:
        api = getattr(self._local, "api", None)
        if api is None:
            api = self._local.api = self._make_api()
            self._apis.append(api)
        return api.call(route, body)


def _refused(route: Route, reply: Reply) -> ShopUnavailableError:
    """A signed refusal: the plugin's own word."""
    try:
        code = str(json.loads(reply.body)["error"])
    except (ValueError, KeyError, TypeError):
        code = ""
    return ShopUnavailableError(f"the plugin refused {route}: {code or reply.status}", code=code)
