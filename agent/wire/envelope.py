"""What every event of the shop looks like from outside; its body is read later, by the worker."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

VERSIONS = frozenset({1})


class EventKind(StrEnum):
    """What kind of thing happened in the shop."""

    ORDER = "order"
    ORDER_DELETED = "order_deleted"
    REFUND = "refund"
    REFUND_DELETED = "refund_deleted"
    PRODUCT = "product"
    DECISION = "decision"


Uuid = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Incarnation = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}$")]


class Envelope(BaseModel):
    """One event: who, which order, which picture of it, and the raw body."""

    model_config = ConfigDict(frozen=True)

    v: int
    id: Uuid
    shop: Uuid
    order_id: Annotated[int, Field(ge=0, lt=2**63)]
    seq: Annotated[int, Field(ge=0, lt=2**63)]
    incarnation: Incarnation
    kind: EventKind
    made_at: AwareDatetime
    body: dict[str, Any]


def utc_text(at: datetime) -> str:
    """A time as the wire and the journal write it: UTC, milliseconds, `Z`."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"
