"""The catalogue of what may be wrong: one file a family, one row a code."""

from agent.domain.problems import delivery, intake, order, stock
from agent.domain.problems.problem import Owner, Problem, Row

CATALOGUE: dict[str, Row] = {
    row.code: row for family in (order, delivery, stock, intake) for row in family.ROWS
}

__all__ = ["CATALOGUE", "Owner", "Problem", "Row"]
