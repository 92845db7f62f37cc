"""The command line: commands by name, each imported when it is asked for.

Exit status: 0 done · 1 not done, or something needs attention · 2 usage or configuration ·
3 no agent is running.
"""

import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

_COMMANDS = {
    "run": "agent.cli.run:run_app",
    "check": "agent.cli.check:check_app",
    "pair": "agent.cli.pair:pair_app",
    "status": "agent.cli.books:status_app",
    "orders": "agent.cli.books:orders_app",
    "order": "agent.cli.books:order_app",
    "cases": "agent.cli.books:cases_app",
    "stock": "agent.cli.stock:stock_app",
    "unreadable": "agent.cli.unreadable:unreadable_app",
    "retry": "agent.cli.decisions:retry_app",
    "hold": "agent.cli.decisions:hold_app",
    "release": "agent.cli.decisions:release_app",
    "accept": "agent.cli.decisions:accept_app",
    "discard": "agent.cli.decisions:discard_app",
    "looked": "agent.cli.decisions:looked_app",
    "now": "agent.cli.decisions:now_app",
    "demo": "agent.cli.practising:demo_app",
    "practice": "agent.cli.practising:practice_app",
}


class _Commands(TyperGroup):
    """Imports a command's module when the command is named, or all for the help page."""

    def list_commands(self, ctx: Any) -> list[str]:
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        del ctx
        place = _COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, name = place.split(":")
        command = typer.main.get_command(getattr(import_module(module), name))
        command.name = cmd_name
        return command


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _tell_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"counterfoil {version('counterfoil')}")
        raise typer.Exit


@app.callback()
def counterfoil(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option("--config", "-c", envvar="COUNTERFOIL_CONFIG", help="The agent.toml to use."),
    ] = None,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="Which release."),
    ] = False,
) -> None:
    """For every web order, its counterpart in the back office."""
    context.obj = config


def main() -> None:
    """The console script."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
