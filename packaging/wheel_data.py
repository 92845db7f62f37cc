"""Puts the plugin and the sample settings into the wheel, so that it can run the demo by itself.

A hook of the build backend: an editable installation reads both from the checkout instead.
"""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CARRIED = {
    "wp-plugin/counterfoil": "agent/wp-plugin/counterfoil",
    "agent.toml": "agent/agent.toml",
}


class WheelData(BuildHookInterface):  # type: ignore[type-arg]
    """Adds what stands outside the packages to a real wheel, never to an editable one."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "standard":
            build_data["force_include"].update(CARRIED)
