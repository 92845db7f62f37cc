"""The two sums that are checked always: events open and disposed of, documents by bucket."""

from dataclasses import dataclass

from sqlalchemy import Connection

from agent.domain.states import Bucket
from agent.journal.documents import bucket_sums
from agent.journal.events import Disposition, event_sums


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Counts of events and documents."""

    events_open: int
    events_disposed: int
    done: int
    waiting: int
    person: int


def sums(tx: Connection, shop_id: int | None = None) -> Sums:
    events = event_sums(tx, shop_id)
    documents = bucket_sums(tx, shop_id)
    is_open = events[Disposition.OPEN]
    return Sums(
        events_open=is_open,
        events_disposed=sum(events.values()) - is_open,
        done=documents.get(Bucket.DONE, 0),
        waiting=documents.get(Bucket.WAITING, 0),
        person=documents.get(Bucket.PERSON, 0),
    )
