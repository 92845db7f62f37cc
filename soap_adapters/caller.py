"""Makes calls: writes requests against the WSDLs, posts them to the endpoint, reads what comes."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from agent.mapping import Flaw, Transport, render
from soap_adapters.outcomes import evidence_of, no_answer
from soap_adapters.request import Request, UnwritableError, basic, with_credentials, write
from soap_adapters.transport import Door, ExchangeError, Limits
from soap_adapters.wsdl import Wsdl

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from agent.mapping import Evidence
    from agent.ports.connector import Given
    from soap_adapters.services import Call
    from soap_adapters.settings import InterfaceSettings, SoapSettings

PRESETS_FOLDER = "preset:"


class FlawedError(Exception):
    """A tree cannot be rendered or written; `flaws` are all the reasons."""

    def __init__(self, flaws: tuple[Flaw, ...]) -> None:
        super().__init__("; ".join(flaw.why for flaw in flaws))
        self.flaws = flaws


class Caller:
    """Blocking, and safe to use from several threads: it keeps nothing between calls."""

    def __init__(self, settings: SoapSettings, given: Given, presets: Path) -> None:
        """Take settings and what the house gives; loads the WSDLs, opens no connection.

        Raises:
            WsdlError: one of the WSDLs cannot be used.
        """
        self._settings = settings
        self._given = given
        self._wsdls = {
            name: Wsdl(wsdl_file(one, given.folder, presets), one.urls, one.sha256)
            for name, one in settings.interfaces.items()
        }
        limits = Limits(
            connect_timeout_s=settings.connect_timeout, answer_bytes_max=settings.answer_bytes_max
        )
        tls = _authorities(settings, given.folder)
        self._doors = {
            name: Door.at(settings.address(name), limits, tls) for name in settings.interfaces
        }
        self._force_list = frozenset(settings.force_list)

    def wsdl(self, interface: str) -> Wsdl:
        return self._wsdls[interface]

    def request(self, call: Call, scope: Mapping[str, object]) -> Request:
        """The request of a call.

        Raises:
            FlawedError: the scope does not give what the tree or the WSDL needs.
        """
        rendered = render(call.document, scope)
        if rendered.flaws:
            raise FlawedError(rendered.flaws)
        port = self._wsdls[call.interface].port(call.operation)
        try:
            return write(port, rendered.value, self._settings.missing)
        except UnwritableError as error:
            flaw = Flaw(path=call.document_path, why=f"the WSDL refuses it: {error}")
            raise FlawedError((flaw,)) from error

    def ask(self, call: Call, scope: Mapping[str, object], deadline: float) -> Evidence:
        """Make a call that reads."""
        request = self.request(call, scope)
        return self.post(call.interface, request, deadline)

    def post(self, interface: str, request: Request, deadline: float) -> Evidence:
        """Post a request once; whatever happens is evidence."""
        try:
            door = self._door(interface)
            content, headers = self._leaving(request)
            answer = door.exchange(content, headers, deadline)
        except ExchangeError as error:
            return no_answer(error)
        return evidence_of(answer, self._force_list)

    def _door(self, interface: str) -> Door:
        # What was prepared before the configuration changed may name one that is gone.
        if interface not in self._doors:
            message = f"there is no interface {interface} any more; nothing was sent"
            raise ExchangeError(Transport.CONNECT, message)
        return self._doors[interface]

    def _leaving(self, request: Request) -> tuple[bytes, dict[str, str]]:
        """The bytes with what is secret in them; they are kept nowhere."""
        credential = self._given.credential
        headers = dict(request.headers)
        password = self._settings.password
        try:
            if password is not None:
                secret = credential(password.credential)
                headers["Authorization"] = basic(self._settings.user, secret)
            return with_credentials(request.content, request.credentials, credential), headers
        except KeyError as error:
            message = f"there is no credential {error}; nothing was sent"
            raise ExchangeError(Transport.CONNECT, message) from error


def wsdl_file(one: InterfaceSettings, folder: Path, presets: Path) -> Path:
    """Where a WSDL lies: beside agent.toml, or in a preset's folder."""
    if one.wsdl.startswith(PRESETS_FOLDER):
        return presets / one.wsdl.removeprefix(PRESETS_FOLDER)
    return folder / one.wsdl


def _authorities(settings: SoapSettings, folder: Path) -> ssl.SSLContext | None:
    # Loaded once: reading the machine's authorities takes longer than a call.
    if not settings.endpoint.startswith("https"):
        return None
    file = str(folder / settings.ca_file) if settings.ca_file else None
    return ssl.create_default_context(cafile=file)
