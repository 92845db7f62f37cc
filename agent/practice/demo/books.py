"""The comparison of three ledgers. Pure, and it knows nothing of how the agent works."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from agent.practice.demo.ledgers import Document, ErpDocument, Ledgers, ShopOrder

# WooCommerce gives nothing back for an order that is moved to the trash.
VOID = frozenset({"CANCELLED", "SKIPPED"})
HOLDS_STOCK = frozenset({"processing", "completed", "on-hold", "trash"})
GONE = frozenset({"cancelled", "trash"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsPerson:
    """An order that is safe, but a person has to settle it."""

    number: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the books say together; `cancelled`: or in the trash, and not live in the ERP."""

    orders: int
    once: tuple[str, ...]
    cancelled: tuple[str, ...]
    needs_person: tuple[NeedsPerson, ...]
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    stock_right: int
    stock_all: int
    differences: tuple[str, ...]

    @property
    def agree(self) -> bool:
        return not (self.differences or self.lost or self.doubled)


def compare(books: Ledgers) -> Verdict:
    """Hold every order, document and stock figure of one ledger against the other two."""
    live: dict[str, list[ErpDocument]] = defaultdict(list)
    for document in books.erp.documents:
        if not document.is_cancelled:
            live[document.reference].append(document)
    creates = _creates(books.agent.documents)
    asked = {d.order_id: d.reasons for d in books.agent.documents if d.bucket == "person"}
    once, cancelled, person, lost, doubled, told = [], [], [], [], [], list[str]()
    for order in books.shop.orders:
        mine = creates.get(order.order_id)
        in_erp = live.get(mine.reference, []) if mine else []
        reasons = asked.get(order.order_id)
        shown = books.shop.erp_numbers.get(order.order_id, "")
        told += _order(order, mine, in_erp, reasons, shown)
        if len(in_erp) > 1:
            doubled.append(order.number)
        elif len(in_erp) == 1:
            once.append(order.number)
        elif reasons is not None:
            person.append(NeedsPerson(number=order.number, reasons=reasons))
        elif order.status in GONE and mine and mine.bucket == "done":
            cancelled.append(order.number)
        else:
            lost.append(order.number)
    told += _strangers(books, creates, live)
    told += _sums(books)
    wrong = list(_stock(books, creates))
    return Verdict(
        orders=len(books.shop.orders),
        once=tuple(once),
        cancelled=tuple(cancelled),
        needs_person=tuple(person),
        lost=tuple(lost),
        doubled=tuple(doubled),
        stock_right=len(books.shop.shown) - len(wrong),
        stock_all=len(books.shop.shown),
        differences=tuple(told + wrong),
    )


def _creates(documents: Iterable[Document]) -> dict[int, Document]:
    """The first document of each order that counts; one overtaken before it was sent does not."""
    creates = [d for d in documents if d.kind == "create"]
    void = {d.order_id: d for d in creates if d.state in VOID}
    return void | {d.order_id: d for d in creates if d.state not in VOID}


def _order(
    order: ShopOrder,
    mine: Document | None,
    in_erp: list[ErpDocument],
    reasons: tuple[str, ...] | None,
    shown: str,
) -> Iterator[str]:
    if mine is None:
        yield f"order {order.number} is in the shop, but the agent has no document for it"
        return
    if len(in_erp) > 1:
        numbers = ", ".join(sorted(d.number for d in in_erp))
        yield f"order {order.number} is {len(in_erp)} times in the ERP: {numbers}"
    if mine.bucket == "waiting":
        yield f"order {order.number} is still {mine.state} in the agent"
    is_missed = mine.state == "ACCEPTED" and not in_erp and reasons is None
    if is_missed and order.status not in GONE:
        yield (
            f"order {order.number} is accepted as {mine.erp_number} says the agent, but the ERP"
            " does not have it"
        )
    if reasons == ():
        yield f"order {order.number} needs a person, but no reason is given"
    for document in in_erp[:1]:
        yield from _pair(order, mine, document, shown, is_asked=reasons is not None)


