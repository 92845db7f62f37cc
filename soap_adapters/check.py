"""What can be found wrong with a system without changing anything in it."""

from __future__ import annotations

import ipaddress
import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from agent.mapping import plain_order
from agent.ports.connector import Finding, Weight
from agent.ports.erp import Absent, Service
from agent.ports.failures import ErpUnavailableError
from soap_adapters.caller import Caller, FlawedError, wsdl_file
from soap_adapters.compiler import compile_services
from soap_adapters.fitting import misfits
from soap_adapters.samples import SAMPLE_ORDERS
from soap_adapters.system import SoapErp
from soap_adapters.wsdl import Wsdl, WsdlError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping
    from pathlib import Path

    from agent.mapping import Flaw
    from agent.ports.connector import Given
    from agent.ports.erp import Support
    from soap_adapters.services import Services, Write
    from soap_adapters.settings import SoapSettings

CLOCK_DIFFERENCE_MAX_S = 30


async def findings(
    settings: SoapSettings, given: Given, presets: Path, *, online: bool
) -> AsyncIterator[Finding]:
    """All of them: what is wrong offline first, and then what only the ERP can tell."""
    services = compile_services(settings)
    offline = [*_connection(settings), *_credentials(settings, given, services)]
    broken = list(_wsdls(settings, given, presets))
    for finding in [*offline, *broken]:
        yield finding
    if broken:
        return
    caller = Caller(settings, given, presets)
    # What does not fit the WSDL fails for every sample as well: said once is enough.
    misfitting = dict.fromkeys(_mappings(settings, services, caller))
    fitting = list(misfitting) or list(_samples(services, caller))
    for finding in fitting:
        yield finding
    if any(one.weight is Weight.ERROR for one in [*offline, *fitting]):
        return
    erp = SoapErp(settings, given, services, caller)
    for finding in _support(erp.support):
        yield finding
    if online:
        try:
            async for finding in _online(erp, given):
                yield finding
        finally:
            await erp.close()


