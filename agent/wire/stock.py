"""The `stock` route: ERP figures with their epoch and credits, and what the plugin made of them."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from agent.wire.order_body import Exact

EPOCH_TERM = 2**40

ExactText = Annotated[Decimal, PlainSerializer(lambda value: f"{value:f}", return_type=str)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class CreditLine(_Part):
    """How much of one order line the ERP figure already contains, and how much of that is final."""

    item_id: int
    credit: ExactText
    final: ExactText


class StockItem(_Part):
    """One stock id's figure; `lines` is complete: what is not listed has credit 0."""

    stock_id: int
    skus: tuple[str, ...]
    epoch: int
    figure: ExactText
    lines: tuple[CreditLine, ...]


class StockRequest(_Part):
    """Up to the plugin's limit of stock ids.

    `orders_before_start`: whether the figures contain orders older than the plugin's first hello.
    """

    orders_before_start: Literal["outside", "inside"]
    items: Annotated[tuple[StockItem, ...], Field(max_length=1000)]


class StockResult(_Part):
    """What became of one stock id; `epoch` is the one the plugin holds now.

    `unclaimed` is what moved in the shop and no order line has claimed: drift, when at rest.
    """

    stock_id: int
    result: Literal["applied", "stale", "not_ready", "moved", "unknown", "failed"]
    epoch: int
    shown: Exact | None
    unclaimed: Exact | None


class StockAnswer(_Part):
    """One result for each item of the request, in its order."""

    results: tuple[StockResult, ...]
    after_work: int
