"""What is asked all day long is answered from an index, however long the books are."""

import pytest
from sqlalchemy import Connection, text

from agent.journal import Journal

ASKED_OFTEN = {
    "the lane that is due longest": (
        "SELECT id FROM lanes WHERE due <= '2026' ORDER BY due LIMIT 1",
        "lanes_due",
    ),
    "the first due time": (
        "SELECT due FROM lanes WHERE due IS NOT NULL ORDER BY due LIMIT 1",
        "lanes_due",
    ),
    "the events of an order": (
        "SELECT * FROM events WHERE shop_id = 1 AND order_id = 2 AND incarnation = 'a'",
        "events_order",
    ),
    "the documents of an order": (
        "SELECT * FROM documents WHERE shop_id = 1 AND order_id = 2",
        "documents_order",
    ),
    "the documents of a lane": ("SELECT * FROM documents WHERE lane_id = 1", "lane_id=?"),
    "what is in a state": ("SELECT * FROM documents WHERE state = 'SENDING'", "documents_state"),
    "what changed since": (
        "SELECT * FROM lanes WHERE shop_id = 1 AND changed > 5 ORDER BY changed LIMIT 9",
        "lanes_changed",
    ),
    "the cases of a document": ("SELECT * FROM cases WHERE document_id = 1", "cases_document"),
    "the cases of an order": (
        "SELECT * FROM cases WHERE shop_id = 1 AND order_id = 2",
        "cases_order",
    ),
}


@pytest.mark.parametrize(("query", "index"), ASKED_OFTEN.values(), ids=ASKED_OFTEN.keys())
async def test_the_question_uses_its_index(journal: Journal, query: str, index: str) -> None:
    def plan(tx: Connection) -> str:
        return " ".join(str(row) for row in tx.execute(text(f"EXPLAIN QUERY PLAN {query}")))

    told = await journal.read(plan)
    assert index in told, told
