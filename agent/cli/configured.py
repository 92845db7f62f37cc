"""The configuration a command works with; what is wrong with it is told and ends the command."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, NoReturn

import typer

from agent.cli.saying import WRONG, fail, warn
from agent.config.defects import ConfigError, Defect, render
from agent.config.load import Config, default_config, load

if TYPE_CHECKING:
    from pathlib import Path


def configuration(context: typer.Context) -> Config:
    """The one that was named, or the default one."""
    named: Path | None = context.find_root().obj
    try:
        return load(named or default_config(os.environ), os.environ)
    except ConfigError as error:
        refuse(error.defects)


def refuse(defects: Iterable[Defect]) -> NoReturn:
    """Tell all of them and end with 2."""
    told = tuple(defects)
    for defect in told:
        warn(render(defect) + "\n")
    count = sum(not defect.is_warning for defect in told)
    fail(f"{count} {'error' if count == 1 else 'errors'} in the configuration", WRONG)
