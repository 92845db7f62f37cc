"""Holds a tree against the WSDL: names it does not know, elements it asks for, types that lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zeep.xsd.types.any import AnyType

from agent.mapping.nodes import Branch, Missing, Node, Repeat
from soap_adapters.request import elements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agent.mapping import Path
    from soap_adapters.services import Call
    from soap_adapters.settings import MissingPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """A place where tree and WSDL differ."""

    path: Path
    message: str
    help: str


def misfits(body: Any, call: Call, missing: MissingPolicy) -> Iterator[Misfit]:
    """All of a call's document."""
    yield from _inside(
        body, call.document, call.document_path, (missing.parameters, missing.fields)
    )


def _inside(
    xsd_type: Any, node: Node, path: Path, policies: tuple[Missing, Missing]
) -> Iterator[Misfit]:
    known = {name: (element, needed) for name, element, needed in elements(xsd_type)}
    attributes = {name for name, _ in getattr(xsd_type, "attributes", ()) if name}
    children = node.children if isinstance(node, Branch) else {}
    for name, child in children.items():
        if name in known:
            yield from _child(known[name][0], child, (*path, name), policies[1])
        elif name not in attributes:
            names = ", ".join(known) or "nothing"
            yield Misfit(
                path=(*path, name),
                message=f"the WSDL has no {name} here",
                help=f"there are: {names}",
            )
    if policies[0] is not Missing.ERROR:
        return
    for name, (_, needed) in known.items():
        if needed and name not in children:
            yield Misfit(
                path=path,
                message=f"the WSDL asks for {name}, and the tree does not give it",
                help="map it, or say in `missing` what is sent instead",
            )


def _child(element: Any, node: Node, path: Path, fields: Missing) -> Iterator[Misfit]:
    inner = node.node if isinstance(node, Repeat) else node
    # Every simple type is a kind of it to zeep.
    if type(element.type) is AnyType:
        yield Misfit(
            path=path,
            message="the WSDL takes anything here (anyType), so that nobody can say what arrives",
            help="ask for an operation with types; this one cannot be used yet",
        )
    elif isinstance(inner, Branch) or any(True for _ in elements(element.type)):
        yield from _inside(element.type, inner, path, (fields, fields))
