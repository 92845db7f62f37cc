"""Problems of stock on its way from the ERP into the shop."""

from agent.domain.problems.problem import Owner, Row

ROWS: tuple[Row, ...] = (
    Row(
        code="stock_stale",
        owner=Owner.IT,
        sentence='The stock of the ERP ("{system}") is from {as_of}, {age} old; the limit is'
        " {limit}. Nothing of it was shown: the shop goes on with the last figures less its sales.",
        remedy="See why the ERP does not give newer stock (its export, its clock), then wait for"
        " the next reading.",
    ),
    Row(
        code="stock_incomplete",
        owner=Owner.IT,
        sentence='The ERP ("{system}") sent {got} stock figures and then broke off before its last'
        " page. Nothing of it was shown: the shop goes on with the last figures.",
        remedy="See the ERP's log for the broken answer; the next reading begins anew.",
    ),
    Row(
        code="stock_count_differs",
        owner=Owner.IT,
        sentence='The ERP ("{system}") announced {announced} stock figures and sent {got}. Nothing'
        " of it was shown: the shop goes on with the last figures.",
        remedy="See whether stock was changed while it was read, or whether the ERP's paging"
        " leaves rows out.",
    ),
    Row(
        code="stock_figure_twice",
        owner=Owner.IT,
        sentence='The ERP ("{system}") sent more than one figure for {sku} in the warehouse'
        " {warehouse}. Nothing of it was shown: the shop goes on with the last figures.",
        remedy="See whether its paging sends rows twice, or whether the mapping drops what tells"
        " the rows apart (a batch, a bin).",
    ),
    Row(
        code="stock_mass_change",
        owner=Owner.RETAIL,
        sentence='The stock of the ERP ("{system}") fell at once for much of the shop: {to_zero}'
        " of {count} products to nothing, all together from {before} to {after}. Nothing of it"
        " was shown.",
        remedy="If that is right, allow it with `counterfoil stock --allow-drop`; the next reading"
        " is then shown. If not, mend it in the ERP.",
    ),
    Row(
        code="stock_sku_twice",
        owner=Owner.RETAIL,
        sentence="The shop has {count} SKUs that several products with a stock of their own share"
        " ({skus}). Their stock is not updated; everything else is.",
        remedy="Give each product its own SKU in the shop.",
    ),
    Row(
        code="stock_shared",
        owner=Owner.RETAIL,
        sentence="In the shop several SKUs sell from one stock, and the settings do not say that"
        " their ERP figures may be added up ({skus}). Their stock is not updated.",
        remedy='Give the variations a stock of their own, or set shared_stock = "sum".',
    ),
    Row(
        code="stock_epoch_foreign",
        owner=Owner.IT,
        sentence="The shop has newer stock figures than this agent has ever sent ({stock_ids})."
        " A second agent, or a copy of this one, pushes stock into the same shop.",
        remedy="Find and stop the other agent. Then restart this one: it begins above the other's"
        " figures.",
    ),
)
