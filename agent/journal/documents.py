"""What one system gets of one order: the document with its state, and its prepared bytes.

Rows are made and read here; only `agent.delivery` changes a state.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from agent.domain.states import BUCKET, Bucket, Kind, State
from agent.journal.lanes import Lane, lanes
from agent.journal.schema import METADATA, Json, Utc
from agent.journal.tallies import What, counted, tallied, tally
from agent.ports.erp import Prepared, Service


class Question(StrEnum):
    """Whether the ERP may hold something that we are not sure of."""

    NONE = ""
    OPEN = "open"  #: it may be, or may still come, in the ERP
    DIFFERS = "differs"  #: the ERP shows something else under our reference


documents = Table(
    "documents",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("shop_id", Integer, ForeignKey("shops.id"), nullable=False),
    Column("lane_id", Integer, ForeignKey("lanes.id"), nullable=False),
    Column("order_id", Integer, nullable=False),
    Column("incarnation", String(8), nullable=False),
    Column("correlation", String(36), nullable=False),
    Column("system", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("held_from", String(16)),
    Column("due", Utc),
    Column("why", String(64), nullable=False),
    Column("reference", String(40), nullable=False),
    Column("event", Integer, ForeignKey("events.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("question", String(8), nullable=False),
    Column("ask_after", Utc),
    Column("absent_said", String(8)),
    Column("absent_at", Utc),
    Column("was_lost", Boolean, nullable=False),
    Column("said_no", Boolean, nullable=False),
    Column("is_wanted", Boolean, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("number", String(64)),
    Column("created_at", Utc, nullable=False),
    Column("state_at", Utc, nullable=False),
    Column("first_ready_at", Utc),
    Column("sent_at", Utc),
    Column("accepted_at", Utc),
    UniqueConstraint("lane_id", "system", "kind", "revision"),
)
prepared_bodies = Table(
    "prepared_bodies",
    METADATA,
    Column("document_id", Integer, ForeignKey("documents.id"), primary_key=True),
    Column("service", String(32), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("expect", Json, nullable=False),
    Column("attributes", Json, nullable=False),
    Column("prepared_at", Utc, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document. `due` and `why`: until when it waits and for what; `event`: its picture.

    `question`, `ask_after`, `absent_*`, `was_lost`, `said_no`: what is known of attempts whose
    answer is missing. `is_wanted`: a person wants it sent although a rule would ask again.
    """

    id: int
    shop_id: int
    lane_id: int
    order_id: int
    incarnation: str
    correlation: str
    system: str
    kind: Kind
    revision: int
    state: State
    held_from: State | None
    due: datetime | None
    why: str
    reference: str
    event: int
    seq: int
    question: Question
    ask_after: datetime | None
    absent_said: str | None
    absent_at: datetime | None
    was_lost: bool
    said_no: bool
    is_wanted: bool
    tries: int
    number: str | None
    created_at: datetime
    state_at: datetime
    first_ready_at: datetime | None
    sent_at: datetime | None
    accepted_at: datetime | None

    @property
    def is_done(self) -> bool:
        return BUCKET[self.state] is Bucket.DONE


def add_document(  # noqa: PLR0913 - the facts a document is born with
    tx: Connection, lane: Lane, *, system: str, kind: Kind, reference: str, event: int, seq: int,
    now: datetime,
) -> Document:  # fmt: skip
    """A new document, GATED, due now; its revision counts the documents of its kind."""
    of_this_kind = select(func.count()).where(
        documents.c.lane_id == lane.id, documents.c.system == system, documents.c.kind == kind
    )
    added = tx.execute(
        insert(documents)
        .values(
            shop_id=lane.shop_id,
            lane_id=lane.id,
            order_id=lane.order_id,
            incarnation=lane.incarnation,
            correlation=lane.correlation,
            system=system,
            kind=kind,
            revision=tx.execute(of_this_kind).scalar_one() + 1,
            state=State.GATED,
            due=now,
            why="new",
            reference=reference,
            event=event,
            seq=seq,
            question=Question.NONE,
            was_lost=False,
            said_no=False,
            is_wanted=False,
            tries=0,
            created_at=now,
            state_at=now,
        )
        .returning(documents)
    ).one()
    tally(tx, lane.shop_id, What.DOCUMENT, {State.GATED: 1})
    return _document(added)


