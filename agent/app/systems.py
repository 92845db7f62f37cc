"""The systems of agent.toml: connectors by entry point, presets laid under, tables checked."""

from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from pydantic import BaseModel, ValidationError

from agent.app.clock import utc_now
from agent.config.defects import ConfigError, Defect
from agent.config.load import Config
from agent.config.telling import told
from agent.ports.connector import Connector, ConnectorError, Given
from agent.ports.erp import Erp

GROUP = "counterfoil.connectors"


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemPlan:
    """One system of agent.toml with its connector and checked settings."""

    name: str
    roles: tuple[str, ...]
    connector: Connector
    settings: BaseModel
    given: Given

    def build(self) -> Erp:
        """The system itself.

        Raises:
            ConfigError: a file that its settings name cannot be used.
        """
        try:
            return self.connector.build(self.settings, self.given)
        except ConnectorError as error:
            message = f"the system {self.name} cannot be built: {error}"
            defect = Defect(code="E-CFG-013", message=message, span=None, help=error.help)
            raise ConfigError([defect]) from error


def plan_systems(config: Config) -> tuple[tuple[SystemPlan, ...], Config]:
    """Connectors found, presets laid under, tables checked; the configuration with its presets.

    Raises:
        ConfigError: with the defects of all systems at once.
    """
    plans, config, defects = planned(config)
    if defects:
        raise ConfigError(defects)
    return plans, config


def planned(config: Config) -> tuple[tuple[SystemPlan, ...], Config, list[Defect]]:
    """The systems that can be used, and everything that keeps the others from it."""
    offered = {point.name: point for point in entry_points(group=GROUP)}
    plans: list[SystemPlan] = []
    defects: list[Defect] = []
    for name in config.settings.system:
        try:
            config = _with_preset(config, name, _connector(config, name, offered))
            plans.append(_plan(config, name, _connector(config, name, offered)))
        except ConfigError as error:
            defects += error.defects
    return tuple(plans), config, defects


def _connector(config: Config, name: str, offered: dict[str, EntryPoint]) -> Connector:
    asked = config.settings.system[name].connector
    if asked not in offered:
        known = ", ".join(f'"{one}"' for one in sorted(offered))
        span = config.tree.value_span(("system", name, "connector"))
        message = f'there is no connector "{asked}"'
        tip = f"installed: {known}"
        raise ConfigError([Defect(code="E-CFG-011", message=message, span=span, help=tip)])
    connector: Connector = offered[asked].load()
    return connector


def _with_preset(config: Config, name: str, connector: Connector) -> Config:
    asked = config.settings.system[name].preset
    if asked is None:
        return config
    presets = connector.presets()
    if asked not in presets:
        span = config.tree.value_span(("system", name, "preset"))
        known = ", ".join(f'"{one}"' for one in sorted(presets))
        message = f'the connector "{connector.name}" has no preset "{asked}"'
        tip = f"it has: {known}"
        raise ConfigError([Defect(code="E-CFG-012", message=message, span=span, help=tip)])
    return config.with_preset(name, presets[asked])


def _plan(config: Config, name: str, connector: Connector) -> SystemPlan:
    under = ("system", name)
    try:
        settings = connector.settings.model_validate(config.connector_table(name))
    except ValidationError as error:
        raise ConfigError(told(error, config.tree, connector.settings, under=under)) from error

    def locate(path: tuple[str | int, ...]) -> str:
        span = config.tree.value_span((*under, *path))
        return f"{span.file.name}:{span.line}" if span else config.tree.file.name

    given = Given(
        name=name,
        credential=config.credentials,
        clock=utc_now,
        folder=config.folder,
        locate=locate,
    )
    table = config.settings.system[name]
    return SystemPlan(
        name=name, roles=table.roles, connector=connector, settings=settings, given=given
    )
