"""Answers of reading services as the port's values. An answer that is not clear is none."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, DecimalException
from typing import TYPE_CHECKING

from agent.mapping import Flaw, Verdict
from agent.mapping.flaws import UnmappableError
from agent.ports.erp import (
    Absent,
    ErpOrderState,
    Found,
    LookUp,
    Many,
    Probe,
    StockFigure,
    StockPage,
)
from agent.ports.failures import ErpUnavailableError
from soap_adapters.caller import FlawedError
from soap_adapters.outcomes import text_at, texts_at, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from agent.mapping import Evidence, Node
    from soap_adapters.services import Call, Find, OrderStates, Ping, Search, Step, Stock

    Look = Callable[[Call, dict[str, object]], Evidence]

PAGES_MAX = 100_000


def look_up(find: Find, evidence: Evidence) -> LookUp:
    """What the ERP says of a reference.

    Raises:
        ErpUnavailableError: no clear answer.
    """
    verdict = find.call.rules.judge(evidence)
    if verdict is Verdict.ABSENT:
        return Absent()
    if verdict not in {Verdict.FOUND, Verdict.OK, Verdict.DUPLICATE}:
        raise ErpUnavailableError(words_of(find.call, evidence))
    documents = _entries(find.documents, evidence)
    numbers = tuple(text_at(find.number, document) for document in documents)
    if not documents or not all(numbers):
        raise ErpUnavailableError("the ERP says found, but shows no document with a number")
    if len(numbers) > 1:
        return Many(numbers=numbers)
    return Found(number=numbers[0], shows=texts_at(find.shows, documents[0]))


def stock_page(stock: Stock, evidence: Evidence, page: int, zone: ZoneInfo) -> StockPage:
    """One page of stock.

    Raises:
        ErpUnavailableError: no clear answer, or a figure that is none.
    """
    _must_be_ok(stock.call, evidence)
    tree = evidence.tree
    figures = tuple(_figure(stock, entry) for entry in _entries(stock.figures, evidence))
    pages = _count(stock.pages, tree) if stock.is_paged else 1
    if pages is None or pages > PAGES_MAX:
        raise ErpUnavailableError("the answer does not say how many pages there are")
    if page < pages and not figures:
        raise ErpUnavailableError(f"page {page} of {pages} is empty")
    return StockPage(
        as_of=_moment(text_at(stock.as_of, tree), zone),
        figures=figures,
        total_count=_count(stock.total_count, tree),
        is_last=page >= pages,
    )


def order_states(states: OrderStates, evidence: Evidence) -> list[ErpOrderState]:
    """What became of the orders that were asked for.

    Raises:
        ErpUnavailableError: no clear answer.
    """
    _must_be_ok(states.call, evidence)
    return [_state(states, entry) for entry in _entries(states.orders, evidence)]


def probe(ping: Ping, evidence: Evidence, duration_s: float, zone: ZoneInfo) -> Probe:
    """Who answers, and what its clock says.

    Raises:
        ErpUnavailableError: no clear answer.
    """
    _must_be_ok(ping.call, evidence)
    clock = _moment(text_at(ping.clock, evidence.tree), zone)
    return Probe(name=text_at(ping.name, evidence.tree), clock=clock, duration_s=duration_s)


def saved(
    steps: Sequence[Step], scope: Mapping[str, object], look: Look
) -> dict[str, dict[str, str]]:
    """What the steps before a write find: by the step's name and the entry looked up.

    Raises:
        ErpUnavailableError: no clear answer.
        FlawedError: the ERP does not have some of the entries.
    """
    flaws: list[Flaw] = []
    found: dict[str, dict[str, str]] = {}
    for step in steps:
        values = found.setdefault(step.save, {})
        for entry in _different(step, scope):
            evidence = look(step.call, {**scope, "saved": found, step.entry: entry})
            value = _saved(step, evidence)
            if value:
                values[entry] = value
            else:
                why = f"the ERP has no {step.entry} {entry}"
                flaws.append(Flaw(path=step.call.path, why=why))
    if flaws:
        raise FlawedError(tuple(flaws))
    return found


def _saved(step: Step, evidence: Evidence) -> str:
    verdict = step.call.rules.judge(evidence)
    if verdict is Verdict.ABSENT:
        return ""
    if verdict not in {Verdict.OK, Verdict.FOUND}:
        raise ErpUnavailableError(words_of(step.call, evidence))
    return text_at(step.value, evidence.tree)


def _different(step: Step, scope: Mapping[str, object]) -> list[str]:
    try:
        entries = step.each(scope)
    except UnmappableError as error:
        flaw = Flaw(path=(*step.call.path, "each"), why=str(error))
        raise FlawedError((flaw,)) from error
    listed = entries if isinstance(entries, list) else []
    return list(dict.fromkeys(str(entry) for entry in listed))


def _must_be_ok(call: Call, evidence: Evidence) -> None:
    if call.rules.judge(evidence) not in {Verdict.OK, Verdict.FOUND}:
        raise ErpUnavailableError(words_of(call, evidence))


def _entries(search: Search, evidence: Evidence) -> list[Mapping[str, object]]:
    try:
        found = search(evidence.tree)
    except UnmappableError as error:
        raise ErpUnavailableError(f"the answer cannot be read: {error}") from error
    listed = found if isinstance(found, list) else [found]
    return [entry for entry in listed if isinstance(entry, dict)]


def _figure(stock: Stock, entry: Mapping[str, object]) -> StockFigure:
    sku = text_at(stock.sku, entry)
    if not sku:
        raise ErpUnavailableError("the ERP gives a figure without a SKU")
    return StockFigure(
        sku=sku,
        warehouse=text_at(stock.warehouse, entry),
        quantity=_decimal(text_at(stock.quantity, entry), f"the stock of {sku}"),
    )


def _state(states: OrderStates, entry: Mapping[str, object]) -> ErpOrderState:
    found = {
        "reference": text_at(states.reference, entry),
        "number": text_at(states.number, entry),
        "state": text_at(states.state, entry),
    }
    if not all(found.values()):
        raise ErpUnavailableError("the ERP shows an order without reference, number or state")
    return ErpOrderState(**found, accepted=_accepted(states, entry))


def _accepted(states: OrderStates, entry: Mapping[str, object]) -> dict[int, Decimal]:
    lines = states.lines(entry) if states.lines else None
    made: dict[int, Decimal] = {}
    for line in lines if isinstance(lines, list) else [lines]:
        if isinstance(line, dict):
            number = _whole(text_at(states.line_number, line), "a line number")
            quantity = text_at(states.accepted, line)
            made[number] = _decimal(quantity, f"the accepted quantity of line {number}")
    return made


def _count(node: Node | None, tree: Mapping[str, object]) -> int | None:
    text = text_at(node, tree)
    return _whole(text, "a count") if text else None


def _whole(text: str, what: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise ErpUnavailableError(f'{what} is "{text}", not a whole number') from error


def _decimal(text: str, what: str) -> Decimal:
    try:
        made = Decimal(text)
    except DecimalException as error:
        raise ErpUnavailableError(f'{what} is "{text}", not a number') from error
    if not made.is_finite():
        raise ErpUnavailableError(f'{what} is "{text}", not a number')
    return made


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ErpUnavailableError(f'"{text}" is not a time') from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
