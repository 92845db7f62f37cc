"""What a problem is: a code and its parameters; what it says stands in its family's file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Owner(StrEnum):
    """Who can settle it."""

    RETAIL = "retail operations"
    IT = "IT"
    FINANCE = "finance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One kind of problem.

    `sentence` and `remedy` are `str.format` templates over the problem's parameters; the sentence
    says what happened and whether the order is safe, the remedy what to do.
    """

    code: str
    owner: Owner
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong with one order (or one stock figure)."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)
