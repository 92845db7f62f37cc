"""`counterfoil practice shop up | down | status`: the practice shop from the command line."""

import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from agent.practice.shop.programs import PracticeShopError
from agent.practice.shop.shop import PracticeShop

app = typer.Typer(no_args_is_help=True, help="A shop to practise with, on this machine only.")

Home = Annotated[Path | None, typer.Option(help="Folder that holds everything of the shop.")]
AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]
Tree = Annotated[Path | None, typer.Option(help="A tree to use instead of the practice one.")]


def default_home() -> Path:
    """A folder that the web user may enter, which root's own home is not."""
    if os.geteuid() == 0:
        return Path("/var/lib/counterfoil-practice/shop")
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share"
    return Path(data) / "counterfoil/practice-shop"


@app.command()
def up(  # noqa: PLR0913, PLR0917 - the options of the command
    home: Home = None,
    port: Annotated[int | None, typer.Option(help="Port of http; https takes the next.")] = None,
    woocommerce: Tree = None,
    wordpress: Tree = None,
    hpos: Annotated[bool, typer.Option(help="Orders in tables of their own.")] = True,
    as_json: AsJson = False,
) -> None:
    """Start the shop; the first time, make it."""
    shop = PracticeShop(
        home or default_home(),
        port=port,
        woocommerce=woocommerce,
        wordpress=wordpress,
        hpos=hpos,
    )
    try:
        shop.up()
    except PracticeShopError as failure:
        typer.echo(str(failure), err=True)
        raise typer.Exit(1) from failure
    _show(shop.status(), as_json=as_json)


@app.command()
def down(home: Home = None, as_json: AsJson = False) -> None:
    """End the shop's own processes; orders and goods stay."""
    shop = PracticeShop(home or default_home())
    shop.down()
    _show(shop.status(), as_json=as_json)


@app.command()
def status(home: Home = None, as_json: AsJson = False) -> None:
    """Where the shop is reached and how to log in; exit status 3 when it is down."""
    found = PracticeShop(home or default_home()).status()
    _show(found, as_json=as_json)
    if not found["running"]:
        raise typer.Exit(3)


def _show(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(found))
        return
    if not found["running"]:
        typer.echo(f"The practice shop in {found['home']} is down.")
        return
    typer.echo(f"Practice shop   {found['url']}")
    typer.echo(f"wp-admin        {found['admin_url']}")
    typer.echo(f"log in as       {found['admin_user']} / {found['admin_password']}")
