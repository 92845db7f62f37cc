"""The `mirror` route: what wp-admin shows. A state: repeated freely, older revisions do nothing."""

from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, field_serializer

from agent.wire.envelope import Incarnation, utc_text

Word = Literal[
    "waiting",
    "held",
    "queued",
    "sending",
    "checking",
    "delivered",
    "accepted",
    "needs_you",
    "cancelled",
    "cancelling",
    "discarded",
    "skipped",
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)

    @field_serializer("*", when_used="json-unless-none")
    def _utc(self, value: object) -> object:
        return utc_text(value) if isinstance(value, datetime) else value


class EventSum(_Part):
    """Every event is open or disposed of."""

    open: int
    disposed: int


class DocumentSum(_Part):
    """Every document is done, waiting, or needs a person."""

    done: int
    waiting: int
    person: int


class StockBeat(_Part):
    """The last stock that came from the ERP."""

    as_of: AwareDatetime
    applied_at: AwareDatetime
    applied: int
    refused: int


class SystemBeat(_Part):
    """Whether a system answers."""

    name: str
    state: Literal["up", "down", "unknown"]
    since: AwareDatetime


class Heartbeat(_Part):
    """The agent lives, and its sums."""

    revision: int
    at: AwareDatetime
    version: str
    started_at: AwareDatetime
    events: EventSum
    documents: DocumentSum
    stock: StockBeat | None
    systems: tuple[SystemBeat, ...]


class CaseNote(_Part):
    """Why an order needs a person: a code of the catalogue and its parameters."""

    code: str
    params: dict[str, str]


class OrderState(_Part):
    """One order's word."""

    order_id: int
    incarnation: Incarnation
    revision: int
    word: Word
    since: AwareDatetime
    due: AwareDatetime | None
    system: str
    erp_number: str | None
    case: CaseNote | None


class CaseGroup(_Part):
    """Open cases with one cause."""

    code: str
    params: dict[str, str]
    owner: str
    count: int
    oldest_at: AwareDatetime
    orders: tuple[int, ...]


class Cases(_Part):
    """All open cases: what is not listed is settled."""

    revision: int
    groups: tuple[CaseGroup, ...]


class MirrorRequest(_Part):
    """Any part may be absent."""

    heartbeat: Heartbeat | None = None
    orders: tuple[OrderState, ...] = ()
    cases: Cases | None = None


class MirrorAnswer(_Part):
    """How many entries changed something, and how many were older than what stands."""

    applied: int
    stale: int
