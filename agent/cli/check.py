"""`counterfoil check`."""

import asyncio
import os
from typing import Annotated

import typer

from agent.cli.configured import config_file, refuse
from agent.cli.saying import WRONG, say, say_json, warn
from agent.config.defects import Defect, Grade, render

check_app = typer.Typer(add_completion=False)


@check_app.command()
def check(
    context: typer.Context,
    offline: Annotated[
        bool, typer.Option("--offline", help="Do not connect to shop or ERP.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Find everything that is wrong, and change nothing."""
    from agent.app.check import check as check_all

    file = config_file(context)
    defects = asyncio.run(check_all(file, os.environ, online=not offline))
    grave = [defect for defect in defects if defect.grade is Grade.ERROR]
    if as_json:
        say_json([_plain(defect) for defect in defects])
        raise typer.Exit(WRONG if grave else 0)
    if grave:
        refuse(defects)
    for defect in defects:
        warn(render(defect) + "\n")
    say(f"{file} is right{'' if offline else ', shop and ERP answer'}.")


def _plain(defect: Defect) -> dict[str, object]:
    return {
        "code": defect.code,
        "message": defect.message,
        "file": str(defect.span.file) if defect.span else None,
        "line": defect.span.line if defect.span else None,
        "column": defect.span.column if defect.span else None,
        "help": defect.help,
        "grade": defect.grade,
    }
