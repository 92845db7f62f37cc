"""Problems of stock on its way from the ERP into the shop."""

from agent.domain.problems.problem import Row

ROWS: tuple[Row, ...] = ()
