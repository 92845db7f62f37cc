"""Problems of what the shop says, before it is known which order it is about."""

from agent.domain.problems.problem import Owner, Row

ROWS: tuple[Row, ...] = (
    Row(
        code="unreadable_event",
        owner=Owner.IT,
        sentence="The shop told of a change in a form that this agent cannot read. The change is"
        " kept as it came and nothing of it was sent; other orders go on.",
        remedy="`counterfoil unreadable` shows what it is. Update the plugin and the agent to the"
        " same version and restart the agent: it then reads what it has kept. What is of no use"
        " is taken out with `counterfoil unreadable --discard`.",
    ),
)
