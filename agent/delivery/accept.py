"""ACCEPTED: what the journal then knows of the system, and what is credited to the stock."""

import re
from decimal import Decimal

from sqlalchemy import Connection

from agent.delivery.move import Step, move
from agent.delivery.pictures import Target, append, picture_of
from agent.domain.states import Kind, State
from agent.journal.accepted_lines import LinePart, keep_accepted_lines
from agent.journal.documents import Document, Question, documents_of_lane, prepared_of
from agent.journal.lanes import InSystem, change_lane, lane_by_id

ID_MAX = 2**63 - 1
#: What is in the ERP must be storable, whatever the picture says: no number without end.
QUANTITY = re.compile(r"-?[0-9]{1,13}(\.[0-9]{1,6})?", re.ASCII)


def accept(tx: Connection, document: Document, number: str | None, step: Step) -> Document:
    """The system has it: the question closes, the books say what it holds from now on."""
    accepted = move(
        tx,
        document,
        State.ACCEPTED,
        step,
        question=Question.NONE,
        was_lost=False,
        said_no=False,
        number=number if number is not None else document.number,
        sent_at=document.sent_at or step.now,
    )
    is_cancel = document.kind is Kind.CANCEL
    change_lane(
        tx,
        document.lane_id,
        in_system=InSystem.CANCELLED if is_cancel else InSystem.LIVE,
        sent_event=document.event,
        shown=_shown(tx, document),
    )
    lines = () if is_cancel else _lines(tx, document)
    keep_accepted_lines(tx, document, lines, now=step.now)
    _cancel_what_was_found_live(tx, accepted, step)
    return accepted


def _shown(tx: Connection, document: Document) -> dict[str, str]:
    """What a look-up must show from now on; unknown where a person has entered it by hand."""
    return dict(prepared_of(tx, document).expect) if document.first_ready_at else {}


def _lines(tx: Connection, document: Document) -> tuple[LinePart, ...]:
    """The picture's lines; one that cannot be read gets no credit, so the shop shows too little."""
    lines = picture_of(tx, document.event).body.get("lines")
    parts = [_line(line) for line in lines] if isinstance(lines, list) else []
    return tuple(part for part in parts if part is not None)


def _line(line: object) -> LinePart | None:
    match line:
        case {"item_id": int(item_id), "stock_id": int() | None as stock_id, "quantity": str(text)}:
            is_known = 0 < item_id <= ID_MAX and 0 <= (stock_id or 0) <= ID_MAX
            if is_known and QUANTITY.fullmatch(text):
                return LinePart(item_id=item_id, stock_id=stock_id, quantity=Decimal(text))
    return None


def _cancel_what_was_found_live(tx: Connection, document: Document, step: Step) -> None:
    """A create that is in the ERP after all, of an order cancelled meanwhile, gets its cancel."""
    if document.kind is not Kind.CREATE or documents_of_lane(tx, document.lane_id)[-1].id != (
        document.id
    ):
        return
    lane = lane_by_id(tx, document.lane_id)
    if lane.newest_event is None or picture_of(tx, lane.newest_event).is_live:
        return
    target = Target(system=document.system, reference=document.reference, now=step.now)
    append(tx, lane, Kind.CANCEL, target)
