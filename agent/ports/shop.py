"""The port of a shop: the plugin's routes. All may be repeated; each call is signed and checked."""

from collections.abc import Sequence
from typing import Protocol

from agent.wire.mirror import MirrorAnswer, MirrorRequest
from agent.wire.routes import (
    AckAnswer,
    CatalogAnswer,
    CatalogRequest,
    HelloAnswer,
    OutboxAnswer,
)
from agent.wire.stock import StockAnswer, StockRequest


class Shop(Protocol):
    """One shop. Every method raises ShopUnavailableError where no signed answer came."""

    name: str
    uuid: str
    code: str

    async def hello(self, *, raise_term: bool) -> HelloAnswer: ...

    async def pull(self, *, limit: int, token: str) -> OutboxAnswer: ...

    async def acknowledge(self, ids: Sequence[str]) -> AckAnswer: ...

    async def catalog(self, request: CatalogRequest) -> CatalogAnswer: ...

    async def push_stock(self, request: StockRequest) -> StockAnswer: ...

    async def mirror(self, request: MirrorRequest) -> MirrorAnswer: ...

    async def close(self) -> None: ...
