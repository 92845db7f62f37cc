"""The entry point: settings, presets, a system from checked settings, and what check can find."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from soap_adapters.settings import SoapSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from agent.ports.connector import Finding, Given
    from agent.ports.erp import Erp

PRESETS = Path(__file__).with_name("presets")


class SoapConnector:
    """The Connector port. What needs zeep is imported when a system is built or checked."""

    name = "soap"
    settings = SoapSettings

    def presets(self) -> Mapping[str, Path]:
        """Every folder with a preset.toml is one."""
        return {file.parent.name: file for file in sorted(PRESETS.glob("*/preset.toml"))}

    def build(self, settings: SoapSettings, given: Given) -> Erp:
        """A system; reads its WSDLs, opens no connection.

        Raises:
            WsdlError: one of the WSDLs cannot be used.
        """
        # Only here: lxml and zeep come with it.
        from soap_adapters.caller import Caller
        from soap_adapters.compiler import compile_services
        from soap_adapters.system import SoapErp

        services = compile_services(settings)
        return SoapErp(settings, given, services, Caller(settings, given, PRESETS))

    async def check(
        self, settings: SoapSettings, given: Given, *, online: bool
    ) -> AsyncIterator[Finding]:
        from soap_adapters.check import findings

        async for finding in findings(settings, given, PRESETS, online=online):
            yield finding


CONNECTOR = SoapConnector()
