"""Writes a mapped tree as a SOAP request, without credentials; puts them in just before sending."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree
from zeep import xsd
from zeep.exceptions import Error
from zeep.xsd.elements import Choice, Element, Group
from zeep.xsd.elements.indicators import Indicator

from agent.mapping import Credential, Nil
from agent.mapping.nodes import Missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from agent.mapping import Value
    from soap_adapters.settings import MissingPolicy
    from soap_adapters.wsdl import Port


class UnwritableError(Exception):
    """The tree does not fit the WSDL; the message says where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Bytes and headers; `credentials` are the places that are filled in when it is sent."""

    content: bytes
    headers: Mapping[str, str]
    credentials: Mapping[str, str]  #: path of elements in the body → name


def write(port: Port, tree: Value, missing: MissingPolicy) -> Request:
    """Write the request of an operation.

    Raises:
        UnwritableError: an element is missing, or not known, or has another form.
    """
    credentials: dict[str, str] = {}
    given = tree if isinstance(tree, dict) else {}
    try:
        arguments = _fill(port.body, given, missing.parameters, missing)
        ready = _ready(arguments, "", credentials)
        # The public way, Client.create_message, cannot take parameters called like its own and
        # throws away the headers, SOAPAction among them.
        envelope, headers = port.binding._create(port.operation.name, (), ready, client=port.client)
    except (Error, TypeError, ValueError, AttributeError) as error:
        raise UnwritableError(str(error)) from error
    content = etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")
    return Request(content=content, headers=headers, credentials=credentials)


def with_credentials(
    content: bytes, places: Mapping[str, str], credential: Callable[[str], str]
) -> bytes:
    """The bytes that leave: each place gets what the credential of its name is now."""
    if not places:
        return content
    envelope = etree.fromstring(content)
    body = next(child for child in envelope if etree.QName(child).localname == "Body")
    for path, name in places.items():
        for element in body[0].iterfind("/".join(f"{{*}}{part}" for part in path.split("/"))):
            element.text = credential(name)
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


def basic(user: str, password: str) -> str:
    """The header of HTTP Basic authentication."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")


def to_attributes(interface: str, request: Request) -> dict[str, str]:
    """What is needed to send it later, as the journal keeps it: names only, never a secret."""
    return {
        "interface": interface,
        "headers": json.dumps(dict(request.headers), sort_keys=True),
        "credentials": json.dumps(dict(request.credentials), sort_keys=True),
    }


def from_attributes(content: bytes, attributes: Mapping[str, str]) -> tuple[str, Request]:
    """The interface and the request again."""
    return attributes["interface"], Request(
        content=content,
        headers=json.loads(attributes["headers"]),
        credentials=json.loads(attributes["credentials"]),
    )


def _fill(
    xsd_type: Any, given: Mapping[str, Value], policy: Missing, missing: MissingPolicy
) -> dict[str, Any]:
    """Add what the WSDL asks for and the tree does not have, as the policy says."""
    filled: dict[str, Any] = dict(given)
    for name, element, is_needed in elements(xsd_type):
        if name in filled:
            value = _as_often(name, element, filled[name])
            filled[name] = _fill_inside(element.type, value, missing)
        elif is_needed and policy is not Missing.ERROR:
            filled[name] = _stand_in(element.type, policy, missing)
    return filled


def _as_often(name: str, element: Any, value: Any) -> Any:
    """A list of one for an element that stands once is that one: `each` also says whether."""
    if not isinstance(value, list) or element.accepts_multiple:
        return value
    if len(value) > 1:
        raise UnwritableError(f"{name} may stand once, the tree gives {len(value)} of it")
    return value[0]


def _fill_inside(xsd_type: Any, value: Any, missing: MissingPolicy) -> Any:
    if isinstance(value, list):
        return [_fill_inside(xsd_type, entry, missing) for entry in value]
    if isinstance(value, dict):
        return _fill(xsd_type, value, missing.fields, missing)
    return value


def _stand_in(xsd_type: Any, policy: Missing, missing: MissingPolicy) -> Any:
    if policy is Missing.NIL:
        return xsd.Nil
    if policy is Missing.OMIT:
        return xsd.SkipValue
    # An empty element: for a structure that is one without its fields.
    is_structure = any(True for _ in elements(xsd_type))
    return _fill(xsd_type, {}, Missing.OMIT, missing) if is_structure else ""


def elements(xsd_type: Any) -> Iterator[tuple[str, Any, bool]]:
    """Name and element of what a type holds, and whether it must be there.

    Of a choice nothing must be there: which one is for the tree to say.
    """
    for _, part in getattr(xsd_type, "elements_nested", ()):
        yield from _elements_of(part, True)


def _elements_of(part: Any, is_needed: bool) -> Iterator[tuple[str, Any, bool]]:
    needed = is_needed and not part.is_optional
    if isinstance(part, Element):
        yield part.attr_name, part, needed
    # A group that repeats goes by a name of zeep's own; a tree cannot speak of it.
    elif isinstance(part, Indicator) and not part.accepts_multiple:
        inside: Any = part.child if isinstance(part, Group) else part
        for _, inner in inside.elements_nested:
            yield from _elements_of(inner, needed and not isinstance(part, Choice))


def _ready(value: Any, path: str, credentials: dict[str, str]) -> Any:
    """What zeep takes; credentials are left empty and their places noted."""
    if isinstance(value, dict):
        return {
            name: _ready(inner, f"{path}/{name}" if path else name, credentials)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_ready(entry, path, credentials) for entry in value]
    if isinstance(value, Credential):
        credentials[path] = value.name
        return ""
    return xsd.Nil if value is Nil.NIL else value
