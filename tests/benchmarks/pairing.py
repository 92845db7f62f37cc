"""The line for wp-config.php as the contract has it: taken apart and put together."""

import base64
import json
import re
from typing import Any

CONSTANT = "COUNTERFOIL_PAIRING"

_LINE = re.compile(rf"{CONSTANT}',\s*'cf1\.([^']+)'")


def encode(facts: dict[str, Any]) -> str:
    text = base64.urlsafe_b64encode(json.dumps(facts).encode()).decode().rstrip("=")
    return f"cf1.{text}"


def found_in(text: str) -> dict[str, Any]:
    """The facts of the line in this text.

    Raises:
        ValueError: there is none.
    """
    line = _LINE.search(text)
    if line is None:
        raise ValueError(f"no {CONSTANT} in: {text[:300]}")
    padded = line[1] + "=" * (-len(line[1]) % 4)
    facts: dict[str, Any] = json.loads(base64.urlsafe_b64decode(padded))
    return facts