def _pair(
    order: ShopOrder, mine: Document, document: ErpDocument, shown: str, *, is_asked: bool
) -> Iterator[str]:
    if mine.state == "ACCEPTED" and mine.erp_number != document.number:
        yield (
            f"order {order.number} is {document.number} in the ERP, but {mine.erp_number} in the"
            " agent"
        )
    if order.status in GONE and not is_asked:
        yield (
            f"order {order.number} is {order.status} in the shop, but {document.number} is live in"
            " the ERP"
        )
    if not is_asked and mine.state != "ACCEPTED":
        yield f"order {order.number} is in the ERP, but {mine.state} in the agent"
    if document.gross != order.gross:
        yield (
            f"order {order.number} is {order.gross} in the shop, but {document.number} is"
            f" {document.gross} in the ERP"
        )
    if _counted(document.quantities) != _counted(order.quantities):
        yield f"order {order.number} and {document.number} have other quantities"
    if mine.state == "ACCEPTED" and shown != document.number:
        told = shown or "no number"
        yield f"order {order.number} is {document.number} in the ERP, but wp-admin shows {told}"


def _counted(quantities: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {sku: quantity for sku, quantity in quantities.items() if quantity}


def _strangers(
    books: Ledgers, creates: Mapping[int, Document], live: Mapping[str, list[ErpDocument]]
) -> Iterator[str]:
    """What the agent or the ERP has and the shop does not."""
    in_shop = {order.order_id for order in books.shop.orders}
    ended = {d.order_id for d in books.agent.documents if d.kind == "cancel" and d.bucket == "done"}
    for order_id, document in creates.items():
        if order_id not in in_shop and (order_id not in ended or live.get(document.reference)):
            yield f"the agent has {document.reference}, but the shop has no order {order_id}"
    known = {document.reference for document in books.agent.documents}
    for reference, documents in live.items():
        if reference not in known:
            numbers = ", ".join(d.number for d in documents)
            yield f"the ERP has {reference} as {numbers}, but the agent does not know it"
    repeated = Counter(
        d.order_id for d in books.agent.documents if d.kind == "create" and d.state not in VOID
    )
    for order_id, count in repeated.items():
        if count > 1:
            yield f"the agent has {count} first documents for order {order_id}"


def _sums(books: Ledgers) -> Iterator[str]:
    agent = books.agent
    if agent.events_open + agent.events_disposed != agent.events:
        yield (
            f"the agent has {agent.events} events, but {agent.events_open} open and"
            f" {agent.events_disposed} disposed of"
        )
    if agent.events_open:
        yield f"{agent.events_open} events are still open in the agent"


def _stock(books: Ledgers, creates: Mapping[int, Document]) -> Iterator[str]:
    """What the shop offers must be the ERP's figure less what the ERP does not know of yet."""
    in_erp = {d.reference for d in books.erp.documents if not d.is_cancelled}
    outside: Counter[str] = Counter()
    taken: dict[str, Decimal] = defaultdict(Decimal)
    for order in books.shop.orders:
        mine = creates.get(order.order_id)
        if order.status in HOLDS_STOCK and not (mine and mine.reference in in_erp):
            for sku, quantity in order.quantities.items():
                stock = books.shop.stock_of.get(sku, sku)
                taken[stock] += quantity
                outside[stock] += 1
    available: dict[str, Decimal] = defaultdict(Decimal)
    for sku, quantity in books.erp.available.items():
        available[books.shop.stock_of.get(sku, sku)] += quantity
    for stock, shown in sorted(books.shop.shown.items()):
        if stock not in available:
            continue
        want = available[stock] - taken[stock]
        if shown != want:
            yield (
                f"{stock}: the shop shows {_plain(shown)}, right is {_plain(want)} (ERP"
                f" {_plain(available[stock])}, {outside[stock]} orders outside it)"
            )


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
