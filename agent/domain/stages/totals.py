"""The order's parts must add up to its total, to the smallest unit of its currency."""

from decimal import ROUND_HALF_UP, Decimal

from agent.domain.stages.draft import Draft, Rules


def check_totals(draft: Draft, _rules: Rules) -> Draft:
    """The shop's stored figures are the truth; nothing is corrected, a difference is a case.

    Parts may be stored with more digits than the currency has: their sum is rounded once.
    """
    order = draft.order
    unit = Decimal(1).scaleb(-order.decimals)
    amounts = [
        *(line.total + line.tax for line in order.lines),
        *(charge.total + charge.tax for charge in order.charges),
    ]
    exact = sum(amounts, Decimal(0))
    parts = exact.quantize(unit, ROUND_HALF_UP)
    total = order.totals.gross.quantize(unit, ROUND_HALF_UP)
    if parts == total:
        return draft
    return draft.with_problem(
        "totals_differ", parts=f"{parts:f}", total=f"{total:f}", currency=order.currency
    )
