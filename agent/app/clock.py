"""The one clock of a running agent."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    return datetime.now(UTC)
