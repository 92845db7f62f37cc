"""Whether an order goes at all, and whether it goes now."""

from dataclasses import replace

from agent.domain.stages.draft import Draft, Rules


def check_start(draft: Draft, rules: Rules) -> Draft:
    """An order from before the cut-over is in the ERP by hand."""
    if rules.starts_at is not None and draft.order.created_at < rules.starts_at:
        return replace(draft, skipped_by="before_start")
    return draft


def check_status(draft: Draft, rules: Rules) -> Draft:
    """An unpaid or parked order waits; the event that changes its status moves it."""
    if draft.order.status not in rules.send_statuses:
        return replace(draft, waits_for=f"status {draft.order.status}")
    return draft
