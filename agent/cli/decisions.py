"""`counterfoil retry | hold | release | accept | discard | looked | now`: what a person decides."""

from typing import Annotated, Any

import typer

from agent.cli.asking import ask
from agent.cli.saying import say, say_json

retry_app, hold_app, release_app = (
    typer.Typer(add_completion=False),
    typer.Typer(add_completion=False),
    typer.Typer(add_completion=False),
)
accept_app, discard_app, looked_app = (
    typer.Typer(add_completion=False),
    typer.Typer(add_completion=False),
    typer.Typer(add_completion=False),
)
now_app = typer.Typer(add_completion=False)

Order = Annotated[int, typer.Argument(metavar="ORDER", help="The order's id in the shop.")]
Shop = Annotated[str | None, typer.Option("--shop", help="Which shop, where there are several.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it goes into the audit log.")]
Needed = Annotated[str, typer.Option("--reason", help="Why; it goes into the audit log.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]


def _decide(context: typer.Context, command: str, as_json: bool, **given: Any) -> None:
    found = ask(context, command, given)
    if as_json:
        say_json(found)
        return
    number = f" as {found['number']}" if found["number"] else ""
    say(f"Order {found['order_id']}: {found['word']}{number} ({found['why']})")


@retry_app.command()
def retry(
    context: typer.Context, order: Order, shop: Shop = None, reason: Reason = "",
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Judge an order again and send it; where an answer was lost, the ERP is asked first."""
    _decide(context, "retry", as_json, order=order, shop=shop, reason=reason)


@hold_app.command()
def hold(
    context: typer.Context, order: Order, shop: Shop = None, reason: Reason = "",
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Let nothing of an order leave until it is released."""
    _decide(context, "hold", as_json, order=order, shop=shop, reason=reason)


@release_app.command()
def release(
    context: typer.Context, order: Order, shop: Shop = None, reason: Reason = "",
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Let a held order go on."""
    _decide(context, "release", as_json, order=order, shop=shop, reason=reason)


@accept_app.command()
def accept(  # noqa: PLR0913, PLR0917 - the options of a command
    context: typer.Context,
    order: Order,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="The ERP's number of it.")],
    shop: Shop = None,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Mark an order as accepted: the ERP has it under this number."""
    _decide(context, "accept", as_json, order=order, number=number, shop=shop, reason=reason)


@discard_app.command()
def discard(
    context: typer.Context, order: Order, reason: Needed, shop: Shop = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Take an order out: it is handled outside, for this reason."""
    _decide(context, "discard", as_json, order=order, shop=shop, reason=reason)


@looked_app.command()
def looked(
    context: typer.Context, order: Order, shop: Shop = None, reason: Reason = "",
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Say that you have looked in the ERP and the order is not there."""
    _decide(context, "looked", as_json, order=order, shop=shop, reason=reason)


@now_app.command()
def now(
    context: typer.Context,
    job: Annotated[str, typer.Argument(metavar="JOB", help="`pull`, `stock` or `mirror`.")],
) -> None:
    """Do at once what a running agent does by the clock."""
    ask(context, "now", {"job": job})
    say(f"Done: {job}")
