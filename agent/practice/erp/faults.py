"""Fault knobs: what goes wrong, for which calls, for how long. Holds no socket and no ledger."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

WRITES = frozenset({"CreateOrder", "AmendOrder", "CancelOrder"})
LOOKUPS = frozenset({"FindOrder", "GetOrderStates"})
STOCK = frozenset({"GetStock"})


class FaultKind(StrEnum):
    """What can be made to go wrong with a call."""

    REFUSE = "refuse"
    SLOW = "slow"
    COMMIT_THEN_DROP = "commit_then_drop"
    COMMIT_LATE = "commit_late"
    CLOSE_AFTER_READING = "close_after_reading"
    DUPLICATE_FAULT = "duplicate_fault"
    HTML = "html"
    FAULT = "fault"
    PARTIAL = "partial"
    LOOKUP_LAG = "lookup_lag"
    STOCK_INCOMPLETE = "stock_incomplete"
    STOCK_TRUNCATED = "stock_truncated"
    STOCK_STALE = "stock_stale"


_DEFAULT_OPERATIONS = {
    FaultKind.LOOKUP_LAG: LOOKUPS,
    FaultKind.STOCK_INCOMPLETE: STOCK,
    FaultKind.STOCK_TRUNCATED: STOCK,
    FaultKind.STOCK_STALE: STOCK,
}


class FaultRequest(BaseModel):
    """A knob as it is turned.

    `calls` None means until cleared or until `for_seconds` is over. `committed` says whether an odd
    answer (html, fault) stands for a call that was done; `sku` and `quantity` what `partial` cuts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: FaultKind
    calls: Annotated[int, Field(ge=1)] | None = 1
    reference: str | None = None
    operations: frozenset[str] = frozenset()
    for_seconds: Annotated[float, Field(gt=0)] | None = None
    seconds: Annotated[float, Field(ge=0)] = 1.0
    code: str | None = None
    message: str | None = None
    committed: bool = False
    sku: str | None = None
    quantity: Annotated[Decimal, Field(ge=0)] = Decimal(0)

    def concerns(self, operation: str, reference: str | None) -> bool:
        """Whether a call is one of those that go wrong."""
        wanted = self.operations or _DEFAULT_OPERATIONS.get(self.kind, WRITES)
        return operation in wanted and self.reference in {None, reference}


@dataclass(slots=True, kw_only=True)
class _Knob:
    request: FaultRequest
    calls_left: int | None
    until: float | None


class FaultBoard:
    """The knobs that are turned now; they do not outlive the process."""

    def __init__(self) -> None:
        """Start with nothing wrong."""
        self._knobs: list[_Knob] = []

    def turn(self, request: FaultRequest, now: float) -> None:
        """Turn a knob; `now` is a monotonic clock."""
        until = None if request.for_seconds is None else now + request.for_seconds
        self._knobs.append(_Knob(request=request, calls_left=request.calls, until=until))

    def clear(self) -> None:
        self._knobs.clear()

    def standing(self, now: float) -> list[FaultRequest]:
        """What would still go wrong."""
        self._drop_spent(now)
        return [knob.request for knob in self._knobs]

    def take(self, operation: str, reference: str | None, now: float) -> FaultRequest | None:
        """The fault this call meets, at most one: counted ones first, in the order turned."""
        self._drop_spent(now)
        # A counted knob goes before a standing one, or it would never be reached.
        for knob in sorted(self._knobs, key=lambda knob: knob.calls_left is None):
            if knob.request.concerns(operation, reference):
                if knob.calls_left is not None:
                    knob.calls_left -= 1
                return knob.request
        return None

    def _drop_spent(self, now: float) -> None:
        self._knobs = [
            knob
            for knob in self._knobs
            if knob.calls_left != 0 and (knob.until is None or knob.until > now)
        ]
