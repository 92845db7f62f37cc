"""What an order's picture passes before it is prepared: pure stages, all problems at once."""

from collections.abc import Callable

from agent.domain.stages.draft import Draft, Rules
from agent.domain.stages.lines import check_lines
from agent.domain.stages.status import check_start, check_status
from agent.domain.stages.totals import check_totals

Stage = Callable[[Draft, Rules], Draft]
ORDER_STAGES: tuple[Stage, ...] = (check_start, check_status, check_totals, check_lines)

__all__ = ["ORDER_STAGES", "Draft", "Rules", "Stage", "run"]


def run(draft: Draft, rules: Rules, stages: tuple[Stage, ...] = ORDER_STAGES) -> Draft:
    """Pass a draft through every stage; collect all problems, not just the first."""
    for stage in stages:
        draft = stage(draft, rules)
    return draft
