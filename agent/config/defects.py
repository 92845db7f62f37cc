"""What is wrong in a configuration, as a compiler tells it: all at once, each with its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A place in a file; line and column count from 1, `length` in characters of that line."""

    file: Path
    line: int
    column: int
    length: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Grade(StrEnum):
    """How grave a defect is: only an error keeps the agent from starting."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """One thing that is wrong. `code` has a heading in docs/reference/settings.md."""

    code: str
    message: str
    span: Span | None
    note: str = ""
    help: str = ""
    grade: Grade = Grade.ERROR


class ConfigError(Exception):
    """The configuration cannot be used; `defects` is everything that was found."""

    def __init__(self, defects: Iterable[Defect]) -> None:
        self.defects = tuple(defects)
        super().__init__(f"{len(self.defects)} errors in the configuration")


def render(defect: Defect) -> str:
    """A defect with the line it stands in, the place marked below it."""
    lines = [f"{defect.grade}[{defect.code}]: {defect.message}"]
    if defect.span is not None:
        lines += _excerpt(defect.span, defect.note)
    if defect.help:
        lines.append(f"   = help: {defect.help}")
    return "\n".join(lines)


def _excerpt(span: Span, note: str) -> list[str]:
    margin = " " * len(str(span.line))
    told = [f"{margin}--> {span}"]
    try:
        text = span.file.read_text(encoding="utf-8").splitlines()[span.line - 1]
    except (OSError, UnicodeDecodeError, IndexError):
        return told
    lead = "".join("\t" if character == "\t" else " " for character in text[: span.column - 1])
    mark = f"{lead}{'^' * max(1, span.length)} {note}".rstrip()
    return [*told, f"{margin} |", f"{span.line} | {text}", f"{margin} | {mark}"]
