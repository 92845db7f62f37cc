"""Writes docs/reference/problems.md from the domain's catalogue; `make generate` runs it."""

from pathlib import Path

from agent.domain.problems import CATALOGUE, Row

TARGET = Path(__file__).parents[2] / "docs/reference/problems.md"

HEAD = """\
# What may be wrong

Every problem that Counterfoil can name, as `agent/domain/problems/` holds them. A case ("Needs
you") shows one or more of these; the words in braces are filled in for each order. *Owner* is who
can settle it.

*Made by `make generate`: change the catalogue, not this page.*
"""


def render() -> str:
    """The whole page, one heading a code, in the order of the catalogue."""
    return HEAD + "".join(map(_entry, CATALOGUE.values()))


def _entry(row: Row) -> str:
    return f"""
## {row.code}

{row.sentence}

* **What to do:** {row.remedy}
* **Owner:** {row.owner}
"""


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(render(), encoding="utf-8")
