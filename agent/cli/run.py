"""`counterfoil run`."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

import typer

from agent.cli.configured import configuration, refuse
from agent.cli.saying import NOT_DONE, WRONG, fail
from agent.config.defects import ConfigError
from agent.config.load import Config
from agent.domain import duration
from agent.telemetry.logs import set_up_logs

run_app = typer.Typer(add_completion=False)


@run_app.command()
def run(
    context: typer.Context,
    for_: Annotated[
        str,
        typer.Option("--for", help='End by itself after this time ("50s"): for cron on hosts that'
                     " allow no lasting process."),
    ] = "",
) -> None:  # fmt: skip
    """Run the agent until it is told to end (Ctrl-C, SIGTERM)."""
    for_s = _seconds(for_)
    config = configuration(context)
    set_up_logs(config.settings.agent.log, config.settings.agent.log_level)
    from agent.app.failures import (
        CannotOpenError,
        DataDirLockedError,
        JournalDeadError,
        NewerSchemaError,
        ShopCodeChangedError,
    )

    try:
        _runner()(_run(config, for_s))
    except ConfigError as error:
        refuse(error.defects)
    except (CannotOpenError, DataDirLockedError) as error:
        fail(f"{error}", NOT_DONE)
    except (NewerSchemaError, ShopCodeChangedError) as error:
        fail(f"{error}", WRONG)
    except JournalDeadError as error:
        fail(
            f"{error}. The agent has ended; nothing was sent that is not in the journal. Look after"
            " the disk, then start it again.",
            NOT_DONE,
        )


def _seconds(text: str) -> float | None:
    try:
        return duration.seconds(text) if text else None
    except ValueError as error:
        fail(str(error), WRONG)


async def _run(config: Config, for_s: float | None) -> None:
    from agent.app.running import run as run_agent

    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ending.set)
    await run_agent(config, ending=ending, for_s=for_s)


def _runner() -> Callable[[Coroutine[Any, Any, None]], None]:
    """Uvloop where it exists."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run
    return uvloop.run
