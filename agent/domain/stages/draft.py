"""What goes through the stages: the order, and what they have found so far."""

from dataclasses import dataclass, replace
from datetime import datetime

from agent.domain.order import CanonicalOrder
from agent.domain.problems import Problem

SEND_STATUSES = frozenset({"processing", "completed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the shop's owner has decided about which orders go, and from when on."""

    send_statuses: frozenset[str] = SEND_STATUSES
    starts_at: datetime | None = None  #: orders made earlier were entered in the ERP by hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An order on its way to be prepared.

    `waits_for` says what must happen first, `skipped_by` which rule keeps it out for good.
    """

    order: CanonicalOrder
    problems: tuple[Problem, ...] = ()
    waits_for: str | None = None
    skipped_by: str | None = None

    def with_problem(self, code: str, **params: str) -> "Draft":
        return replace(self, problems=(*self.problems, Problem(code=code, params=params)))
