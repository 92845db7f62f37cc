"""Every product line must name its item."""

from agent.domain.stages.draft import Draft, Rules


def check_lines(draft: Draft, _rules: Rules) -> Draft:
    for line in draft.order.lines:
        if not line.sku.strip():
            draft = draft.with_problem("line_without_sku", name=line.name)
    return draft
