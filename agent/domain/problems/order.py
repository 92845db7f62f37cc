"""Problems of an order itself, found before anything is sent."""

from agent.domain.problems.problem import Owner, Row

ROWS: tuple[Row, ...] = (
    Row(
        code="totals_differ",
        owner=Owner.FINANCE,
        sentence="The parts of this order add up to {parts} {currency}, the order says {total}"
        " {currency}. The order is kept; nothing was sent.",
        remedy="Open the order in the shop, recalculate its totals and save it; it is then sent by"
        " itself. If both figures are right, accept the order by hand with the ERP's number.",
    ),
    Row(
        code="line_without_sku",
        owner=Owner.RETAIL,
        sentence='The line "{name}" has no SKU, so the ERP cannot know the item. The order'
        " is kept; nothing was sent.",
        remedy="Give the product its SKU in the shop, then edit and save the order, or enter the"
        " order in the ERP by hand and mark it as accepted with the ERP's number.",
    ),
    Row(
        code="unreadable_order",
        owner=Owner.IT,
        sentence="The shop sent this order in a form that cannot be read ({where}: {why}). It is"
        " kept as it came; nothing was sent.",
        remedy="Update the plugin and the agent to the same version, then retry.",
    ),
    Row(
        code="mapping_failed",
        owner=Owner.IT,
        sentence="The mapping of {service} cannot make {path} of this order; the order is kept,"
        " nothing was sent. Why: {why}",
        remedy="Mend the mapping at {file}:{line} and retry.",
    ),
)