def move_document(tx: Connection, document: Document, to: State, **values: object) -> Document:
    """Write a document's state and other columns, and count it. For `agent.delivery` alone."""
    if to is not document.state:
        tally(tx, document.shop_id, What.DOCUMENT, {document.state: -1, to: 1})
    return change_document(tx, document.id, state=to, **values)


def change_document(tx: Connection, document_id: int, **values: object) -> Document:
    """Write columns of a document, all but its state."""
    changed = tx.execute(
        update(documents).where(documents.c.id == document_id).values(**values).returning(documents)
    ).one()
    return _document(changed)


def document_by_id(tx: Connection, document_id: int) -> Document:
    return _document(tx.execute(select(documents).where(documents.c.id == document_id)).one())


def documents_of_lane(tx: Connection, lane_id: int) -> tuple[Document, ...]:
    """In their order: the first that is not done is the current one."""
    rows = tx.execute(
        select(documents).where(documents.c.lane_id == lane_id).order_by(documents.c.id)
    )
    return tuple(_document(row) for row in rows)


def documents_of_order(tx: Connection, *, shop_id: int, order_id: int) -> tuple[Document, ...]:
    rows = tx.execute(
        select(documents)
        .where(documents.c.shop_id == shop_id, documents.c.order_id == order_id)
        .order_by(documents.c.id)
    )
    return tuple(_document(row) for row in rows)


def documents_in(tx: Connection, *states: State) -> tuple[Document, ...]:
    rows = tx.execute(
        select(documents).where(documents.c.state.in_(states)).order_by(documents.c.id)
    )
    return tuple(_document(row) for row in rows)


def make_due(tx: Connection, state: State, *, now: datetime) -> None:
    """Let every document in this state, and its order's lane, be looked at now."""
    in_state = select(documents.c.lane_id).where(documents.c.state == state)
    tx.execute(update(lanes).where(lanes.c.id.in_(in_state)).values(due=now))
    tx.execute(update(documents).where(documents.c.state == state).values(due=now))


def state_sums(tx: Connection, shop_id: int | None = None) -> dict[State, int]:
    """How many documents are in each state."""
    return _by_state(tallied(tx, What.DOCUMENT, shop_id))


def counted_states(tx: Connection, shop_id: int | None = None) -> dict[State, int]:
    """The same by counting every row: slow, and what `state_sums` must agree with."""
    return _by_state(counted(tx, documents.c.state, documents.c.shop_id, shop_id))


def _by_state(counts: Mapping[str, int]) -> dict[State, int]:
    return {state: counts.get(state, 0) for state in State}


def bucket_sums(tx: Connection, shop_id: int | None = None) -> dict[Bucket, int]:
    """How many documents are done, waiting, and with a person."""
    sums = dict.fromkeys(Bucket, 0)
    for state, count in state_sums(tx, shop_id).items():
        sums[BUCKET[state]] += count
    return sums


def keep_prepared(tx: Connection, document_id: int, prepared: Prepared, *, now: datetime) -> None:
    """Store the bytes that every attempt of this document will send."""
    values = {
        "service": prepared.service,
        "content": prepared.content,
        "digest": prepared.digest,
        "expect": dict(prepared.expect),
        "attributes": dict(prepared.attributes),
        "prepared_at": now,
    }
    statement = upsert(prepared_bodies).values(document_id=document_id, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["document_id"], set_=values))


def prepared_of(tx: Connection, document: Document) -> Prepared:
    row = tx.execute(
        select(prepared_bodies).where(prepared_bodies.c.document_id == document.id)
    ).one()
    return Prepared(
        service=Service(row.service),
        reference=document.reference,
        content=row.content,
        expect=row.expect,
        attributes=row.attributes,
    )


def _document(row: Any) -> Document:
    values = dict(row._mapping)
    held_from = values["held_from"]
    return Document(
        **{
            **values,
            "kind": Kind(values["kind"]),
            "state": State(values["state"]),
            "held_from": None if held_from is None else State(held_from),
            "question": Question(values["question"]),
        }
    )
