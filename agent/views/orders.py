"""Orders as people ask for them: a list of documents, and one order's whole story."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from agent.domain.states import BUCKET, WORD_TEXT
from agent.journal.attempts import Attempt, attempts_of
from agent.journal.audit import Entry, entries_of_document
from agent.journal.cases import Case, cases_of_order
from agent.journal.documents import Document, documents, documents_of_order
from agent.journal.events import EventRow, events_of_order
from agent.views.problems import Told, all_told
from agent.views.words import order_word


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One document in a list, with the open case's problems in words."""

    document: Document
    bucket: str
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentStory:
    """One document with its attempts and all that was done to it."""

    document: Document
    attempts: tuple[Attempt, ...]
    audit: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderStory:
    """Everything the journal knows of one order."""

    order_id: int
    word: str
    events: tuple[EventRow, ...]
    documents: tuple[DocumentStory, ...]
    cases: tuple[Case, ...]
    now_open: tuple[Told, ...]


def list_documents(tx: Connection) -> tuple[Listed, ...]:
    """All documents, in the order they were made."""
    keys = tx.execute(
        select(documents.c.shop_id, documents.c.order_id)
        .distinct()
        .order_by(documents.c.shop_id, documents.c.order_id)
    ).all()
    listed: list[Listed] = []
    for shop_id, order_id in keys:
        open_of = _open_of(cases_of_order(tx, shop_id=shop_id, order_id=order_id))
        listed += [
            Listed(
                document=document,
                bucket=BUCKET[document.state],
                told=open_of.get(document.id, ()),
            )
            for document in documents_of_order(tx, shop_id=shop_id, order_id=order_id)
        ]
    return tuple(sorted(listed, key=lambda one: one.document.id))


def _open_of(all_cases: Sequence[Case]) -> dict[int, tuple[Told, ...]]:
    return {
        case.subject.document_id: all_told(case.problems)
        for case in all_cases
        if case.closed_at is None and case.subject.document_id is not None
    }


def order_story(tx: Connection, *, shop_id: int, order_id: int) -> OrderStory | None:
    """None where nothing of this order has ever come."""
    events = events_of_order(tx, shop_id=shop_id, order_id=order_id)
    if not events:
        return None
    of_order = documents_of_order(tx, shop_id=shop_id, order_id=order_id)
    all_cases = cases_of_order(tx, shop_id=shop_id, order_id=order_id)
    return OrderStory(
        order_id=order_id,
        word=WORD_TEXT[order_word(of_order)] if of_order else "Not looked at yet",
        events=events,
        documents=tuple(
            DocumentStory(
                document=document,
                attempts=attempts_of(tx, document.id),
                audit=entries_of_document(tx, document.id),
            )
            for document in of_order
        ),
        cases=all_cases,
        now_open=tuple(
            one for case in all_cases if case.closed_at is None for one in all_told(case.problems)
        ),
    )
