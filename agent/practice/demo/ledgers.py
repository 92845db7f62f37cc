"""The three ledgers as plain values, so that they can be compared wherever they were read."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopOrder:
    """An order as the shop's own database has it; `quantities` by SKU, of lines that hold stock."""

    order_id: int
    number: str
    status: str
    gross: Decimal
    quantities: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """What the shop says.

    `shown` is what it offers of each stock, named by the SKU of the product that manages it;
    `stock_of` says which SKUs sell from which stock. `erp_numbers` is what wp-admin shows of
    an order.
    """

    orders: tuple[ShopOrder, ...]
    shown: Mapping[str, Decimal]
    stock_of: Mapping[str, str]
    erp_numbers: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document as the agent's journal has it; `reasons` are the open case's sentences."""

    order_id: int
    kind: str
    reference: str
    state: str
    bucket: str
    erp_number: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """What the agent says: its documents and its sums."""

    documents: tuple[Document, ...]
    events: int
    events_open: int
    events_disposed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ErpDocument:
    """A sales order as the ERP has it."""

    number: str
    reference: str
    is_cancelled: bool
    gross: Decimal
    quantities: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erp:
    """What the ERP says: its documents and what is available of each item."""

    documents: tuple[ErpDocument, ...]
    available: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledgers:
    """All three, each read from its own process and database."""

    shop: Shop
    agent: Agent
    erp: Erp
