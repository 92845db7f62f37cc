"""The time that has really passed since an answer was lost; a clock that jumps shortens no wait."""

from collections.abc import Callable
from datetime import timedelta

from agent.delivery.question import waits
from agent.domain.states import State
from agent.journal.documents import Document
from agent.ports.erp import Support

NOTHING = timedelta(0)


class Waited:
    """Kept in memory: after a restart the waits of what is open begin again."""

    def __init__(self, elapsed: Callable[[], float] | None) -> None:
        self._elapsed = elapsed
        self._since: dict[int, float] = {}

    def note(self, document: Document) -> None:
        """An answer was just lost, or the question is closed."""
        if document.state is State.UNKNOWN and document.why == "answer_lost":
            self.begins(document.id)
        elif document.state not in (State.UNKNOWN, State.NEEDS_PERSON):
            self._since.pop(document.id, None)

    def begins(self, document_id: int) -> None:
        if self._elapsed is not None:
            self._since[document_id] = self._elapsed()

    def left(self, document_id: int, support: Support) -> timedelta:
        """How much of D + L has not passed yet, whatever the clock says."""
        if self._elapsed is None:
            return NOTHING
        now = self._elapsed()
        passed = timedelta(seconds=now - self._since.setdefault(document_id, now))
        return max(waits(support) - passed, NOTHING)
