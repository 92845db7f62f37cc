"""Reads answers without believing in any schema: an envelope becomes dicts, lists and texts.

Servers send fields that their WSDL does not declare, types that contradict it, and references
between elements; so names are read without namespaces and `xsi:type` is not believed.
Limits hold while reading, so that a hostile answer costs no memory.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

ELEMENTS_MAX = 500_000
DEPTH_MAX = 80
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_FRAME = ("http://schemas.xmlsoap.org/soap/", "http://www.w3.org/2003/05/soap-")
_BOOKKEEPING = frozenset({"id", "href", "root", "encodingStyle", "arrayType"})


class UnreadableError(Exception):
    """The answer is no SOAP message, or one that is not read; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The first element of the body: its name and its content."""

    name: str
    tree: Mapping[str, object]

    @property
    def fault_code(self) -> str:
        """The code of a fault in either version of SOAP; empty where this is none."""
        return self._fault("faultcode", ("Code", "Value"))

    @property
    def fault_string(self) -> str:
        return self._fault("faultstring", ("Reason", "Text"))

    def _fault(self, old: str, new: tuple[str, str]) -> str:
        if self.name != "Fault":
            return ""
        if old in self.tree:
            return _first_text(self.tree[old])
        outer = self.tree.get(new[0])
        return _first_text(outer.get(new[1])) if isinstance(outer, dict) else ""


@dataclass(slots=True)
class _Element:
    name: str
    attributes: dict[str, str]
    children: list["_Element"] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


def read(
    content: bytes, force_list: frozenset[str] = frozenset(), charset: str | None = None
) -> Message:
    """Read an envelope; paths in `force_list` are lists also where there is one entry.

    Raises:
        UnreadableError: no SOAP message, a DTD, too deep, too many elements.
    """
    envelope = _parse(content, charset)
    body = _child(envelope, "Body") if envelope.name == "Envelope" else None
    if body is None or not body.children:
        raise UnreadableError(f"the answer is XML, but no SOAP message ({envelope.name})")
    first = body.children[0]
    tree = _Plain(force_list, _by_id(envelope)).of(first, "", 0)
    if not isinstance(tree, dict):
        tree = {} if tree in (None, "") else {"#text": tree}
    return Message(name=first.name, tree=tree)


def _parse(content: bytes, charset: str | None) -> _Element:
    # The document's own word on its encoding goes first: it is the one that travels with it.
    declared = content.lstrip()[:5] == b"<?xml"
    parser = expat.ParserCreate(None if declared else charset, namespace_separator=" ")
    parser.buffer_text = True
    builder = _Builder()
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = _refuse_dtd
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise UnreadableError(f"the answer is not XML: {error}") from error
    if builder.root is None:
        raise UnreadableError("the answer is empty")
    return builder.root


def _refuse_dtd(*_given: object) -> None:
    raise UnreadableError("the answer brings a document type of its own, which is refused")


class _Builder:
    """Builds elements from expat's events and counts them."""

    def __init__(self) -> None:
        self.root: _Element | None = None
        self._open: list[_Element] = []
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > ELEMENTS_MAX:
            raise UnreadableError(f"the answer has more than {ELEMENTS_MAX} elements")
        if len(self._open) >= DEPTH_MAX:
            raise UnreadableError(f"the answer is nested deeper than {DEPTH_MAX} elements")
        element = _Element(name.rpartition(" ")[2], attributes)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def end(self, _name: str) -> None:
        self._open.pop()

    def text(self, data: str) -> None:
        self._open[-1].text.append(data)


class _Plain:
    """Turns elements into plain data; `href="#x"` is replaced by what has the id `x`."""

    def __init__(self, force_list: frozenset[str], by_id: Mapping[str, _Element]) -> None:
        self._force_list = force_list
        self._by_id = by_id
        self._count = 0

    def of(self, element: _Element, path: str, depth: int) -> object:
        # References may name one element many times, each time with all that is below it.
        self._count += 1
        if self._count > ELEMENTS_MAX:
            raise UnreadableError(f"the answer's references make more than {ELEMENTS_MAX} elements")
        if depth > DEPTH_MAX:
            raise UnreadableError("the answer's references go round in a circle")
        target = self._by_id.get(element.attributes.get("href", "").removeprefix("#"))
        if target is not None and target is not element:
            return self.of(target, path, depth + 1)
        if element.attributes.get(f"{_XSI} nil") in {"true", "1"}:
            return None
        made: dict[str, object] = _own_attributes(element)
        if not element.children:
            text = "".join(element.text)
            return {**made, "#text": text} if made else text
        for child in element.children:
            self._add(made, child, path, depth)
        return made

    def _add(self, made: dict[str, object], child: _Element, path: str, depth: int) -> None:
        below = f"{path}.{child.name}" if path else child.name
        value = self.of(child, below, depth + 1)
        if child.name not in made:
            made[child.name] = [value] if below in self._force_list else value
            return
        before = made[child.name]
        if isinstance(before, list):
            before.append(value)
        else:
            made[child.name] = [before, value]


def _own_attributes(element: _Element) -> dict[str, object]:
    kept: dict[str, object] = {}
    for name, value in element.attributes.items():
        space, _, local = name.rpartition(" ")
        if space != _XSI and not space.startswith(_FRAME) and local not in _BOOKKEEPING:
            kept[f"@{local}"] = value
    return kept


def _by_id(root: _Element) -> dict[str, _Element]:
    found: dict[str, _Element] = {}
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if "id" in element.attributes:
            found[element.attributes["id"]] = element
        waiting.extend(element.children)
    return found


def _child(element: _Element, name: str) -> _Element | None:
    return next((child for child in element.children if child.name == name), None)


def _first_text(value: object) -> str:
    if isinstance(value, list):
        value = value[0]
    if isinstance(value, dict):
        value = value.get("#text", "")
    return value.strip() if isinstance(value, str) else ""
