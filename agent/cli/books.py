"""`counterfoil status | orders | order | cases`: what the books say."""

from typing import Annotated, Any

import typer

from agent.cli.asking import ask
from agent.cli.saying import say, say_json, say_table, short_time

CLOCK_DIFFERENCE_TOLD_S = 10

status_app, orders_app = typer.Typer(add_completion=False), typer.Typer(add_completion=False)
order_app, cases_app = typer.Typer(add_completion=False), typer.Typer(add_completion=False)

AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]
Shop = Annotated[str | None, typer.Option("--shop", help="Which shop, where there are several.")]


@status_app.command()
def status(context: typer.Context, as_json: AsJson = False) -> None:
    """The sums, the last stock, and whether everything answers."""
    found = ask(context, "status", {})
    if as_json:
        say_json(found)
        return
    agent = found["agent"]
    if agent is None:
        say("No agent is running. What the books say:")
    else:
        say(f"Counterfoil {agent['version']}, at work since {short_time(agent['started_at'])} UTC")
    events, documents = found["events"], found["documents"]
    say(f"Events     {events['all']} = {events['open']} open + {events['disposed']} disposed of")
    say(
        f"Documents  {documents['all']} = {documents['done']} done + {documents['waiting']} waiting"
        f" + {documents['person']} need a person"
    )
    for name, stock in found["stock"].items():
        say(f"Stock      {name}: " + _stock(stock))
    for name, reason in (agent or {}).get("failing", {}).items():
        say(f"Waiting    {name}: {reason}")
    _tell_circumstances(found["sqlite"], agent or {})
    if agent and agent["erp_left_alone_until"]:
        say(f"The ERP does not answer; next try {short_time(agent['erp_left_alone_until'])} UTC")
    if found["unreadable_events"]:
        say(
            f"{found['unreadable_events']} events of the shop cannot be read here:"
            " `counterfoil unreadable`"
        )
    if documents["person"]:
        say("Some orders need a person: `counterfoil cases`")


def _tell_circumstances(sqlite: dict[str, Any], agent: dict[str, Any]) -> None:
    known = " (has the WAL-reset fault; harmless: one writer)" if sqlite["has_wal_reset"] else ""
    say(f"SQLite     {sqlite['version']}{known}")
    for name, ahead_s in agent.get("shop_clocks_ahead_s", {}).items():
        if ahead_s is not None and abs(ahead_s) >= CLOCK_DIFFERENCE_TOLD_S:
            way = "ahead of" if ahead_s > 0 else "behind"
            say(
                f"Clock      {name}'s is {abs(ahead_s)} s {way} this machine's; beyond 300 s"
                " nothing is believed any more: set both by NTP"
            )


def _stock(stock: dict[str, Any] | None) -> str:
    if stock is None:
        return "none read yet"
    told = (
        f"{stock['state']}, as of {short_time(stock['as_of'])} UTC, {stock['figures']} figures,"
        f" {stock['applied']} applied, {stock['refused']} refused"
    )
    return " ".join([told, *stock["reasons"]])


@orders_app.command()
def orders(context: typer.Context, as_json: AsJson = False) -> None:
    """All documents: which order, its reference and number in the ERP, how it stands."""
    found = ask(context, "orders", {})
    if as_json:
        say_json(found)
        return
    say_table(
        ["Order", "Kind", "Reference", "State", "ERP number", "Since (UTC)"],
        [
            [d["order_id"], d["kind"], d["reference"], d["word"], d["number"],
             short_time(d["since"])]
            for d in found
        ],
    )  # fmt: skip


@order_app.command()
def order(
    context: typer.Context,
    order: Annotated[int, typer.Argument(metavar="ORDER", help="The order's id in the shop.")],
    shop: Shop = None,
    as_json: AsJson = False,
) -> None:
    """One order's whole story."""
    found = ask(context, "order", {"order": order, "shop": shop})
    if as_json:
        say_json(found)
        return
    say(f"Order {found['order_id']}: {found['word']}")
    for need in found["needs"]:
        say(f"  {need['sentence']}\n  What to do ({need['owner']}): {need['remedy']}")
    for event in found["events"]:
        say(
            f"  {short_time(event['received_at'])}  the shop says: {event['kind']} {event['seq']}"
            f" ({event['net']}), {event['disposition']}"
        )
    for document in found["documents"]:
        number = f" as {document['number']}" if document["number"] else ""
        say(f"  {document['kind']} {document['reference']} in {document['system']}: "
            f"{document['word']}{number}")  # fmt: skip
        for attempt in document["attempts"]:
            ended = short_time(attempt["ended_at"])[11:] or "not ended"
            say(f"    attempt {short_time(attempt['started_at'])} to {ended}: "
                f"{attempt['outcome'] or 'under way'} {attempt['message'] or ''}")  # fmt: skip
        for entry in document["history"]:
            say(f"    {short_time(entry['at'])}  {entry['what']} ({entry['who']})")


@cases_app.command()
def cases(context: typer.Context, as_json: AsJson = False) -> None:
    """What needs a person, by cause."""
    found = ask(context, "cases", {})
    if as_json:
        say_json(found)
        return
    if not found:
        say("Nothing needs a person.")
    for cause in found:
        named = ", ".join(str(order) for order in cause["orders"][:20] if order is not None)
        say(f"{cause['count']} x {cause['sentence']}")
        say(f"  Orders: {named}" if named else "  Not about one order.")
        say(f"  What to do ({cause['owner']}): {cause['remedy']}")
        say(f"  Since {short_time(cause['oldest_at'])} UTC\n")
