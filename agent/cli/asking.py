"""Asks a running agent through its control socket; without one, the books themselves."""

import asyncio
import os
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import typer

from agent.cli.configured import configuration, refuse
from agent.cli.saying import NOT_DONE, NOT_RUNNING, WRONG, fail
from agent.config.defects import ConfigError
from agent.config.load import Config


def ask(context: typer.Context, command: str, given: Mapping[str, Any]) -> Any:
    """The answer to a command; what is refused is told and ends this one."""
    config = configuration(context)
    try:
        return asyncio.run(_ask(config, command, given))
    except ConfigError as error:
        refuse(error.defects)


async def _ask(config: Config, command: str, given: Mapping[str, Any]) -> Any:
    from agent.entrypoints.control import control_socket

    socket = control_socket(config.data_dir)
    if socket.is_socket():
        import aiohttp

        try:
            return await _through(socket, command, given)
        except aiohttp.ClientConnectorError:
            pass  # left over from an agent that was killed
    return await _from_the_books(config, command, given)


async def _through(socket: os.PathLike[str], command: str, given: Mapping[str, Any]) -> Any:
    import aiohttp

    connector = aiohttp.UnixConnector(path=str(socket))
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        session.post(f"http://agent/{command}", json=dict(given)) as response,
    ):
        if response.content_type != "application/json":
            fail(
                f"the agent could not do it ({response.status}); its log says why. What is in the"
                " journal is safe; try again, or restart the agent.",
                NOT_DONE,
            )
        answer = await response.json()
        if response.status != HTTPStatus.OK:
            fail(str(answer["error"]), NOT_DONE)
        return answer


async def _from_the_books(config: Config, command: str, given: Mapping[str, Any]) -> Any:
    """No agent runs: take the directory's lock, so that none starts meanwhile."""
    from agent.app.asking import desk
    from agent.app.failures import CannotOpenError, DataDirLockedError, NewerSchemaError
    from agent.delivery.person import NotAllowedError
    from agent.entrypoints.control import user_name
    from agent.entrypoints.desk import DeskError

    try:
        async with desk(config) as opened:
            return await opened.commands[command](given, user_name(os.getuid()))
    except (CannotOpenError, DeskError, NotAllowedError) as error:
        fail(str(error), NOT_DONE)
    except NewerSchemaError as error:
        fail(str(error), WRONG)
    except DataDirLockedError as error:
        fail(f"{error} It does not answer on its control socket; are you its user?", NOT_RUNNING)
