"""Flaws of one order as problems of the catalogue, with the place in agent.toml to mend."""

from collections.abc import Callable

from agent.domain.problems import Problem
from agent.mapping import Flaw, Path
from agent.mapping.flaws import spell
from agent.ports.erp import Service


def problems_of(
    service: Service, flaws: tuple[Flaw, ...], locate: Callable[[Path], str]
) -> tuple[Problem, ...]:
    """All of them, each with file and line."""
    return tuple(_problem(service, flaw, locate) for flaw in flaws)


def _problem(service: Service, flaw: Flaw, locate: Callable[[Path], str]) -> Problem:
    file, _, line = locate(flaw.path).rpartition(":")
    params = {
        "service": str(service),
        "path": spell(flaw.path),
        "why": flaw.why,
        "file": file,
        "line": line,
    }
    return Problem(code="mapping_failed", params=params)
