"""Named places where a test may kill this process. Inert unless the environment names one.

`COUNTERFOIL_FAILPOINT=name[:nth]` makes the nth pass through that place a `kill -9` of ourselves.
"""

import os
import signal
from collections.abc import Mapping

VARIABLE = "COUNTERFOIL_FAILPOINT"

FAILPOINTS: dict[str, str] = {
    "intake.before_commit": "events inserted, nothing durable, nothing answered",
    "intake.after_commit": "events durable, nothing answered",
    "submit.after_journal": "attempt row durable, no byte has left",
    "submit.after_send": "the system's answer is here, not stored",
    "settle.after_commit": "an answer and what follows from it are durable, nothing more is done",
    "migrate.before_commit": "a migration's statements ran, nothing durable",
    "migrate.after_commit": "a migration is durable, the next has not begun",
    "stock.after_epoch": "the epoch is durable, nothing has been read",
    "stock.after_snapshot": "the snapshot is durable, nothing has been pushed",
    "stock.after_push": "the shop has applied a page, its results are not stored",
}


class UnknownFailpointError(Exception):
    """A name that no place in the code has."""


class Failpoints:
    """Counts the passes through the one place that was asked for."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        name, _, nth = environment.get(VARIABLE, "").partition(":")
        if name and name not in FAILPOINTS:
            raise UnknownFailpointError(
                f"{VARIABLE} names {name}; there are {', '.join(FAILPOINTS)}"
            )
        self._name = name
        self._passes_left = int(nth or 1)

    def reach(self, name: str) -> None:
        if name != self._name:
            return
        self._passes_left -= 1
        if self._passes_left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


_ACTIVE = Failpoints(os.environ)


def reach(name: str) -> None:
    """Die here if this is the place and the pass that the environment asks for."""
    _ACTIVE.reach(name)
