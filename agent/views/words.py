"""One word for an order: the worst of its documents. Pure."""

from collections.abc import Sequence

from agent.domain.states import BUCKET, WORD, Bucket, Kind, State, Word
from agent.journal.documents import Document

# Worst first: what a person must see before anything else.
_WORST = (
    State.NEEDS_PERSON,
    State.HELD,
    State.UNKNOWN,
    State.SENDING,
    State.SENT,
    State.READY,
    State.GATED,
)
_SAYS_NOTHING = frozenset({State.SKIPPED, State.CANCELLED})


def order_word(documents: Sequence[Document]) -> Word:
    """The order's word; its documents oldest first, at least one.

    A cancel on its way is said so ("Cancelling"), unless a person is needed first.
    """
    chosen = telling(documents)
    if chosen.state in {State.NEEDS_PERSON, State.HELD}:
        return WORD[chosen.state]
    if any(d.kind is Kind.CANCEL and BUCKET[d.state] is Bucket.WAITING for d in documents):
        return Word.CANCELLING
    if chosen.kind is Kind.CANCEL and chosen.state is State.ACCEPTED:
        return Word.CANCELLED
    return WORD[chosen.state]


def telling(documents: Sequence[Document]) -> Document:
    """The document that the word is about: the worst open one, else the newest that counts."""
    still_open = [d for d in documents if BUCKET[d.state] is not Bucket.DONE]
    if still_open:
        return min(still_open, key=lambda d: _WORST.index(d.state))
    return _last_that_counts(documents)


def _last_that_counts(documents: Sequence[Document]) -> Document:
    """A skipped or overtaken change says nothing of the order; its create always does."""
    counting = (
        d for d in reversed(documents) if d.kind is Kind.CREATE or d.state not in _SAYS_NOTHING
    )
    return next(counting, documents[-1])
