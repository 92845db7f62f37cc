"""A compiled tree and what it renders: values for the ERP's document, all flaws at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum

from agent.mapping.flaws import Flaw, Path, UnmappableError
from agent.mapping.formats import Format, as_text

Scope = Mapping[str, object]


class Missing(StrEnum):
    """What is sent for a value that the order does not have."""

    OMIT = "omit"
    EMPTY = "empty"
    NIL = "nil"
    ERROR = "error"


class Nil(Enum):
    """An element that says of itself that it has no value."""

    NIL = "nil"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """Stands where a credential belongs; only the one who sends knows what it is."""

    name: str


Value = str | bool | Nil | Credential | Sequence["Value"] | Mapping[str, "Value"]


class Omitted(Enum):
    """Nothing stands there."""

    OMITTED = "omitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueMap:
    """Words of ours → words of the ERP; `otherwise` is what a word beside them becomes."""

    name: str
    words: Mapping[str, str]
    otherwise: str | None
    keeps_unknown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One value; `source` may raise UnmappableError."""

    path: Path
    source: Callable[[Scope], object]
    says: str  #: the source as written, for messages
    value_map: ValueMap | None = None
    formats: tuple[Format, ...] = ()
    default: str | None = None
    missing: Missing
    bytes_max: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """Always the same, also when it is empty."""

    value: str | bool | Credential


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """An element with others in it; without any it is left out."""

    children: Mapping[str, "Node"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """One node for each entry of a list, under the name `entry_name`, with its `position`."""

    path: Path
    entries: Callable[[Scope], object]
    entry_name: str
    node: "Node"


Node = Leaf | Constant | Branch | Repeat


@dataclass(slots=True, kw_only=True)
class _Rendering:
    scope: Scope
    flaws: list[Flaw]
    place: str = ""

    def inside(self, name: str, entry: object, position: int) -> "_Rendering":
        scope = {**self.scope, name: entry, "position": position}
        place = f"{self.place}{name} {position}: "
        return _Rendering(scope=scope, flaws=self.flaws, place=place)

    def flaw(self, path: Path, why: str) -> Omitted:
        self.flaws.append(Flaw(path=path, why=f"{self.place}{why}"))
        return Omitted.OMITTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The document where there are no flaws."""

    value: Value
    flaws: tuple[Flaw, ...] = field(default=())


def render(node: Node, scope: Scope) -> Rendered:
    """What the ERP gets for one order, and everything that cannot be made of it."""
    rendering = _Rendering(scope=scope, flaws=[])
    value = _render(node, rendering)
    kept: Value = {} if isinstance(value, Omitted) else value
    return Rendered(value=kept, flaws=tuple(rendering.flaws))


def _render(node: Node, rendering: _Rendering) -> Value | Omitted:
    match node:
        case Leaf():
            return _leaf(node, rendering)
        case Constant():
            return node.value
        case Repeat():
            return _repeat(node, rendering)
        case Branch():
            return _branch(node, rendering)


def _branch(branch: Branch, rendering: _Rendering) -> Value | Omitted:
    made = {name: _render(child, rendering) for name, child in branch.children.items()}
    kept = {name: value for name, value in made.items() if not isinstance(value, Omitted)}
    return kept or Omitted.OMITTED


def _repeat(repeat: Repeat, rendering: _Rendering) -> Value | Omitted:
    try:
        entries = repeat.entries(rendering.scope)
    except UnmappableError as error:
        return rendering.flaw(repeat.path, str(error))
    if entries is None:
        return Omitted.OMITTED
    if not isinstance(entries, list):
        return rendering.flaw(repeat.path, "`each` needs a list")
    made = [
        _render(repeat.node, rendering.inside(repeat.entry_name, entry, position))
        for position, entry in enumerate(entries, start=1)
    ]
    kept = [value for value in made if not isinstance(value, Omitted)]
    return kept or Omitted.OMITTED


def _leaf(leaf: Leaf, rendering: _Rendering) -> Value | Omitted:
    try:
        value = leaf.source(rendering.scope)
        if leaf.value_map is not None:
            value = _mapped(leaf.value_map, value)
        if value is None or value == "":
            return _missing(leaf, rendering)
        for change in leaf.formats:
            value = change(value)
        kept = value if isinstance(value, bool) else as_text(value)
    except UnmappableError as error:
        return rendering.flaw(leaf.path, str(error))
    length = len(as_text(kept).encode())
    if leaf.bytes_max is not None and length > leaf.bytes_max:
        return rendering.flaw(leaf.path, f"{length} bytes are more than {leaf.bytes_max}")
    return kept


def _mapped(value_map: ValueMap, value: object) -> object:
    # The empty word is looked up too: the shop's standard tax class has no other name.
    word = "" if value is None else as_text(value)
    if word in value_map.words:
        return value_map.words[word]
    if word == "" and value_map.otherwise is None:
        return None
    if value_map.otherwise is not None:
        return value_map.otherwise
    if value_map.keeps_unknown:
        return word
    raise UnmappableError(f'the value map {value_map.name} has no entry for "{word}"')


def _missing(leaf: Leaf, rendering: _Rendering) -> Value | Omitted:
    if leaf.default is not None:
        return leaf.default
    match leaf.missing:
        case Missing.OMIT:
            return Omitted.OMITTED
        case Missing.EMPTY:
            return ""
        case Missing.NIL:
            return Nil.NIL
        case Missing.ERROR:
            return rendering.flaw(leaf.path, f"the order has no {leaf.says}")
