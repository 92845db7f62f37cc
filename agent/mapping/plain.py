"""Plain data for paths: objects become dicts and lists; decimals and times stay what they are."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass

from agent.domain.order import CanonicalOrder


def plain_order(order: CanonicalOrder, reference: str) -> dict[str, object]:
    """The order's fields as root names, and `reference` beside them."""
    plain = _plain(order)
    assert isinstance(plain, dict)  # noqa: S101 - a dataclass becomes a dict, two lines below
    return {**plain, "reference": reference}


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    # A path walks lists only: a tuple would look like a single value to it.
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
