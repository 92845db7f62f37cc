"""`counterfoil unreadable`: what the shop said that this agent cannot read."""

from typing import Annotated

import typer

from agent.cli.asking import ask
from agent.cli.saying import say, say_json, short_time

unreadable_app = typer.Typer(add_completion=False)


@unreadable_app.command()
def unreadable(
    context: typer.Context,
    discard: Annotated[
        str, typer.Option("--discard", metavar="EVENT", help="Take this one out: it is of no use.")
    ] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why; it goes into the audit log.")] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="For programs; with the content, customers included.")
    ] = False,
) -> None:
    """Events that are kept but cannot be read here; a newer release reads them by itself."""
    if discard:
        ask(context, "discard_event", {"event": discard, "reason": reason})
        say(f"Event {discard} is taken out; its bytes stay in the journal.")
        return
    found = ask(context, "unreadable", {})
    if as_json:
        say_json(found)
        return
    if not found:
        say("Everything that the shop said could be read.")
    for one in found:
        about = f"order {one['order_id']}" if one["order_id"] is not None else "no order"
        say(f"{short_time(one['received_at'])}  {one['event']} ({about}): {one['why']}")
