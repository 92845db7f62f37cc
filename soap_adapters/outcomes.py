"""What came back, judged by the result rules: evidence in, one of the port's outcomes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.mapping import Evidence, Node, Transport, Verdict, render
from agent.ports.erp import Accepted, Outcome, Pending
from agent.ports.failures import ErpRejectedError, ErpUnavailableError, OutcomeUnknownError
from soap_adapters.reader import Message, UnreadableError, read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from soap_adapters.services import Call, Write
    from soap_adapters.transport import Answer, ExchangeError

TEXT_MAX = 500
_BODY_MAX = 20_000


def no_answer(error: ExchangeError) -> Evidence:
    """Evidence of an exchange that ended early."""
    return Evidence(transport=error.transport, says=str(error))


def evidence_of(answer: Answer, force_list: frozenset[str]) -> Evidence:
    """Evidence of a whole answer, whether it is SOAP or not."""
    try:
        message = read(answer.body, force_list, answer.charset)
    except UnreadableError as error:
        message, why = None, str(error)
    else:
        why = ""
    read_well = message or Message(name="", tree={})
    return Evidence(
        transport=None if message else Transport.GARBAGE,
        says=why,
        http=answer.status,
        content_type=answer.content_type,
        body=_text(answer),
        fault_code=read_well.fault_code,
        fault_string=read_well.fault_string,
        tree=read_well.tree,
    )


def _text(answer: Answer) -> str:
    start = answer.body[:_BODY_MAX]
    try:
        return start.decode(answer.charset or "utf-8", errors="replace")
    except LookupError:
        return start.decode("latin-1")


def text_at(node: Node | None, scope: Mapping[str, object]) -> str:
    """What a leaf finds in an answer; empty where it finds nothing or fails."""
    if node is None:
        return ""
    rendered = render(node, scope)
    return rendered.value if isinstance(rendered.value, str) and not rendered.flaws else ""


def texts_at(nodes: Mapping[str, Node], scope: Mapping[str, object]) -> dict[str, str]:
    """Those of several leaves that find something."""
    found = {name: text_at(node, scope) for name, node in nodes.items()}
    return {name: text for name, text in found.items() if text}


def words_of(call: Call, evidence: Evidence) -> str:
    """What the ERP (or the network) said, for a person."""
    said = text_at(call.message, evidence.tree) or evidence.fault_string
    if not said:
        status = f"HTTP {evidence.http} {evidence.content_type}" if evidence.http else ""
        said = ": ".join(part for part in (status, evidence.says) if part)
    return " ".join(said.split())[:TEXT_MAX]


def outcome_of(write: Write, evidence: Evidence) -> Outcome:
    """What became of a write."""
    verdict = write.call.rules.judge(evidence)
    if verdict in {Verdict.OK, Verdict.FOUND}:
        return _accepted(write, evidence)
    if verdict is Verdict.PENDING:
        return Pending()
    said = words_of(write.call, evidence)
    if verdict in {Verdict.REJECT, Verdict.CONFIG}:
        code = text_at(write.call.code, evidence.tree) or evidence.fault_code
        return ErpRejectedError(said, code=code, is_config=verdict is Verdict.CONFIG)
    if verdict in {Verdict.RETRY, Verdict.RELOGIN}:
        return ErpUnavailableError(said)
    # Absent is no answer to a write: nobody knows what it means.
    return OutcomeUnknownError(said, is_duplicate=verdict is Verdict.DUPLICATE)


def _accepted(write: Write, evidence: Evidence) -> Outcome:
    number = text_at(write.number, evidence.tree)
    if number:
        return Accepted(number=number)
    return OutcomeUnknownError("the ERP says that it is done, but gives no number")
