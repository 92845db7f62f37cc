"""When to leave a system alone: after failures in a row nothing is sent until a probe succeeds."""

from dataclasses import dataclass, replace
from datetime import datetime

from agent.domain.backoff import backoff

FAILURES_MAX = 3
OPEN_S = 5.0
OPEN_MAX_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Circuit:
    """Closed as long as `open_until` is None; `since` is when it last opened or closed."""

    failures: int = 0
    open_until: datetime | None = None
    since: datetime | None = None

    def failed(self, *, roll: float, now: datetime) -> "Circuit":
        """Nothing could be done at the system just now."""
        failures = self.failures + 1
        if failures < FAILURES_MAX:
            return replace(self, failures=failures)
        wait = backoff(failures - FAILURES_MAX + 1, roll=roll, base_s=OPEN_S, cap_s=OPEN_MAX_S)
        since = now if self.open_until is None else self.since
        return Circuit(failures=failures, open_until=now + wait, since=since)

    def answered(self, *, now: datetime) -> "Circuit":
        """The system has said something that we understand, if only no."""
        was_closed = self.open_until is None and self.since is not None
        return Circuit(since=self.since if was_closed else now)

    def wants_probe(self, *, now: datetime) -> bool:
        return self.open_until is not None and self.open_until <= now
