"""Compiles a system's settings into its services, gathering every defect with its path. No I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, cast

from agent.mapping import Defect, MappingError, Rule, Rules, Words, compile_rules, compile_tree
from agent.mapping.compiling import compile_path
from agent.mapping.nodes import Constant, Missing
from agent.ports.erp import WRITES, Service
from soap_adapters.services import (
    Call,
    Find,
    OrderStates,
    Ping,
    Services,
    Step,
    Stock,
    Write,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from agent.mapping import Node, Path
    from soap_adapters.services import Search
    from soap_adapters.settings import (
        FindSettings,
        Leaf,
        OrderStatesSettings,
        ProbeSettings,
        SoapSettings,
        StepSettings,
        StockSettings,
        WriteSettings,
    )

    CallSettings: TypeAlias = (
        FindSettings
        | OrderStatesSettings
        | ProbeSettings
        | StepSettings
        | StockSettings
        | WriteSettings
    )

# Stands where something could not be compiled; nothing is run once there is a defect.
_BROKEN = Constant(value="")


def compile_services(settings: SoapSettings) -> Services:
    """Compile all of them.

    Raises:
        MappingError: with every defect of every service.
    """
    compiler = _Compiler(settings)
    services = compiler.services()
    if compiler.defects:
        # What several writes share is told once.
        raise MappingError(tuple(dict.fromkeys(compiler.defects)))
    return services


class _Compiler:
    def __init__(self, settings: SoapSettings) -> None:
        self._settings = settings
        # What a tree does not have is left out here; what the WSDL asks for is filled in later.
        self._words = Words(maps=settings.maps, missing=Missing.OMIT, tz=settings.tz)
        self.defects: list[Defect] = []
        self._common = self._rules(settings.result, ("result",))

    def services(self) -> Services:
        settings = self._settings
        writes = {}
        for service in WRITES.values():
            given: WriteSettings | None = getattr(settings, service)
            if given is not None:
                writes[service] = self._write(given, (str(service),))
        return Services(
            writes=writes,
            find=self._find(settings.find_order) if settings.find_order else None,
            stock=self._stock(settings.stock) if settings.stock else None,
            order_states=self._states(settings.order_states) if settings.order_states else None,
            probe=self._probe(settings.probe) if settings.probe else None,
        )

    def _alike(self, given: WriteSettings) -> WriteSettings:
        """A write with what it takes from the one it is like."""
        model = getattr(self._settings, given.like) if given.like else None
        if model is None:
            return given
        own = {name: getattr(given, name) for name in given.model_fields_set}
        return cast("WriteSettings", model.model_copy(update=own))

    def _write(self, own: WriteSettings, path: Path) -> Write:
        given = self._alike(own)

        def place(name: str) -> Path:
            # What is taken from another write is mended there.
            return (
                (*path, name)
                if own is given or name in own.model_fields_set
                else (str(own.like), name)
            )

        return Write(
            call=self._call(given, path, place),
            number=self._leaf(given.number, place("number")),
            expect=self._leaves(given.expect, place("expect")),
            steps=tuple(
                self._step(step, (*place("step"), position))
                for position, step in enumerate(given.step)
            ),
        )

    def _step(self, given: StepSettings, path: Path) -> Step:
        return Step(
            call=self._call(given, path),
            each=self._search(given.each, (*path, "each")),
            entry=given.entry,
            save=given.save,
            value=self._needed(given.value, (*path, "value")),
        )

    def _find(self, given: FindSettings) -> Find:
        path: Path = (str(Service.FIND_ORDER),)
        return Find(
            call=self._call(given, path),
            documents=self._search(given.documents, (*path, "documents")),
            number=self._needed(given.number, (*path, "number")),
            shows=self._leaves(given.shows, (*path, "shows")),
        )

    def _stock(self, given: StockSettings) -> Stock:
        path: Path = (str(Service.STOCK),)
        return Stock(
            call=self._call(given, path),
            is_paged=given.paging == "pages",
            page_size=given.page_size,
            figures=self._search(given.figures, (*path, "figures")),
            sku=self._needed(given.sku, (*path, "sku")),
            warehouse=self._leaf(given.warehouse, (*path, "warehouse")),
            quantity=self._needed(given.quantity, (*path, "quantity")),
            pages=self._leaf(given.pages, (*path, "pages")),
            as_of=self._leaf(given.as_of, (*path, "as_of")),
            total_count=self._leaf(given.total_count, (*path, "total_count")),
        )

    def _states(self, given: OrderStatesSettings) -> OrderStates:
        path: Path = (str(Service.ORDER_STATES),)
        return OrderStates(
            call=self._call(given, path),
            batch_size=given.batch_size,
            orders=self._search(given.orders, (*path, "orders")),
            reference=self._needed(given.reference, (*path, "reference")),
            number=self._needed(given.number, (*path, "number")),
            state=self._needed(given.state, (*path, "state")),
            lines=self._search(given.lines, (*path, "lines")) if given.lines else None,
            line_number=self._leaf(given.line_number, (*path, "line_number")),
            accepted=self._leaf(given.accepted, (*path, "accepted")),
        )

    def _probe(self, given: ProbeSettings) -> Ping:
        path: Path = (str(Service.PROBE),)
        return Ping(
            call=self._call(given, path),
            name=self._leaf(given.name, (*path, "name")),
            clock=self._leaf(given.clock, (*path, "clock")),
        )

    def _call(
        self, given: CallSettings, path: Path, place: Callable[[str], Path] | None = None
    ) -> Call:
        at = place or (lambda name: (*path, name))
        interface, _, operation = given.call.rpartition(".")
        known = self._settings.interfaces
        if not interface and len(known) == 1:
            (interface,) = known
        if interface not in known:
            names = ", ".join(sorted(known))
            message = f"write `<interface>.{operation}`; there are the interfaces: {names}"
            self._defect((*path, "call"), message)
        own = self._rules(given.result, at("result"))
        return Call(
            path=path,
            interface=interface,
            operation=operation,
            document_path=at("document"),
            document=self._tree(given.document, at("document")),
            rules=Rules((*own, *self._common)),
            message=self._leaf(given.message, at("message")),
            code=self._leaf(given.code, at("code")),
        )

    def _leaves(self, given: Mapping[str, Leaf], path: Path) -> dict[str, Node]:
        return {name: self._needed(leaf, (*path, name)) for name, leaf in given.items()}

    def _leaf(self, given: Leaf, path: Path) -> Node | None:
        return self._tree(given, path) if given else None

    def _needed(self, given: Leaf, path: Path) -> Node:
        if not given:
            self._defect(path, "a path is needed here")
            return _BROKEN
        return self._tree(given, path)

    def _tree(self, given: object, path: Path) -> Node:
        try:
            return compile_tree(given, path, self._words)
        except MappingError as error:
            self.defects.extend(error.defects)
            return _BROKEN

    def _search(self, given: str, path: Path) -> Search:
        try:
            return compile_path(given)
        except ValueError as error:
            self._defect(path, str(error))
            return lambda _scope: None

    def _rules(self, given: Sequence[Mapping[str, object]], path: Path) -> tuple[Rule, ...]:
        try:
            return compile_rules(given, path)
        except MappingError as error:
            self.defects.extend(error.defects)
            return ()

    def _defect(self, path: Path, message: str) -> None:
        self.defects.append(Defect(path=path, message=message))
