"""Requests and answers of the plugin's routes `hello`, `outbox`, `ack` and `catalog`."""

from enum import StrEnum
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from agent.wire.envelope import Uuid

EVENTS_ROUTE = "/v1/events"
SHOP_ROUTES = "/counterfoil/v1/"


class Route(StrEnum):
    """The plugin's routes, by the last part of their path."""

    HELLO = "hello"
    OUTBOX = "outbox"
    ACK = "ack"
    CATALOG = "catalog"
    STOCK = "stock"
    MIRROR = "mirror"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class AgentName(_Part):
    """Which agent speaks."""

    id: str
    version: str


class HelloRequest(_Part):
    """The first word after a start; `raise_term` where stock will be pushed."""

    versions: tuple[int, ...]
    agent: AgentName
    raise_term: bool


class Limits(_Part):
    """How many things one call may carry."""

    outbox: int
    stock: int
    catalog: int


class StockGreeting(_Part):
    """Where the plugin's stock books stand."""

    term: int
    highest_epoch: int
    ready: bool
    ready_at: AwareDatetime | None


class HelloAnswer(_Part):
    """What the shop is."""

    version: int
    shop: Uuid
    code: str
    plugin: str
    wordpress: str
    woocommerce: str
    php: str
    url: str
    environment: str
    hpos: bool
    currency: str
    decimals: int
    timezone: str
    now: AwareDatetime
    limits: Limits
    stock: StockGreeting


class Lease(_Part):
    """The rolling token that tells an original from its clone."""

    state: Literal["sure", "lost"]
    token: str


class LeaseToken(_Part):
    """The token this agent was given last, empty at first."""

    token: str


class OutboxRequest(_Part):
    """Asks for what is not acknowledged."""

    limit: int
    lease: LeaseToken


class OutboxAnswer(_Part):
    """Envelopes as they are: each is read by itself, so that a bad one stops no other."""

    events: tuple[dict[str, Any], ...]
    open: int
    lease: Lease


class AckRequest(_Part):
    """These events are durable here."""

    ids: tuple[Uuid, ...]


class AckAnswer(_Part):
    """What the acknowledgement did."""

    acknowledged: int
    unknown: tuple[Uuid, ...]
    open: int


class CatalogRequest(_Part):
    """All products, or those changed since a watermark, page by page."""

    since: str | None
    page: str | None
    limit: int


class CatalogItem(_Part):
    """One product or variation and the stock id that its stock is kept under."""

    product_id: int
    stock_id: int | None
    sku: str
    name: str
    kind: Literal["simple", "variation"]
    manages_stock: Literal["own", "parent", "none"]


class CatalogAnswer(_Part):
    """One page; the last has no `page` and gives the watermark."""

    items: tuple[CatalogItem, ...]
    page: str | None
    watermark: str | None
