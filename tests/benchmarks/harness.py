"""Runs ours and its peers in turn and holds the medians against the goals; knows no benchmark.

A figure is never a test that passes or fails: a goal that is missed is printed as missed.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

Measured = dict[str, list[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a benchmark is run: `smoke` is the shortest run that still touches every part."""

    runs: int
    smoke: bool
    folder: Path  #: on a disk, not in memory: what is durable must cost what it costs

    def pick(self, full: float, smoke: float) -> float:
        return smoke if self.smoke else full

    def count(self, full: int, smoke: int) -> int:
        return smoke if self.smoke else full


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """The line a figure should stay above (`at_least`) or below."""

    limit: float
    at_least: bool = False

    def is_met(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit

    def text(self, unit: str) -> str:
        return f"{'>=' if self.at_least else '<='} {_number(self.limit)} {unit}"


def at_least(limit: float) -> Goal:
    return Goal(limit=limit, at_least=True)


def at_most(limit: float) -> Goal:
    return Goal(limit=limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure; `runs` holds what every single run gave, by contender."""

    what: str
    value: float
    unit: str
    goal: Goal | None = None
    runs: Measured = field(default_factory=dict)
    note: str = ""

    @property
    def verdict(self) -> str:
        if self.goal is None:
            return ""
        return "goal met" if self.goal.is_met(self.value) else "goal missed"

    def plain(self) -> dict[str, Any]:
        return asdict(self) | {"verdict": self.verdict}

    def cells(self) -> tuple[str, str, str, str, str]:
        goal = "" if self.goal is None else self.goal.text(self.unit)
        runs = "; ".join(f"{name} {_spread(values)}" for name, values in self.runs.items())
        behind = "; ".join(part for part in (runs, self.note) if part)
        return self.what, f"{_number(self.value)} {self.unit}", goal, self.verdict, behind


def alternate(contenders: Mapping[str, Callable[[], float]], *, runs: int) -> Measured:
    """Run each contender once, in turn, `runs` times over: a busy minute then hits them all."""
    measured: Measured = {name: [] for name in contenders}
    for _ in range(runs):
        for name, contender in contenders.items():
            measured[name].append(contender())
    return measured


def ratio(
    what: str,
    measured: Measured,
    over: str,
    under: str,
    *,
    goal: Goal | None = None,
    note: str = "",
) -> Row:
    """The median of one contender over the median of another."""
    value = median(measured[over]) / median(measured[under])
    runs = {name: measured[name] for name in (over, under)}
    return Row(what=what, value=value, unit="x", goal=goal, runs=runs, note=note)


def middle(
    what: str, measured: Measured, name: str, unit: str, *, goal: Goal | None = None, note: str = ""
) -> Row:
    """The median of one contender's runs."""
    runs = {name: measured[name]}
    return Row(what=what, value=median(measured[name]), unit=unit, goal=goal, runs=runs, note=note)


def percentile(values: list[float], share: float) -> float:
    """The smallest value that `share` of all do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def _number(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.3g}"


def _spread(values: list[float]) -> str:
    if len(values) == 1:
        return _number(values[0])
    low, high = min(values), max(values)
    return f"{_number(median(values))} ({_number(low)} to {_number(high)})"
