"""Of an agent.toml with faults the tables that are right, so that these can be checked as well."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from agent.config.settings import AgentTable, OrdersTable, Settings, ShopTable, SystemTable

M = TypeVar("M", bound=BaseModel)


def what_is_right(values: Mapping[str, Any]) -> Settings:
    """Settings to check with, never to run with: what is wrong is left out."""
    return Settings.model_construct(
        agent=_right(AgentTable, values.get("agent")) or AgentTable(),
        shop=_each_right(ShopTable, values.get("shop")),
        system=_each_right(SystemTable, values.get("system")),
        orders=OrdersTable(),
        stock=None,
    )


def _each_right(model: type[M], tables: object) -> dict[str, M]:
    if not isinstance(tables, Mapping):
        return {}
    found = {str(name): _right(model, table) for name, table in tables.items()}
    return {name: table for name, table in found.items() if table is not None}


def _right(model: type[M], table: object) -> M | None:
    """The table without its wrong keys; None where one of them is needed."""
    if not isinstance(table, Mapping):
        return None
    try:
        return model.model_validate(table)
    except ValidationError as error:
        wrong = {detail["loc"][0] for detail in error.errors() if detail["loc"]}
    try:
        return model.model_validate({k: v for k, v in table.items() if k not in wrong})
    except ValidationError:
        return None
