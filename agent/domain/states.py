"""The state table of a document: every state, its bucket, its word, and the only moves."""

from enum import StrEnum


class State(StrEnum):
    """Where a document is; one comment says what is so."""

    GATED = "GATED"  #: not yet due; nothing of it can be in the ERP
    HELD = "HELD"  #: nothing may leave
    READY = "READY"  #: prepared bytes, their hash and the reference are stored
    SENDING = "SENDING"  #: the attempt row was committed before the first byte
    UNKNOWN = "UNKNOWN"  #: a question is open: the ERP may or may not have it
    SENT = "SENT"  #: delivered; the system's `accepted_when` asks for more
    ACCEPTED = "ACCEPTED"  #: the ERP has it; its number is known or said to be pending
    NEEDS_PERSON = "NEEDS_PERSON"  #: a case is open
    CANCELLED = "CANCELLED"  #: nothing of it is in the ERP or can come
    DISCARDED = "DISCARDED"  #: handled outside, by whom and why is recorded
    SKIPPED = "SKIPPED"  #: a rule said no: before the cut-over, or nothing to do


class Bucket(StrEnum):
    """The three sums that every document is in exactly one of."""

    DONE = "done"
    WAITING = "waiting"
    PERSON = "person"


class Kind(StrEnum):
    """What one system gets."""

    CREATE = "create"
    AMEND = "amend"
    CANCEL = "cancel"
    REFUND = "refund"
    CUSTOMER = "customer"
    PAYMENT = "payment"


BUCKET: dict[State, Bucket] = {
    State.GATED: Bucket.WAITING,
    State.HELD: Bucket.PERSON,
    State.READY: Bucket.WAITING,
    State.SENDING: Bucket.WAITING,
    State.UNKNOWN: Bucket.WAITING,
    State.SENT: Bucket.WAITING,
    State.ACCEPTED: Bucket.DONE,
    State.NEEDS_PERSON: Bucket.PERSON,
    State.CANCELLED: Bucket.DONE,
    State.DISCARDED: Bucket.DONE,
    State.SKIPPED: Bucket.DONE,
}

NEXT: dict[State, frozenset[State]] = {
    State.GATED: frozenset(
        {State.READY, State.HELD, State.NEEDS_PERSON, State.SKIPPED, State.CANCELLED}
    ),
    State.HELD: frozenset(
        {State.GATED, State.READY, State.NEEDS_PERSON, State.UNKNOWN, State.DISCARDED}
    ),
    State.READY: frozenset({State.SENDING, State.GATED, State.HELD, State.NEEDS_PERSON}),
    State.SENDING: frozenset(
        {State.ACCEPTED, State.SENT, State.READY, State.NEEDS_PERSON, State.UNKNOWN}
    ),
    State.UNKNOWN: frozenset({State.ACCEPTED, State.NEEDS_PERSON, State.GATED, State.READY}),
    State.SENT: frozenset({State.ACCEPTED, State.NEEDS_PERSON}),
    State.ACCEPTED: frozenset({State.UNKNOWN, State.NEEDS_PERSON}),
    State.NEEDS_PERSON: frozenset(
        {State.GATED, State.UNKNOWN, State.ACCEPTED, State.DISCARDED, State.HELD}
    ),
    State.CANCELLED: frozenset(),
    State.DISCARDED: frozenset({State.UNKNOWN}),
    State.SKIPPED: frozenset({State.UNKNOWN}),
}


class Word(StrEnum):
    """What people read; the wire carries the name in lower case, `WORD_TEXT` is the English."""

    WAITING = "waiting"
    HELD = "held"
    QUEUED = "queued"
    SENDING = "sending"
    CHECKING = "checking"
    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    NEEDS_YOU = "needs_you"
    CANCELLED = "cancelled"
    CANCELLING = "cancelling"
    DISCARDED = "discarded"
    SKIPPED = "skipped"


WORD: dict[State, Word] = {
    State.GATED: Word.WAITING,
    State.HELD: Word.HELD,
    State.READY: Word.QUEUED,
    State.SENDING: Word.SENDING,
    State.UNKNOWN: Word.CHECKING,
    State.SENT: Word.DELIVERED,
    State.ACCEPTED: Word.ACCEPTED,
    State.NEEDS_PERSON: Word.NEEDS_YOU,
    State.CANCELLED: Word.CANCELLED,
    State.DISCARDED: Word.DISCARDED,
    State.SKIPPED: Word.SKIPPED,
}

WORD_TEXT: dict[Word, str] = {
    Word.WAITING: "Waiting",
    Word.HELD: "Held",
    Word.QUEUED: "Queued",
    Word.SENDING: "Sending",
    Word.CHECKING: "Checking",
    Word.DELIVERED: "Delivered, not confirmed",
    Word.ACCEPTED: "Accepted",
    Word.NEEDS_YOU: "Needs you",
    Word.CANCELLED: "Cancelled",
    Word.CANCELLING: "Cancelling",
    Word.DISCARDED: "Handled outside",
    Word.SKIPPED: "Skipped",
}
