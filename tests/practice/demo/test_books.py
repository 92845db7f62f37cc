"""The comparison must name every way in which a ledger can be wrong."""

from dataclasses import replace
from decimal import Decimal

from agent.practice.demo.books import compare
from agent.practice.demo.ledgers import (
    Agent,
    Document,
    Erp,
    ErpDocument,
    Ledgers,
    Shop,
    ShopOrder,
)


def _books() -> Ledgers:
    orders = tuple(
        ShopOrder(
            order_id=n,
            number=str(n),
            status="processing",
            gross=Decimal("11.90"),
            quantities={"A": Decimal(n)},
        )
        for n in (1, 2, 3)
    )
    documents = tuple(
        Document(
            order_id=n,
            kind="create",
            reference=f"WEB-{n}",
            state="ACCEPTED" if n < 3 else "NEEDS_PERSON",
            bucket="done" if n < 3 else "person",
            erp_number=f"SO-{n}" if n < 3 else "",
            reasons=() if n < 3 else ("The ERP refused it.",),
        )
        for n in (1, 2, 3)
    )
    in_erp = tuple(
        ErpDocument(
            number=f"SO-{n}",
            reference=f"WEB-{n}",
            is_cancelled=False,
            gross=Decimal("11.90"),
            quantities={"A": Decimal(n)},
        )
        for n in (1, 2)
    )
    return Ledgers(
        shop=Shop(
            orders=orders,
            shown={"A": Decimal(4)},
            stock_of={"A": "A"},
            erp_numbers={1: "SO-1", 2: "SO-2"},
        ),
        agent=Agent(documents=documents, events=5, events_open=0, events_disposed=5),
        erp=Erp(documents=in_erp, available={"A": Decimal(7)}),
    )


def _told(books: Ledgers) -> str:
    return "\n".join(compare(books).differences)


def test_books_that_agree_have_no_difference() -> None:
    verdict = compare(_books())
    assert verdict.agree
    assert verdict.once == ("1", "2")
    assert [n.number for n in verdict.needs_person] == ["3"]
    assert (verdict.lost, verdict.doubled) == ((), ())
    assert (verdict.stock_right, verdict.stock_all) == (1, 1)


def test_a_document_removed_from_the_erp_is_named_and_lost() -> None:
    books = _books()
    books = replace(books, erp=replace(books.erp, documents=books.erp.documents[1:]))
    assert "order 1 is accepted as SO-1 says the agent, but the ERP does not have it" in _told(
        books
    )
    assert compare(books).lost == ("1",)


def test_a_document_doubled_in_the_erp_is_named() -> None:
    books = _books()
    twin = replace(books.erp.documents[0], number="SO-9")
    books = replace(books, erp=replace(books.erp, documents=(*books.erp.documents, twin)))
    assert "order 1 is 2 times in the ERP: SO-1, SO-9" in _told(books)
    assert compare(books).doubled == ("1",)


def test_a_cent_is_named() -> None:
    books = _books()
    off = replace(books.erp.documents[0], gross=Decimal("11.89"))
    books = replace(books, erp=replace(books.erp, documents=(off, books.erp.documents[1])))
    assert "order 1 is 11.90 in the shop, but SO-1 is 11.89 in the ERP" in _told(books)


def test_a_row_removed_from_the_journal_is_named() -> None:
    books = _books()
    books = replace(books, agent=replace(books.agent, documents=books.agent.documents[1:]))
    assert "order 1 is in the shop, but the agent has no document for it" in _told(books)
    assert "the ERP has WEB-1 as SO-1, but the agent does not know it" in _told(books)


def test_an_order_removed_from_the_shop_is_named() -> None:
    books = _books()
    books = replace(books, shop=replace(books.shop, orders=books.shop.orders[1:]))
    assert "the agent has WEB-1, but the shop has no order 1" in _told(books)


def test_one_piece_too_many_on_show_is_named() -> None:
    books = _books()
    books = replace(books, shop=replace(books.shop, shown={"A": Decimal(5)}))
    assert "A: the shop shows 5, right is 4 (ERP 7, 1 orders outside it)" in _told(books)


