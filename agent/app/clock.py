"""The one clock of a running agent, and the seconds that really pass, which no one can set."""

import time
from datetime import UTC, datetime


def utc_now() -> datetime:
    return datetime.now(UTC)


def elapsed() -> float:
    """Seconds since some moment; they go on while the machine sleeps, where it can say so."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)