def _connection(settings: SoapSettings) -> Iterator[Finding]:
    url = urlsplit(settings.endpoint)
    if url.scheme == "http" and not _is_loopback(url.hostname or ""):
        yield _finding(
            Weight.WARNING,
            ("endpoint",),
            "orders and the password travel unencrypted",
            "use https where the ERP offers it",
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _credentials(settings: SoapSettings, given: Given, services: Services) -> Iterator[Finding]:
    named: dict[str, tuple[str | int, ...]] = {}
    if settings.password is not None:
        named[settings.password.credential] = ("password",)
    for call in services.calls():
        for name in call.credentials():
            named.setdefault(name, call.document_path)
    for name, path in named.items():
        try:
            given.credential(name)
        except KeyError:
            help_ = f"put it where credentials are kept, under the name {name}"
            yield _finding(Weight.ERROR, path, f"there is no credential {name}", help_)


def _wsdls(settings: SoapSettings, given: Given, presets: Path) -> Iterator[Finding]:
    for name, one in settings.interfaces.items():
        try:
            Wsdl(wsdl_file(one, given.folder, presets), one.urls, one.sha256)
        except WsdlError as error:
            path = ("interfaces", name, "wsdl")
            yield _finding(Weight.ERROR, path, str(error), error.help)


def _mappings(settings: SoapSettings, services: Services, caller: Caller) -> Iterator[Finding]:
    for call in services.calls():
        try:
            port = caller.wsdl(call.interface).port(call.operation)
        except WsdlError as error:
            yield _finding(Weight.ERROR, (*call.path, "call"), str(error), error.help)
            continue
        for misfit in misfits(port.body, call, settings.missing):
            yield _finding(Weight.ERROR, misfit.path, misfit.message, misfit.help)


def _samples(services: Services, caller: Caller) -> Iterator[Finding]:
    told: set[Flaw] = set()
    for write in services.writes.values():
        for name, order in SAMPLE_ORDERS.items():
            scope = plain_order(order, "CHECK-1")
            scope["saved"] = _stand_ins(write, scope)
            try:
                caller.request(write.call, scope)
            except FlawedError as error:
                for flaw in error.flaws:
                    # What is wrong for every order is said for the first one.
                    if flaw in told:
                        continue
                    told.add(flaw)
                    message = f"the sample order {name} cannot be made: {flaw.why}"
                    yield _finding(Weight.ERROR, flaw.path, message, "mend the mapping here")


def _stand_ins(write: Write, scope: Mapping[str, object]) -> dict[str, dict[str, str]]:
    # What the ERP would answer is not known offline; that it is a number is likely.
    made: dict[str, dict[str, str]] = {}
    for step in write.steps:
        entries = step.each(scope)
        listed = entries if isinstance(entries, list) else []
        made[step.save] = {str(entry): "1" for entry in listed}
    return made


def _support(support: Support) -> Iterator[Finding]:
    kinds = ", ".join(sorted(support.enforces)) or "none"
    waits = f"D {support.commit_deadline_s:g} s, L {support.lookup_lag_s:g} s"
    if support.looks_up:
        message = (
            f"after a lost answer the ERP is asked for the reference ({waits});"
            f" it refuses a repeated reference for: {kinds}"
        )
        yield _finding(Weight.NOTE, (), message, "")
    elif support.enforces:
        message = f"after a lost answer the same bytes are sent again; {kinds}: refused if repeated"
        yield _finding(Weight.NOTE, (), message, "prove it with a test order sent twice")
    else:
        yield _finding(
            Weight.WARNING,
            (),
            "the ERP offers neither a look-up nor refuses a repeated reference: after the first"
            " lost answer the agent stops and asks a person",
            "map find_order if the ERP can be asked for a reference",
        )


async def _online(erp: SoapErp, given: Given) -> AsyncIterator[Finding]:
    if Service.PROBE in erp.services:
        async for finding in _probe(erp, given):
            yield finding
            # Nobody there: asking for more would only say it again.
            if finding.weight is Weight.ERROR:
                return
    if Service.FIND_ORDER not in erp.services:
        return
    reference = f"CHECK-{secrets.token_hex(6).upper()}"[: erp.support.reference_length_max]
    try:
        found = await erp.find_order(reference)
    except ErpUnavailableError as error:
        message = f"the look-up gives no clear answer: {error}"
        help_ = "see the endpoint, the credentials and the rules of find_order"
        yield _finding(Weight.ERROR, ("find_order",), message, help_)
        return
    if not isinstance(found, Absent):
        message = f"the look-up finds a reference that was never used ({reference})"
        help_ = "the ERP does not read the reference where the mapping puts it"
        yield _finding(Weight.ERROR, ("find_order", "document"), message, help_)


async def _probe(erp: SoapErp, given: Given) -> AsyncIterator[Finding]:
    try:
        probe = await erp.probe()
    except ErpUnavailableError as error:
        help_ = "see whether the ERP runs, and the endpoint and the credentials"
        yield _finding(Weight.ERROR, ("endpoint",), f"the ERP does not answer: {error}", help_)
        return
    message = f"{probe.name or 'the ERP'} answers in {probe.duration_s * 1000:.0f} ms"
    yield _finding(Weight.NOTE, ("endpoint",), message, "")
    if probe.clock is None:
        return
    difference = (probe.clock - given.clock()).total_seconds()
    if abs(difference) > CLOCK_DIFFERENCE_MAX_S:
        message = f"the ERP's clock differs by {difference:+.0f} s"
        help_ = "set both clocks by the same time server: stock is judged by its time"
        yield _finding(Weight.WARNING, ("endpoint",), message, help_)


def _finding(weight: Weight, path: tuple[str | int, ...], message: str, help_: str) -> Finding:
    return Finding(weight=weight, path=path, message=message, help=help_)
