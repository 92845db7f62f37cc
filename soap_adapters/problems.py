"""Flaws of one order as problems of the catalogue, with the place in agent.toml to mend."""

import re
from collections.abc import Callable

from agent.domain.problems import Problem
from agent.mapping import Flaw, Path
from agent.mapping.flaws import spell
from agent.ports.erp import Service

# File and line; a column, where one is told, is more than a sentence needs.
_PLACE = re.compile(r"(?P<file>.+?):(?P<line>\d+)(:\d+)?")


def problems_of(
    service: Service, flaws: tuple[Flaw, ...], locate: Callable[[Path], str]
) -> tuple[Problem, ...]:
    """All of them, each with file and line."""
    return tuple(_problem(service, flaw, locate) for flaw in flaws)


def _problem(service: Service, flaw: Flaw, locate: Callable[[Path], str]) -> Problem:
    place = _PLACE.fullmatch(locate(flaw.path))
    params = {
        "service": str(service),
        "path": spell(flaw.path),
        "why": flaw.why,
        "file": place["file"] if place else "agent.toml",
        "line": place["line"] if place else "?",
    }
    return Problem(code="mapping_failed", params=params)
