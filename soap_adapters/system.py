"""One ERP reached over SOAP: the port's services over mapped requests and judged answers."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from agent.mapping import plain_order, render
from agent.ports.erp import Prepared, Service, Support
from agent.ports.failures import ErpUnavailableError
from soap_adapters import reading
from soap_adapters.caller import FlawedError
from soap_adapters.outcomes import outcome_of, texts_at
from soap_adapters.problems import problems_of
from soap_adapters.request import from_attributes, to_attributes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from agent.domain.order import CanonicalOrder
    from agent.domain.problems import Problem
    from agent.mapping import Evidence
    from agent.ports.connector import Given
    from agent.ports.erp import ErpOrderState, LookUp, Outcome, Probe, StockPage
    from soap_adapters.caller import Caller
    from soap_adapters.services import Call, Services, Write
    from soap_adapters.settings import SoapSettings

_Made = TypeVar("_Made")


class SoapErp:
    """The Erp port. All that blocks runs in threads of its own, as many as the ERP may see."""

    def __init__(
        self, settings: SoapSettings, given: Given, services: Services, caller: Caller
    ) -> None:
        """Take what was checked and loaded."""
        self.name = given.name
        self.services = services.names
        self.support = support_of(settings, services)
        self._settings = settings
        self._given = given
        self._run = services
        self._caller = caller
        self._zone = ZoneInfo(settings.tz)
        self._threads = ThreadPoolExecutor(
            max_workers=settings.concurrency, thread_name_prefix=f"soap-{given.name}"
        )

    async def prepare(
        self, service: Service, order: CanonicalOrder, reference: str
    ) -> Prepared | tuple[Problem, ...]:
        return await self._in_thread(partial(self._prepare, service, order, reference))

    async def send(self, batch: Sequence[Prepared], *, deadline_s: float) -> Sequence[Outcome]:
        deadline = time.monotonic() + min(deadline_s, self._settings.attempt_timeout)
        sending = (self._in_thread(partial(self._send, one, deadline)) for one in batch)
        return await asyncio.gather(*sending)

    async def find_order(self, reference: str) -> LookUp:
        find = self._run.find
        if find is None:
            raise ErpUnavailableError(f"{self.name} offers no look-up")
        evidence = await self._ask(find.call, {"reference": reference})
        return reading.look_up(find, evidence)

    async def stock(self) -> AsyncIterator[StockPage]:
        stock = self._run.stock
        if stock is None:
            raise ErpUnavailableError(f"{self.name} offers no stock")
        page, is_last = 1, False
        while not is_last:
            scope: dict[str, object] = {"page": page, "page_size": stock.page_size}
            read = reading.stock_page(stock, await self._ask(stock.call, scope), page, self._zone)
            yield read
            page, is_last = page + 1, read.is_last

    async def order_states(self, references: Sequence[str]) -> Sequence[ErpOrderState]:
        states = self._run.order_states
        if states is None:
            raise ErpUnavailableError(f"{self.name} offers no order states")
        found: list[ErpOrderState] = []
        for start in range(0, len(references), states.batch_size):
            asked = list(references[start : start + states.batch_size])
            evidence = await self._ask(states.call, {"references": asked})
            found += reading.order_states(states, evidence)
        return found

    async def probe(self) -> Probe:
        ping = self._run.probe
        if ping is None:
            raise ErpUnavailableError(f"{self.name} offers no call that can be made for nothing")
        begun = time.monotonic()
        evidence = await self._ask(ping.call, {})
        return reading.probe(ping, evidence, time.monotonic() - begun, self._zone)

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _ask(self, call: Call, scope: dict[str, object]) -> Evidence:
        deadline = time.monotonic() + self._settings.attempt_timeout
        try:
            return await self._in_thread(partial(self._caller.ask, call, scope, deadline))
        except FlawedError as error:
            message = f"{self.name}: the question cannot be written: {error}"
            raise ErpUnavailableError(message) from error

    async def _in_thread(self, work: Callable[[], _Made]) -> _Made:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _prepare(
        self, service: Service, order: CanonicalOrder, reference: str
    ) -> Prepared | tuple[Problem, ...]:
        write = self._run.writes[service]
        scope = plain_order(order, reference)
        try:
            if write.steps:
                deadline = time.monotonic() + self._settings.attempt_timeout
                scope["saved"] = reading.saved(write.steps, scope, partial(self._look, deadline))
            request = self._caller.request(write.call, scope)
            expect = _expect(write, scope)
        except FlawedError as error:
            return problems_of(service, error.flaws, self._given.locate)
        return Prepared(
            service=service,
            reference=reference,
            content=request.content,
            expect=expect,
            attributes=to_attributes(write.call.interface, request),
        )

    def _look(self, deadline: float, call: Call, scope: dict[str, object]) -> Evidence:
        return self._caller.ask(call, scope, deadline)

    def _send(self, prepared: Prepared, deadline: float) -> Outcome:
        write = self._run.writes.get(prepared.service)
        if write is None:
            return ErpUnavailableError(f"{self.name} no longer offers {prepared.service}")
        interface, request = from_attributes(prepared.content, prepared.attributes)
        return outcome_of(write, self._caller.post(interface, request, deadline))


def _expect(write: Write, scope: dict[str, object]) -> dict[str, str]:
    rendered = [render(leaf, scope) for leaf in write.expect.values()]
    flaws = tuple(flaw for one in rendered for flaw in one.flaws)
    if flaws:
        raise FlawedError(flaws)
    return texts_at(write.expect, scope)


def support_of(settings: SoapSettings, services: Services) -> Support:
    """What this system offers for "at most once"."""
    return Support(
        looks_up=services.find is not None,
        enforces=frozenset(settings.enforces_reference),
        commit_deadline_s=settings.commit_deadline,
        lookup_lag_s=settings.lookup_lag,
        attempt_timeout_s=settings.attempt_timeout,
        reference_length_max=settings.reference_length_max,
    )
