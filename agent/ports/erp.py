"""The port of a back-office system: business services in two halves, look-ups and fetches."""

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from agent.domain.order import CanonicalOrder
from agent.domain.problems import Problem
from agent.domain.states import Kind
from agent.ports.failures import ErpRejectedError, ErpUnavailableError, OutcomeUnknownError


class Service(StrEnum):
    """The stable set of business services; a system has some of them."""

    CREATE_ORDER = "create_order"
    AMEND_ORDER = "amend_order"
    CANCEL_ORDER = "cancel_order"
    FIND_ORDER = "find_order"
    STOCK = "stock"
    ORDER_STATES = "order_states"
    PROBE = "probe"


WRITES: dict[Kind, Service] = {
    Kind.CREATE: Service.CREATE_ORDER,
    Kind.AMEND: Service.AMEND_ORDER,
    Kind.CANCEL: Service.CANCEL_ORDER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What is sent, without credentials or session: the journal keeps it, a dry run prints it.

    `expect` is what a look-up must show if the system has carried it out (for example
    {"gross": "119.00", "lines": "3", "state": "open"}); canonical strings.
    """

    service: Service
    reference: str
    content: bytes
    expect: Mapping[str, str]
    attributes: Mapping[str, str] = field(default_factory=dict)  #: what the adapter needs to send

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The system has it; `shows` is what its answer says of the document, as in `Found`."""

    number: str
    shows: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """The system has it; its number comes later."""


Outcome = Accepted | Pending | ErpUnavailableError | ErpRejectedError | OutcomeUnknownError


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One document with the reference; `shows` has those keys of `Prepared.expect` it can show."""

    number: str
    shows: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Absent:
    """None with this reference, as far as the system can see now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """More than one document with the reference."""

    numbers: tuple[str, ...]


LookUp = Found | Absent | Many


@dataclass(frozen=True, slots=True, kw_only=True)
class StockFigure:
    """What the ERP says of one SKU in one warehouse."""

    sku: str
    warehouse: str
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StockPage:
    """Part of a snapshot. `total_count`: how many figures the whole has, where it is said."""

    as_of: datetime | None
    figures: tuple[StockFigure, ...]
    total_count: int | None
    is_last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ErpOrderState:
    """What the ERP shows of one order: its state and the accepted quantity of each line number."""

    reference: str
    number: str
    state: str
    accepted: Mapping[int, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """The system answers: who it is, its clock, how long it took."""

    name: str
    clock: datetime | None
    duration_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """What a system offers for "at most once". Durations in seconds."""

    looks_up: bool
    enforces: frozenset[Kind]  #: kinds for which it refuses a repeated reference
    commit_deadline_s: float  #: D: the latest commit after the last byte
    lookup_lag_s: float  #: L: how long a committed document stays invisible
    attempt_timeout_s: float
    reference_length_max: int


class Erp(Protocol):
    """One system. Every method may raise ErpUnavailableError; reading never changes anything."""

    name: str
    services: frozenset[Service]
    support: Support

    async def prepare(
        self, service: Service, order: CanonicalOrder, reference: str
    ) -> Prepared | tuple[Problem, ...]:
        """Map the order into what is sent, or say all that is wrong. Reads at most."""
        ...

    async def send(self, batch: Sequence[Prepared], *, deadline_s: float) -> Sequence[Outcome]:
        """Send each once; an outcome for each, in order. No byte leaves after the deadline."""
        ...

    async def find_order(self, reference: str) -> LookUp:
        """Ask for the reference. Raises ErpUnavailableError where there is no clear answer."""
        ...

    def stock(self) -> AsyncIterator[StockPage]:
        """Read a full snapshot page by page."""
        ...

    async def order_states(self, references: Sequence[str]) -> Sequence[ErpOrderState]:
        """What the ERP shows of these orders; those it does not know are left out."""
        ...

    async def probe(self) -> Probe:
        """A harmless call that costs no order an attempt."""
        ...

    async def close(self) -> None:
        """Give sessions back."""
        ...
