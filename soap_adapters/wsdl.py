"""Loads a WSDL from pinned files, offline, and finds the port that has an operation.

This and request.py know zeep. They are imported when a system is built, so that an agent without
a SOAP system pays nothing for it.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import zeep
from lxml import etree
from zeep.exceptions import Error

from agent.ports.connector import ConnectorError

if TYPE_CHECKING:
    from collections.abc import Mapping

STANDARD = Path(__file__).with_name("standard")
#: Addresses that WSDLs name as if they were at hand, and what we wrote for them.
STANDARD_FILES = {
    "http://schemas.xmlsoap.org/soap/encoding/": "soap-encoding.xsd",
    "http://www.w3.org/2001/xml.xsd": "xml.xsd",
    "https://www.w3.org/2001/xml.xsd": "xml.xsd",
}
_DEFINITIONS = "{http://schemas.xmlsoap.org/wsdl/}definitions"


class WsdlError(ConnectorError):
    """The WSDL cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """An operation of a WSDL as zeep knows it: what it takes, and how it is written."""

    client: Any
    binding: Any
    operation: Any

    @property
    def body(self) -> Any:
        """The type of what stands in the body."""
        return self.operation.input.body.type


class Wsdl:
    """One loaded WSDL."""

    def __init__(self, file: Path, urls: Mapping[str, str], sha256: str = "") -> None:
        """Load it.

        Raises:
            WsdlError: it is none, it is not whole, it wants what is not pinned, it has changed.
        """
        self.file = file
        _look_at(file)
        pinned = _Pinned(file.parent, urls)
        self._client = _load(file, pinned)
        self.sha256 = pinned.sha256()
        if sha256 and sha256 != self.sha256:
            raise WsdlError(
                f"{file} is not the one that was pinned",
                f"see what has changed; if it is meant, set sha256 to {self.sha256}",
            )

    def port(self, operation: str) -> Port:
        """The first port with the operation: often the first of all has none.

        Raises:
            WsdlError: no HTTP port has it.
        """
        names: set[str] = set()
        for service in self._client.wsdl.services.values():
            for port in service.ports.values():
                operations = port.binding._operations
                names.update(operations)
                if operation in operations:
                    found = operations[operation]
                    return Port(client=self._client, binding=port.binding, operation=found)
        if not names:
            message = f"{self.file} has no operation over HTTP"
            raise WsdlError(message, "use the WSDL of the ERP's HTTP endpoint, not of another one")
        message = f"{self.file} has no operation {operation}"
        raise WsdlError(message, f"it has: {', '.join(sorted(names))}")


class _Pinned:
    """Gives zeep files of one folder and our standard schemas; whatever else it asks for, never."""

    def __init__(self, folder: Path, urls: Mapping[str, str]) -> None:
        self._folder = folder.resolve()
        self._urls = urls
        self._read: dict[str, bytes] = {}

    def load(self, url: str) -> bytes:
        if url in STANDARD_FILES and url not in self._urls:
            return (STANDARD / STANDARD_FILES[url]).read_bytes()
        path = (self._folder / self._urls.get(url, url)).resolve()
        if not path.is_relative_to(self._folder) or not path.is_file():
            raise WsdlError(
                f"the WSDL asks for {url}, which is not beside it",
                f"save it in {self._folder} and name it in `urls`; nothing is fetched",
            )
        self._read[path.relative_to(self._folder).as_posix()] = content = path.read_bytes()
        return content

    def sha256(self) -> str:
        return hashlib.sha256(b"".join(self._read[name] for name in sorted(self._read))).hexdigest()


def _look_at(file: Path) -> None:
    """Say plainly what a wrong file is, before zeep stumbles over it."""
    remedy = "save the ERP's WSDL (its address usually ends in ?wsdl) under this name"
    try:
        content = file.read_bytes()
    except OSError as error:
        raise WsdlError(f"{file} cannot be read: {error.strerror}", remedy) from error
    start = content.lstrip()[:200].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        message = f"{file} is a web page, not a WSDL"
        raise WsdlError(message, f"often the page for logging in: log in first, then {remedy}")
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        message = f"{file} is not whole or not XML: {error}"
        raise WsdlError(
            message, f"{remedy}; a download that broke off is the usual cause"
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise WsdlError(f"{file} brings a document type of its own, which is refused", remedy)
    if root.tag != _DEFINITIONS:
        raise WsdlError(f"{file} is XML, but no WSDL 1.1: its root is {root.tag}", remedy)


def _load(file: Path, pinned: _Pinned) -> Any:
    # zeep writes whole messages, passwords too, into its debug log.
    logging.getLogger("zeep").setLevel(logging.WARNING)
    settings = zeep.Settings(strict=True, forbid_dtd=True, forbid_entities=True)
    try:
        client: Any = zeep.Client
        return client(str(file.resolve()), transport=pinned, settings=settings)
    except WsdlError:
        raise
    except (Error, etree.LxmlError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{file} cannot be understood: {type(error).__name__}: {error}"
        raise WsdlError(message, "ask the ERP's vendor for a WSDL 1.1 of this interface") from error
