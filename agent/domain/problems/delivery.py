"""Problems on the way to a system, and in what it answers."""

from agent.domain.problems.problem import Owner, Row

_LOOK = (
    'Look in "{system}" for the reference {reference}. If it is there, mark the order as accepted'
    " with its number; if not, say that it is not there, then retry."
)

ROWS: tuple[Row, ...] = (
    Row(
        code="erp_rejected",
        owner=Owner.RETAIL,
        sentence='The ERP ("{system}") refused this order; it is certain that it does not have it.'
        ' The order is kept. The ERP\'s words: "{message}"',
        remedy="Mend the cause in the ERP or in the shop (an unknown item, a blocked customer, a"
        " closed period), then retry.",
    ),
    Row(
        code="outcome_unknown",
        owner=Owner.RETAIL,
        sentence='The answer of the ERP ("{system}") to this order was lost, and it offers no way'
        " to ask. The order may or may not be in the ERP; it was not sent again.",
        remedy=_LOOK,
    ),
    Row(
        code="refused_while_open",
        owner=Owner.RETAIL,
        sentence='The ERP ("{system}") refused this order or said that it has it already, but the'
        " answer to an earlier attempt was lost, and it offers no way to ask. The order may be in"
        " the ERP; it will not be sent again.",
        remedy=_LOOK,
    ),
    Row(
        code="cannot_ask",
        owner=Owner.IT,
        sentence='An answer to this order was lost, and the ERP ("{system}") does not let itself be'
        " asked about it. Whether it has the order is not known; nothing is sent again. The ERP's"
        ' words: "{message}"',
        remedy="Check the credentials and rights of the look-up with `counterfoil check`, then"
        " retry: the ERP is asked again for {reference} before anything is sent.",
    ),
    Row(
        code="gone_in_erp",
        owner=Owner.FINANCE,
        sentence='The order was changed in the shop, and the ERP ("{system}") shows nothing with'
        " the reference {reference} any more, although it had accepted it. Nothing was sent again.",
        remedy="Find out in the ERP what became of it. Mark the order as accepted with its number,"
        " or discard the change with a reason.",
    ),
    Row(
        code="system_gone",
        owner=Owner.IT,
        sentence='This belongs to the system "{system}", which orders do not go to any more by'
        " agent.toml. It is kept; it was sent to no other system.",
        remedy='Put [system.{system}] with the role "orders" back into agent.toml and retry, or'
        " handle it by hand and discard it with a reason.",
    ),
    Row(
        code="system_gone_while_open",
        owner=Owner.IT,
        sentence='An answer of the system "{system}" to this order was lost, and by agent.toml'
        " orders do not go there any more, so it is not asked. The order may or may not be in it;"
        " it was sent to no other system.",
        remedy='Put [system.{system}] with the role "orders" back into agent.toml and retry: it is'
        " then asked for {reference} before anything is sent. Or look there: if it is there, mark"
        " the order as accepted with its number; if not, say that it is not there, then discard it"
        " with a reason.",
    ),
    Row(
        code="reference_too_long",
        owner=Owner.IT,
        sentence='The ERP ("{system}") keeps references of up to {length_max} characters;'
        " this order's is longer: {reference}. Cut off it could not be found again, so nothing was"
        " sent.",
        remedy="If the ERP's field is longer, correct reference_length_max in agent.toml and"
        " retry. If not, enter the order in the ERP by hand and mark it as accepted with the ERP's"
        " number.",
    ),
    Row(
        code="reference_taken",
        owner=Owner.IT,
        sentence="Another order that had the same number in the shop before has the reference"
        ' {reference} in the ERP ("{system}") already. The two could not be told apart there, so'
        " nothing was sent.",
        remedy="Enter the order in the ERP by hand under another reference and mark it as accepted"
        " with the ERP's number.",
    ),
    Row(
        code="found_differs",
        owner=Owner.FINANCE,
        sentence='The ERP ("{system}") has this order once, as {number}, but not as it was sent:'
        " {difference}. Nothing will be sent again.",
        remedy="Correct it in the ERP, then mark it as accepted with the ERP's number.",
    ),
    Row(
        code="found_several",
        owner=Owner.FINANCE,
        sentence='The ERP ("{system}") has several documents with the reference {reference}:'
        " {numbers}. Nothing more will be sent.",
        remedy="Cancel all but one in the ERP, then mark the order as accepted with its number.",
    ),
    Row(
        code="cannot_amend",
        owner=Owner.RETAIL,
        sentence='The order was changed in the shop after the ERP ("{system}") had accepted it, and'
        " the ERP cannot be told. It still has the order as it was before; nothing was sent.",
        remedy="Make the same change in the ERP by hand, then mark it as accepted with the ERP's"
        " number, or discard the change with a reason.",
    ),
    Row(
        code="cannot_cancel",
        owner=Owner.RETAIL,
        sentence='The order was cancelled in the shop after the ERP ("{system}") had accepted it'
        " as {number}, and the ERP cannot be told. It still has the order; nothing was sent.",
        remedy="Cancel it in the ERP by hand, then mark the cancellation as accepted with the ERP's"
        " number, or discard it with a reason.",
    ),
    Row(
        code="live_again",
        owner=Owner.RETAIL,
        sentence="The order is live again in the shop after it was cancelled in the ERP"
        ' ("{system}"). A cancelled order is not revived by the agent; nothing was sent.',
        remedy="Enter the order in the ERP by hand and mark it as accepted with the ERP's number,"
        " or discard it with a reason.",
    ),
    Row(
        code="after_discard",
        owner=Owner.RETAIL,
        sentence="The order was changed in the shop after somebody had taken it in hand outside"
        ' the ERP ("{system}"). The change is kept; nothing was sent.',
        remedy="Make the change where the order was handled, then discard this one with a reason.",
    ),
    Row(
        code="system_config",
        owner=Owner.IT,
        sentence='The ERP ("{system}") does not let the agent in or does not know what it asks. It'
        " is certain that it does not have the order, which is kept. The ERP's words:"
        ' "{message}"',
        remedy="Check the credentials and the address in agent.toml with `counterfoil check`, then"
        " retry.",
    ),
    Row(
        code="poison",
        owner=Owner.IT,
        sentence="The agent crashed {crashes} times while it worked on this order. The order is"
        " kept and left alone, so that the others go on.",
        remedy="Send the agent's log to whoever looks after it; retry when the cause is mended. If"
        " an answer was lost, the ERP is asked before anything is sent.",
    ),
    Row(
        code="unexpected",
        owner=Owner.IT,
        sentence="The agent met an error that it does not know while it worked on this order. The"
        " order is kept; the others go on. The error: {error}",
        remedy="Send the agent's log to whoever looks after it; retry when the cause is mended. If"
        " an answer was lost, the ERP is asked before anything is sent.",
    ),
)