def test_an_event_that_was_not_disposed_of_is_named() -> None:
    books = _books()
    books = replace(books, agent=replace(books.agent, events_disposed=4))
    assert "the agent has 5 events, but 0 open and 4 disposed of" in _told(books)


def test_a_person_must_be_told_why() -> None:
    books = _books()
    mute = replace(books.agent.documents[2], reasons=())
    books = replace(books, agent=replace(books.agent, documents=(*books.agent.documents[:2], mute)))
    assert "order 3 needs a person, but no reason is given" in _told(books)


def test_wp_admin_must_show_the_erp_number() -> None:
    books = _books()
    books = replace(books, shop=replace(books.shop, erp_numbers={1: "SO-1"}))
    assert "order 2 is SO-2 in the ERP, but wp-admin shows no number" in _told(books)


def test_skus_that_share_a_stock_are_counted_together() -> None:
    books = _books()
    shop = replace(
        books.shop, shown={"SUIT": Decimal(9)}, stock_of={"A": "SUIT", "B": "SUIT", "SUIT": "SUIT"}
    )
    erp = replace(books.erp, available={"A": Decimal(7), "B": Decimal(5)})
    assert compare(replace(books, shop=shop, erp=erp)).agree


def test_an_order_cancelled_on_both_sides_is_neither_lost_nor_in_the_erp() -> None:
    books = _books()
    order = replace(books.shop.orders[0], status="cancelled")
    gone = replace(books.erp.documents[0], is_cancelled=True)
    verdict = compare(
        replace(
            books,
            shop=replace(
                books.shop, orders=(order, *books.shop.orders[1:]), shown={"A": Decimal(5)}
            ),
            erp=replace(
                books.erp, documents=(gone, books.erp.documents[1]), available={"A": Decimal(8)}
            ),
        )
    )
    assert verdict.agree
    assert (verdict.cancelled, verdict.lost) == (("1",), ())


def test_an_order_cancelled_in_the_shop_and_live_in_the_erp_is_counted_there() -> None:
    books = _books()
    order = replace(books.shop.orders[0], status="cancelled")
    shop = replace(books.shop, orders=(order, *books.shop.orders[1:]))
    told = _told(replace(books, shop=shop))
    assert "order 1 is cancelled in the shop, but SO-1 is live in the ERP" in told


def test_an_order_deleted_in_the_shop_is_right_once_its_document_is_cancelled() -> None:
    books = _books()
    cancel = replace(books.agent.documents[0], kind="cancel", erp_number="")
    deleted = replace(
        books,
        shop=replace(books.shop, orders=books.shop.orders[1:]),
        agent=replace(books.agent, documents=(*books.agent.documents, cancel)),
    )
    assert "the agent has WEB-1, but the shop has no order 1" in _told(deleted)
    gone = replace(books.erp.documents[0], is_cancelled=True)
    erp = replace(deleted.erp, documents=(gone, *books.erp.documents[1:]))
    assert compare(replace(deleted, erp=erp)).agree


def test_an_order_whose_change_needs_a_person_is_not_lost() -> None:
    books = _books()
    change = replace(books.agent.documents[2], order_id=1, kind="amend", reference="WEB-1")
    gone = replace(books.erp.documents[0], is_cancelled=True)
    verdict = compare(
        replace(
            books,
            agent=replace(books.agent, documents=(*books.agent.documents, change)),
            erp=replace(
                books.erp, documents=(gone, books.erp.documents[1]), available={"A": Decimal(8)}
            ),
        )
    )
    assert verdict.agree
    assert [n.number for n in verdict.needs_person] == ["1", "3"]


def test_a_first_document_overtaken_before_it_was_sent_does_not_count() -> None:
    books = _books()
    overtaken = replace(books.agent.documents[0], state="CANCELLED", erp_number="")
    documents = (overtaken, *books.agent.documents, overtaken)
    assert compare(replace(books, agent=replace(books.agent, documents=documents))).agree


def test_two_first_documents_that_count_are_named() -> None:
    books = _books()
    documents = (*books.agent.documents, books.agent.documents[0])
    told = _told(replace(books, agent=replace(books.agent, documents=documents)))
    assert "the agent has 2 first documents for order 1" in told
