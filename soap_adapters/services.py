"""The services of a system as they are run: trees, paths and rules, compiled. No I/O."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from agent.mapping import Credential, Node, Path, Rules
from agent.mapping.nodes import Branch, Constant, Repeat
from agent.ports.erp import Service

Search = Callable[[Mapping[str, object]], object]  #: a path over a tree or a scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One operation with its request tree, its rules, and where its answer says what is wrong."""

    path: Path
    interface: str
    operation: str
    document: Node
    document_path: Path
    rules: Rules
    message: Node | None
    code: Node | None

    def credentials(self) -> list[str]:
        """The credentials that its request names."""
        return _credentials(self.document)


def _credentials(node: Node) -> list[str]:
    match node:
        case Branch():
            return [name for child in node.children.values() for name in _credentials(child)]
        case Repeat():
            return _credentials(node.node)
        case Constant(value=Credential(name=name)):
            return [name]
    return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A look-up before a write, once for each different entry."""

    call: Call
    each: Search
    entry: str
    save: str
    value: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """A write; `expect` is what a look-up must show afterwards."""

    call: Call
    number: Node | None
    expect: Mapping[str, Node]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """The look-up by our reference."""

    call: Call
    documents: Search
    number: Node
    shows: Mapping[str, Node]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """A full snapshot, page by page."""

    call: Call
    is_paged: bool
    page_size: int
    figures: Search
    sku: Node
    warehouse: Node | None
    quantity: Node
    pages: Node | None
    as_of: Node | None
    total_count: Node | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderStates:
    """What became of orders."""

    call: Call
    batch_size: int
    orders: Search
    reference: Node
    number: Node
    state: Node
    lines: Search | None
    line_number: Node | None
    accepted: Node | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """A harmless call."""

    call: Call
    name: Node | None
    clock: Node | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What this system has."""

    writes: Mapping[Service, Write] = field(default_factory=dict)
    find: Find | None = None
    stock: Stock | None = None
    order_states: OrderStates | None = None
    probe: Ping | None = None

    @property
    def names(self) -> frozenset[Service]:
        others = {
            Service.FIND_ORDER: self.find,
            Service.STOCK: self.stock,
            Service.ORDER_STATES: self.order_states,
            Service.PROBE: self.probe,
        }
        return frozenset(self.writes) | {name for name, one in others.items() if one is not None}

    def calls(self) -> list[Call]:
        """Every call there is, the steps of writes too."""
        writes = self.writes.values()
        steps = [step.call for write in writes for step in write.steps]
        others = (self.find, self.stock, self.order_states, self.probe)
        return [*(one.call for one in writes), *steps, *(one.call for one in others if one)]
