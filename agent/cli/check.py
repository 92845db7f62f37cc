"""`counterfoil check`."""

import asyncio
from typing import Annotated

import typer

from agent.cli.configured import configuration, refuse
from agent.cli.saying import say, say_json, warn
from agent.config.defects import ConfigError, Defect, render

check_app = typer.Typer()


@check_app.command()
def check(
    context: typer.Context,
    offline: Annotated[
        bool, typer.Option("--offline", help="Do not connect to shop or ERP.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Find everything that is wrong, and change nothing."""
    config = configuration(context)
    from agent.app.check import check as check_all

    try:
        defects = asyncio.run(check_all(config, online=not offline))
    except ConfigError as error:
        defects = list(error.defects)
    if as_json:
        say_json([_plain(defect) for defect in defects])
    grave = [defect for defect in defects if not defect.is_warning]
    if grave and not as_json:
        refuse(defects)
    if not as_json:
        for defect in defects:
            warn(render(defect) + "\n")
        places = "" if offline else ", shop and ERP answer"
        say(f"{config.tree.file} is right{places}.")
    raise typer.Exit(2 if grave else 0)


def _plain(defect: Defect) -> dict[str, object]:
    return {
        "code": defect.code,
        "message": defect.message,
        "file": str(defect.span.file) if defect.span else None,
        "line": defect.span.line if defect.span else None,
        "column": defect.span.column if defect.span else None,
        "help": defect.help,
        "warning": defect.is_warning,
    }
