"""The two sums that are checked always: events open and disposed of, documents by bucket."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection

from agent.domain.states import Bucket
from agent.journal.documents import bucket_sums, counted_states, state_sums
from agent.journal.events import Disposition, counted_events, event_sums

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Counts of events and documents."""

    events_open: int
    events_disposed: int
    done: int
    waiting: int
    person: int


class BooksContradictError(Exception):
    """A sum is not what counting gives: a row was lost, or made beside the books."""


def check_sums(tx: Connection) -> None:
    """The law, by a full count: events = open + disposed, documents = done + waiting + person.

    Raises:
        BooksContradictError: the sums say otherwise.
    """
    _agree("events", event_sums(tx), counted_events(tx))
    _agree("documents", state_sums(tx), counted_states(tx))


def _agree(what: str, summed: Mapping[T, int], counted: Mapping[T, int]) -> None:
    differing = [
        f"{name} {count}, counted {counted[name]}"
        for name, count in summed.items()
        if count != counted[name]
    ]
    if differing:
        raise BooksContradictError(
            f"the sums of {what} contradict the books: {', '.join(differing)}"
        )


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
