"""The shop tests' fixture comes from the support plugin."""

from tests.support.shop import practice_shop

__all__ = ["practice_shop"]
