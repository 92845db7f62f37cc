"""The configuration a command works with; what is wrong with it is told and ends the command."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import typer

from agent.cli.saying import WRONG, fail, warn
from agent.config.defects import ConfigError, Defect, Grade, render
from agent.config.load import Config, default_config, load


def config_file(context: typer.Context) -> Path:
    """The one that was named, or the default one."""
    named: Path | None = context.find_root().obj
    return named or default_config(os.environ)


def configuration(context: typer.Context) -> Config:
    """What stands in that file."""
    try:
        return load(config_file(context), os.environ)
    except ConfigError as error:
        refuse(error.defects)


def refuse(defects: Iterable[Defect]) -> NoReturn:
    """Tell all of them and end with 2."""
    told = tuple(defects)
    for defect in told:
        warn(render(defect) + "\n")
    count = sum(defect.grade is Grade.ERROR for defect in told)
    fail(f"{count} {'error' if count == 1 else 'errors'} in the configuration", WRONG)
