"""Durations as people write them in agent.toml: `250ms`, `2s`, `15m`, `24h`, `7d`."""

import re
from decimal import Decimal

_SECONDS = {"ms": "0.001", "s": "1", "m": "60", "h": "3600", "d": "86400"}
_WRITTEN = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)")


def seconds(text: str) -> float:
    """Read a duration.

    Raises:
        ValueError: it is none; the message says how one is written.
    """
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        raise ValueError(f'"{text}" is no duration; write a number and ms, s, m, h or d: "15m"')
    number, unit = match.groups()
    return float(Decimal(number) * Decimal(_SECONDS[unit]))
