"""An order's word, case by case: the worst of its documents, a cancel on its way said so."""

from dataclasses import fields

import pytest

from agent.domain.states import Kind, State, Word
from agent.journal.documents import Document, Question
from agent.views.words import order_word, telling
from tests.delivery.orders import NOW

CREATE, AMEND, CANCEL = Kind.CREATE, Kind.AMEND, Kind.CANCEL
S = State


def document(kind: Kind, state: State, number: int = 1) -> Document:
    values = dict.fromkeys((field.name for field in fields(Document)), None)
    values |= {
        "id": number,
        "kind": kind,
        "state": state,
        "question": Question.NONE,
        "state_at": NOW,
        "due": NOW,
    }
    return Document(**values)  # type: ignore[arg-type] # only kind and state count here


TABLE: tuple[tuple[list[tuple[Kind, State]], Word], ...] = (
    ([(CREATE, S.GATED)], Word.WAITING),
    ([(CREATE, S.HELD)], Word.HELD),
    ([(CREATE, S.READY)], Word.QUEUED),
    ([(CREATE, S.SENDING)], Word.SENDING),
    ([(CREATE, S.UNKNOWN)], Word.CHECKING),
    ([(CREATE, S.SENT)], Word.DELIVERED),
    ([(CREATE, S.ACCEPTED)], Word.ACCEPTED),
    ([(CREATE, S.NEEDS_PERSON)], Word.NEEDS_YOU),
    ([(CREATE, S.CANCELLED)], Word.CANCELLED),
    ([(CREATE, S.DISCARDED)], Word.DISCARDED),
    ([(CREATE, S.SKIPPED)], Word.SKIPPED),
    # A change says what it is doing; a skipped one says nothing of the order.
    ([(CREATE, S.ACCEPTED), (AMEND, S.GATED)], Word.WAITING),
    ([(CREATE, S.ACCEPTED), (AMEND, S.SKIPPED)], Word.ACCEPTED),
    ([(CREATE, S.ACCEPTED), (AMEND, S.ACCEPTED)], Word.ACCEPTED),
    ([(CREATE, S.ACCEPTED), (AMEND, S.CANCELLED)], Word.ACCEPTED),
    ([(CREATE, S.ACCEPTED), (AMEND, S.NEEDS_PERSON)], Word.NEEDS_YOU),
    # A cancel, waiting behind what is open or on its way.
    ([(CREATE, S.SENDING), (CANCEL, S.GATED)], Word.CANCELLING),
    ([(CREATE, S.UNKNOWN), (CANCEL, S.GATED)], Word.CANCELLING),
    ([(CREATE, S.ACCEPTED), (CANCEL, S.SENDING)], Word.CANCELLING),
    ([(CREATE, S.ACCEPTED), (CANCEL, S.ACCEPTED)], Word.CANCELLED),
    ([(CREATE, S.ACCEPTED), (CANCEL, S.SKIPPED)], Word.ACCEPTED),
    ([(CREATE, S.ACCEPTED), (CANCEL, S.NEEDS_PERSON)], Word.NEEDS_YOU),
    # A person is always asked first.
    ([(CREATE, S.NEEDS_PERSON), (CANCEL, S.GATED)], Word.NEEDS_YOU),
    ([(CREATE, S.HELD), (CANCEL, S.GATED)], Word.HELD),
    ([(CREATE, S.DISCARDED), (AMEND, S.NEEDS_PERSON)], Word.NEEDS_YOU),
    # Live again after its cancel: a new create counts.
    ([(CREATE, S.ACCEPTED), (CANCEL, S.ACCEPTED), (CREATE, S.READY)], Word.QUEUED),
)


@pytest.mark.parametrize(("parts", "word"), TABLE)
def test_an_orders_word(parts: list[tuple[Kind, State]], word: Word) -> None:
    documents = [document(kind, state, n) for n, (kind, state) in enumerate(parts, 1)]
    assert order_word(documents) is word


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_word_alone(state: State) -> None:
    assert order_word([document(CREATE, state)])


def test_the_word_is_told_of_the_document_that_it_is_about() -> None:
    documents = [document(CREATE, S.ACCEPTED, 1), document(AMEND, S.NEEDS_PERSON, 2)]
    assert telling(documents).id == 2
    documents = [document(CREATE, S.ACCEPTED, 1), document(AMEND, S.SKIPPED, 2)]
    assert telling(documents).id == 1
