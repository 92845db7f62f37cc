"""Adapters for the far ends that the contract is run against."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.ports.connector import Given
from soap_adapters.connector import CONNECTOR

if TYPE_CHECKING:
    from agent.ports.erp import Erp
    from soap_adapters.settings import SoapSettings

LINE = "agent.toml:12"


def given(password: str = "geheim-4711", folder: Path = Path()) -> Given:  # noqa: S107 - no real one
    """What the house would give; every credential is the same."""
    return Given(
        name="erp",
        credential=lambda _name: password,
        clock=lambda: datetime.now(UTC),
        folder=folder,
        locate=lambda _path: LINE,
    )


def table(preset: str, endpoint: str, **own: Any) -> dict[str, Any]:
    """A system's table as config hands it over: the preset with what agent.toml says."""
    overlay = tomllib.loads(CONNECTOR.presets()[preset].read_text(encoding="utf-8"))
    return {**overlay, "endpoint": endpoint, **own}


def settings(preset: str, endpoint: str, **own: Any) -> SoapSettings:
    return CONNECTOR.settings.model_validate(table(preset, endpoint, **own))


def practice(endpoint: str, user: str, password: str) -> Erp:
    """The adapter for whatever serves the practice WSDL; small pages, so that there are several."""
    own: dict[str, Any] = {"user": user, "password": {"credential": "erp_password"}}
    made = table("practice", endpoint, **own)
    made["stock"]["page_size"] = 3
    return CONNECTOR.build(CONNECTOR.settings.model_validate(made), given(password))
