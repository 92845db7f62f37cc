"""What an entry point in `counterfoil.connectors` offers: settings, presets, a system, a check."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from pydantic import BaseModel

from agent.ports.erp import Erp


class Weight(StrEnum):
    """How grave a finding is."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What `counterfoil check` tells: where in the system's table, what, and how to get out.

    `path` are the keys below `[system.<name>]`, so that the caller can add file, line and column.
    """

    weight: Weight
    path: tuple[str | int, ...]
    message: str
    help: str = ""


class ConnectorError(Exception):
    """The system cannot be built from its settings; `help` says what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.help = remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a connector gets from the house: never the whole configuration."""

    name: str
    credential: Callable[[str], str]  #: raises KeyError when there is none of that name
    clock: Callable[[], datetime]
    folder: Path  #: where relative paths of the settings start
    locate: Callable[[tuple[str | int, ...]], str]  #: "agent.toml:12" for a path in its table


class Connector(Protocol):
    """A kind of system that agent.toml can name."""

    name: str
    settings: type[BaseModel]

    def presets(self) -> Mapping[str, Path]:
        """Name of a preset → its TOML overlay."""
        ...

    def build(self, settings: Any, given: Given) -> Erp:
        """A system from checked settings. Opens no connection. Raises ConnectorError."""
        ...

    def check(self, settings: Any, given: Given, *, online: bool) -> AsyncIterator[Finding]:
        """Everything that can be found wrong without changing anything; `online` may connect."""
        ...
