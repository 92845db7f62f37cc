"""`counterfoil stock`."""

from typing import Annotated, Any

import typer

from agent.cli.asking import ask
from agent.cli.saying import say, say_json, short_time

stock_app = typer.Typer(add_completion=False)


@stock_app.command()
def stock(
    context: typer.Context,
    shop: Annotated[
        str | None, typer.Option("--shop", help="Which shop, where there are several.")
    ] = None,
    allow_drop: Annotated[
        bool,
        typer.Option("--allow-drop", help="A sudden fall that was refused is right: show it."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """The last stock that was read from the ERP, and what the shop made of it."""
    if allow_drop:
        ask(context, "allow_drop", {"shop": shop})
        say(
            "The next reading is shown although it falls so much. `counterfoil now stock` reads it."
        )
        return
    found: dict[str, Any] = ask(context, "status", {})["stock"]
    if as_json:
        say_json(found)
        return
    for name, reading in found.items():
        if shop in {None, name}:
            _tell(name, reading)


def _tell(name: str, reading: dict[str, Any] | None) -> None:
    if reading is None:
        say(f"{name}: no stock has been read yet.")
        return
    say(f"{name}: {reading['state']}, as the ERP had it at {short_time(reading['as_of'])} UTC")
    if not reading["figures"] and not reading["reasons"]:
        say("  Nothing had changed.")
    elif reading["figures"]:
        say(
            f"  {reading['figures']} figures had changed: {reading['applied']} applied,"
            f" {reading['refused']} not taken by the shop"
        )
    for reason in reading["reasons"]:
        say(f"  {reason}")
