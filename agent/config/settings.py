"""What agent.toml may say, but for the connectors' own keys: those stand in their own models."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from agent.domain import duration


def _seconds(value: object) -> float:
    if not isinstance(value, str):
        raise ValueError('a duration is text with its unit: "30s", "15m", "2h"')  # noqa: TRY004 - pydantic reads it
    return duration.seconds(value)


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("the address of the shop is needed, as in https://shop.example")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("only the address of the shop, without user, password or parameters")
    return value.rstrip("/")


def _listen(value: str) -> str:
    if value == "none" or (value.startswith("unix:/") and len(value) > len("unix:/")):
        return value
    parts = urlsplit(value)
    if parts.scheme != "http" or parts.port is None:
        raise ValueError('"none", "unix:/path/agent.sock" or "http://127.0.0.1:7447"')
    if parts.hostname not in {"127.0.0.1", "::1", "localhost"}:
        raise ValueError("the agent listens on this machine only: 127.0.0.1 or a socket")
    return value


def _some(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value:
        raise ValueError('at least one is needed: "orders" or "stock"')
    return value


Duration = Annotated[float, BeforeValidator(_seconds)]
Address = Annotated[str, AfterValidator(_address)]
Listen = Annotated[str, AfterValidator(_listen)]


class Table(BaseModel):
    """A table of agent.toml: a key that nobody reads is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CredentialName(Table):
    """A secret by its name; it stands in no file of ours."""

    credential: str = Field(pattern=r"^[a-z0-9_]{1,64}$", description="Name of the credential.")


class AgentTable(Table):
    """`[agent]`: the agent itself."""

    data_dir: Path | None = Field(
        default=None,
        description="Where the journal is kept. Default: /var/lib/counterfoil, or your own data"
        " folder where that does not exist.",
    )
    credentials_dir: Path | None = Field(
        default=None,
        description="Folder of credential files of mode 0400 or 0600. Default: `credentials`"
        " beside agent.toml.",
    )
    listen: Listen = Field(
        default="none",
        description='Where the shop pushes to: "unix:/run/counterfoil/agent.sock",'
        ' "http://127.0.0.1:7447", or "none": everything is then pulled.',
    )
    workers: int = Field(
        default=4, ge=1, le=32, description="How many orders are worked on at once."
    )
    log: Literal["auto", "human", "json"] = Field(
        default="auto", description='Form of the log: "auto" is human on a terminal, else JSON.'
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="The least important lines that are written."
    )


class ShopTable(Table):
    """`[shop.<name>]`: one shop."""

    url: Address = Field(description="The shop's address, as in https://shop.example.")
    code: str = Field(
        pattern=r"^[A-Z0-9]{2,8}$",
        description="Begins every reference in the ERP; 2 to 8 of A-Z and 0-9, never changed.",
    )
    pairing: CredentialName = Field(description="The secret that `counterfoil pair` made.")
    rest: Literal["pretty", "plain"] = Field(
        default="pretty",
        description='"plain" where the shop has plain permalinks (`?rest_route=`).',
    )
    poll: Duration = Field(default=5.0, description="How often the shop is asked for news.")
    timeout: Duration = Field(default=30.0, description="How long one call to the shop may take.")
    ca_file: Path | None = Field(
        default=None, description="Certificates to trust instead of the machine's (PEM)."
    )


class SystemTable(BaseModel):
    """`[system.<name>]`: one back-office system; all further keys are its connector's."""

    model_config = ConfigDict(extra="allow", frozen=True)

    connector: str = Field(description='How it is spoken to: "soap".')
    preset: str | None = Field(
        default=None, description="Settings that come with the connector; yours count first."
    )
    roles: Annotated[tuple[Literal["orders", "stock"], ...], AfterValidator(_some)] = Field(
        description='What it is used for: "orders", "stock" or both.'
    )


class OrdersTable(Table):
    """`[orders]`: which orders go."""

    send_statuses: tuple[str, ...] = Field(
        default=("processing", "completed"),
        min_length=1,
        description="An order is sent when it has one of these statuses.",
    )
    starts_at: AwareDatetime | None = Field(
        default=None,
        description="Orders made before this time (2026-11-25T00:00:00Z) were entered by hand and"
        " are skipped.",
    )


class StockTable(Table):
    """`[stock]`: ERP stock into the shop; needed where a system has the role "stock"."""

    stock_meaning: Literal["available", "on_hand"] = Field(
        description='What the ERP\'s figure means: "available" falls when an order is accepted,'
        ' "on_hand" when goods leave. Only "available" can be used yet.'
    )
    orders_before_start: Literal["outside", "inside"] = Field(
        description="Whether the ERP's figure already knows the orders that were open when the"
        " plugin was activated."
    )
    interval: Duration = Field(default=300.0, description="How often stock is read.")
    max_age: Duration = Field(
        default=3600.0, description="A figure older than this is not shown to customers."
    )
    safety_stock: int = Field(default=0, ge=0, description="Pieces of each SKU never offered.")
    warehouses: tuple[str, ...] = Field(
        default=(), description="Warehouses that sell on the web; empty: all."
    )


class Settings(Table):
    """All of agent.toml."""

    agent: AgentTable = Field(default=AgentTable(), description="The agent itself.")
    shop: dict[str, ShopTable] = Field(min_length=1, description="The shops by name.")
    system: dict[str, SystemTable] = Field(min_length=1, description="The systems by name.")
    orders: OrdersTable = Field(default=OrdersTable(), description="Which orders go.")
    stock: StockTable | None = Field(
        default=None, description='ERP stock; needed where a system has the role "stock".'
    )
