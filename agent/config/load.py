"""From a file to a checked configuration, or to everything that is wrong with it."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from agent.config.credentials import CredentialError, Credentials
from agent.config.defects import ConfigError, Defect
from agent.config.pairing import from_credential
from agent.config.salvage import what_is_right
from agent.config.settings import Settings, SystemTable
from agent.config.telling import told
from agent.config.tree import Path_, Tree, overlaid, read_tree

SYSTEM_CONFIG = Path("/etc/counterfoil/agent.toml")
SYSTEM_DATA = Path("/var/lib/counterfoil")
_SECRET_WORDS = ("password", "secret", "token", "passphrase", "api_key", "pairing")
_CORE_KEYS = frozenset(SystemTable.model_fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A configuration whose own tables are right; a connector's table is checked by its model."""

    tree: Tree
    settings: Settings
    credentials: Credentials

    @property
    def folder(self) -> Path:
        """Where relative paths start."""
        return self.tree.file.parent

    @property
    def data_dir(self) -> Path:
        named = self.settings.agent.data_dir
        if named is not None:
            return self.folder / named
        return SYSTEM_DATA if SYSTEM_DATA.is_dir() else _xdg("XDG_DATA_HOME", ".local/share")

    def connector_table(self, system: str) -> dict[str, Any]:
        """What the connector's model is to check."""
        table: Mapping[str, Any] = self.tree.values["system"][system]
        return {key: value for key, value in table.items() if key not in _CORE_KEYS}

    def with_preset(self, system: str, file: Path) -> "Config":
        """The same with a preset's settings below the system's own."""
        return replace(self, tree=overlaid(self.tree, read_tree(file), ("system", system)))


def default_config(environment: Mapping[str, str]) -> Path:
    """The file that counts where none is named."""
    if named := environment.get("COUNTERFOIL_CONFIG"):
        return Path(named)
    own = _xdg("XDG_CONFIG_HOME", ".config") / "agent.toml"
    return own if own.is_file() and not SYSTEM_CONFIG.is_file() else SYSTEM_CONFIG


def load(file: Path, environment: Mapping[str, str]) -> Config:
    """Read and check.

    Raises:
        ConfigError: with every defect at once.
    """
    config, defects = examine(file, environment)
    if defects:
        raise ConfigError(defects)
    return config


def examine(file: Path, environment: Mapping[str, str]) -> tuple[Config, list[Defect]]:
    """A configuration of what is right, and everything that is wrong with the core's tables.

    Raises:
        ConfigError: the file cannot be read, or is no TOML.
    """
    tree = read_tree(file.absolute())
    defects = list(_literal_secrets(tree, tree.values, ()))
    hidden = {defect.span for defect in defects}
    try:
        settings = Settings.model_validate(tree.values)
        defects += _across(tree, settings)
    except ValidationError as error:
        found = told(error, tree, Settings)
        defects += [defect for defect in found if defect.span not in hidden]
        settings = what_is_right(tree.values)
    folder = settings.agent.credentials_dir or Path("credentials")
    credentials = Credentials(tree.file.parent / folder, environment)
    return Config(tree=tree, settings=settings, credentials=credentials), defects


def missing_pairings(config: Config) -> Iterator[Defect]:
    """Shops whose pairing cannot be read; kept apart, since `counterfoil pair` comes after this."""
    for name, shop in config.settings.shop.items():
        try:
            from_credential(config.credentials(shop.pairing.credential))
        except (CredentialError, ValueError) as error:
            yield Defect(
                code="E-CFG-007",
                message=f"the shop {name} is not paired: {error}",
                span=config.tree.value_span(("shop", name, "pairing")),
                help=f"`counterfoil pair {name}` makes it",
            )


def unreadable_credentials(config: Config) -> Iterator[Defect]:
    """Secrets of the systems that are named and cannot be read: nothing could be sent."""
    for path, name in _named_secrets(config.tree.values.get("system", {}), ("system",)):
        try:
            config.credentials(name)
        except CredentialError as error:
            yield Defect(code="E-CFG-014", message=str(error), span=config.tree.value_span(path))


def _named_secrets(value: Any, path: Path_) -> Iterator[tuple[Path_, str]]:
    if not isinstance(value, Mapping):
        return
    if set(value) == {"credential"}:
        yield path, str(value["credential"])
    for key, inner in value.items():
        yield from _named_secrets(inner, (*path, key))


def _across(tree: Tree, settings: Settings) -> Iterator[Defect]:
    """What only several tables together can have wrong."""
    for role in ("orders", "stock"):
        having = [name for name, one in settings.system.items() if role in one.roles]
        for name in having[1:]:
            yield Defect(
                code="E-CFG-008",
                message=f'"{having[0]}" and "{name}" both have the role "{role}"',
                span=tree.value_span(("system", name, "roles")),
                help="one system for each role can be used yet",
            )
    if not any("orders" in one.roles for one in settings.system.values()):
        yield Defect(
            code="E-CFG-008",
            message='no system has the role "orders": nowhere to send them',
            span=tree.key_span(("system",)),
            help='add it to the roles of one: `roles = ["orders", "stock"]`',
        )
    with_stock = any("stock" in one.roles for one in settings.system.values())
    if with_stock and settings.stock is None:
        yield Defect(
            code="E-CFG-004",
            message='a system has the role "stock", but there is no [stock]',
            span=tree.key_span(("system",)),
            help='add [stock] with `stock_meaning = "available"` and `orders_before_start`',
        )
    if settings.stock is not None and settings.stock.stock_meaning == "on_hand":
        yield Defect(
            code="E-CFG-009",
            message='stock_meaning = "on_hand" cannot be used yet: it would sell goods twice that'
            " are accepted but not shipped",
            span=tree.value_span(("stock", "stock_meaning")),
            help='let the ERP give a figure that falls when an order is accepted: "available"',
        )
    codes: dict[str, str] = {}
    for name, shop in settings.shop.items():
        if (other := codes.setdefault(shop.code, name)) != name:
            yield Defect(
                code="E-CFG-010",
                message=f'the shops "{other}" and "{name}" have the same code {shop.code}',
                span=tree.value_span(("shop", name, "code")),
                help="references in the ERP begin with the code: each shop needs its own",
            )


def _literal_secrets(tree: Tree, value: Any, path: Path_) -> Iterator[Defect]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _literal_secrets(tree, inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _literal_secrets(tree, inner, (*path, number))
    elif isinstance(value, str) and path and str(path[-1]).lower() in _SECRET_WORDS:
        yield Defect(
            code="E-CFG-006",
            message=f"a secret stands in this file: `{'.'.join(map(str, path))}`",
            span=tree.value_span(path),
            help=f'put it into the credential file and write `{path[-1]} = {{ credential = "name"'
            " }`; change the secret, others may have read it",
        )


def _xdg(variable: str, default: str) -> Path:
    base = os.environ.get(variable)
    return (Path(base) if base else Path.home() / default) / "counterfoil"
