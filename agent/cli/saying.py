"""How the command line speaks: plain where nobody watches, JSON on request, a way out of errors."""

import json
from collections.abc import Sequence
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

NOT_DONE = 1
WRONG = 2
NOT_RUNNING = 3

_OUT = Console(highlight=False)
_ERR = Console(stderr=True, highlight=False)


def say(text: str) -> None:
    """A line for people; control characters of whoever wrote it are not passed on."""
    _OUT.print(Text(_harmless(text)), soft_wrap=True)


def warn(text: str) -> None:
    _ERR.print(Text(_harmless(text)), soft_wrap=True)


def fail(text: str, status: int = NOT_DONE) -> NoReturn:
    """Say why not, and end with that status."""
    warn(text)
    raise typer.Exit(status)


def say_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def say_table(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A table; what is None is an empty cell."""
    table = Table(box=None, pad_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*(Text(_harmless("" if cell is None else str(cell))) for cell in row))
    _OUT.print(table)


def short_time(text: str | None) -> str:
    """`2026-11-25 10:00:01` of the long form (UTC)."""
    return "" if text is None else text[:19].replace("T", " ")


def _harmless(text: str) -> str:
    return "".join(c if c.isprintable() or c in "\n\t" else "�" for c in text)
