"""The folder of a practice ERP: its ledger, its credentials, and where it can be reached."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from agent.practice.erp import stock_book
from agent.practice.erp.orders import DEFAULT_WAREHOUSE
from agent.practice.erp.soap_server import Credentials

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agent.practice.erp.ledger import Ledger

USER_VARIABLE = "COUNTERFOIL_PRACTICE_ERP_USER"
PASSWORD_VARIABLE = "COUNTERFOIL_PRACTICE_ERP_PASSWORD"  # noqa: S105 - a name, not a password
CREDENTIALS_FILE = "credentials"
RUNNING_FILE = "running.json"


class SeedItem(BaseModel):
    """An item to begin with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sku: Annotated[str, Field(min_length=1, max_length=200)]
    name: str = ""
    warehouse: str = DEFAULT_WAREHOUSE
    on_hand: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """Where a serving practice ERP is reached."""

    pid: int
    port: int
    control_port: int
    endpoint: str
    wsdl: str

    def save(self, home: Path) -> None:
        """Written beside and renamed: a reader sees all of it or nothing."""
        part = home / f"{RUNNING_FILE}.part"
        part.write_text(self.as_json(), encoding="utf-8")
        part.rename(home / RUNNING_FILE)

    def as_json(self) -> str:
        return json.dumps(asdict(self))


def read_running(home: Path) -> Running | None:
    """Where the ERP of this folder was last serving; None if it was stopped."""
    path = home / RUNNING_FILE
    if not path.exists():
        return None
    return TypeAdapter(Running).validate_json(path.read_bytes())


def clear_running(home: Path) -> None:
    (home / RUNNING_FILE).unlink(missing_ok=True)


def default_home() -> Path:
    """The user's own data folder."""
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data) / "counterfoil" / "practice" / "erp"


def credentials(home: Path) -> Credentials:
    """From the environment, else from the folder; made up and kept there the first time."""
    user, password = os.environ.get(USER_VARIABLE), os.environ.get(PASSWORD_VARIABLE)
    if user and password:
        return Credentials(user=user, password=password)
    path = home / CREDENTIALS_FILE
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(f"webshop:{secrets.token_urlsafe(18)}\n", encoding="utf-8")
    user, _, password = path.read_text(encoding="utf-8").strip().partition(":")
    return Credentials(user=user, password=password)


def read_items(path: Path) -> list[SeedItem]:
    return TypeAdapter(list[SeedItem]).validate_json(path.read_bytes())


def seed(ledger: Ledger, items: Iterable[SeedItem]) -> None:
    """Add what is not there yet; a restart leaves counted stock alone."""
    with ledger.transaction() as rows:
        for item in items:
            if not stock_book.has_item(rows, item.sku):
                stock_book.add_item(rows, item.sku, item.name or item.sku)
            if stock_book.on_hand(rows, item.sku, item.warehouse) is None:
                stock_book.set_on_hand(rows, item.sku, item.warehouse, item.on_hand)
