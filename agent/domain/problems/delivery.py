"""Problems on the way to a system, and in what it answers."""

from agent.domain.problems.problem import Owner, Row

ROWS: tuple[Row, ...] = (
    Row(
        code="erp_rejected",
        owner=Owner.RETAIL,
        sentence='The ERP {system} refused this order: "{message}". It is certain that the ERP'
        " does not have it.",
        remedy="Mend the cause in the ERP or in the shop (an unknown item, a blocked customer, a"
        " closed period), then retry.",
    ),
    Row(
        code="outcome_unknown",
        owner=Owner.RETAIL,
        sentence="The answer of {system} to this order was lost, and it offers no way to ask. The"
        " order may or may not be in the ERP; it was not sent again.",
        remedy="Look in the ERP for the reference {reference}. If it is there, mark the order as"
        " accepted with its number; if not, say that it is not there, then retry.",
    ),
    Row(
        code="refused_while_open",
        owner=Owner.RETAIL,
        sentence="{system} refused this order or said that it has it already, but the answer to an"
        " earlier attempt was lost, and it offers no way to ask. The order may be in the ERP; it"
        " will not be sent again.",
        remedy="Look in the ERP for the reference {reference}. If it is there, mark the order as"
        " accepted with its number; if not, say that it is not there, then retry.",
    ),
    Row(
        code="cannot_ask",
        owner=Owner.IT,
        sentence="An answer to this order was lost, and {system} does not let itself be asked about"
        ' it: "{message}". Whether the ERP has the order is not known; nothing is sent again.',
        remedy="Check the credentials and rights of the look-up with `counterfoil check`, then"
        " retry: the ERP is asked again for {reference} before anything is sent.",
    ),
    Row(
        code="gone_in_erp",
        owner=Owner.FINANCE,
        sentence="The order was changed in the shop, and {system} shows nothing with the reference"
        " {reference} any more, although it had accepted it.",
        remedy="Find out in the ERP what became of it. Mark the order as accepted with its number,"
        " or discard the change with a reason.",
    ),
    Row(
        code="system_gone",
        owner=Owner.IT,
        sentence="The order belongs to the system {system}, which agent.toml does not have any"
        " more. Nothing was sent.",
        remedy="Put [system.{system}] back into agent.toml and retry, or handle the order by hand"
        " and discard it with a reason.",
    ),
    Row(
        code="found_differs",
        owner=Owner.FINANCE,
        sentence="The ERP {system} has this order as {number}, but it differs: {difference}. It is"
        " in the ERP once; nothing will be sent again.",
        remedy="Correct it in the ERP, then mark it as accepted with the ERP's number.",
    ),
    Row(
        code="found_several",
        owner=Owner.FINANCE,
        sentence="The ERP {system} has several documents with the reference {reference}:"
        " {numbers}. Nothing more will be sent.",
        remedy="Cancel all but one in the ERP, then mark the order as accepted with its number.",
    ),
    Row(
        code="cannot_amend",
        owner=Owner.RETAIL,
        sentence="The order was changed in the shop after {system} accepted it, and this system"
        " cannot be told. The ERP still has the old picture.",
        remedy="Make the same change in the ERP by hand, then mark it as accepted with the ERP's"
        " number, or discard the change with a reason.",
    ),
    Row(
        code="cannot_cancel",
        owner=Owner.RETAIL,
        sentence="The order was cancelled in the shop after {system} accepted it, and this system"
        " cannot be told. The ERP still has it.",
        remedy="Cancel {number} in the ERP by hand, then mark it as accepted or discard with a"
        " reason.",
    ),
    Row(
        code="live_again",
        owner=Owner.RETAIL,
        sentence="The order is live again in the shop after it was cancelled in {system}. A"
        " cancelled order is not revived by the agent.",
        remedy="Enter the order in the ERP by hand and mark it as accepted with the ERP's number,"
        " or discard it with a reason.",
    ),
    Row(
        code="after_discard",
        owner=Owner.RETAIL,
        sentence="The order was changed in the shop after it had been handled outside {system}.",
        remedy="Make the change where the order was handled, then discard this one with a reason.",
    ),
    Row(
        code="system_config",
        owner=Owner.IT,
        sentence="{system} does not let the agent in or does not know what it asks:"
        ' "{message}". It is certain that the ERP does not have the order.',
        remedy="Check the credentials and the address in agent.toml with `counterfoil check`, then"
        " retry.",
    ),
    Row(
        code="poison",
        owner=Owner.IT,
        sentence="The agent crashed {crashes} times while it worked on this order. The others go"
        " on.",
        remedy="Send the agent's log to whoever looks after it; retry when the cause is mended.",
    ),
    Row(
        code="unexpected",
        owner=Owner.IT,
        sentence="The agent met an error that it does not know: {error}.",
        remedy="Send the agent's log to whoever looks after it; retry when the cause is mended.",
    ),
)
