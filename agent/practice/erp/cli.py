"""The command line of the practice ERP: serve it, read its ledger, be its staff and its faults."""

from __future__ import annotations

import asyncio
import json
from contextlib import closing
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from agent.practice.erp.client import ControlClient, ControlError
from agent.practice.erp.faults import FaultKind
from agent.practice.erp.home import Running, default_home, read_items, read_running
from agent.practice.erp.ledger import FILE_NAME, Ledger
from agent.practice.erp.orders import DEFAULT_WAREHOUSE
from agent.practice.erp.reading import reading
from agent.practice.erp.serve import Plan, serve

if TYPE_CHECKING:
    from collections.abc import Callable

NOT_DONE = 1
NOT_RUNNING = 3

app = typer.Typer(
    no_args_is_help=True, help="A practice ERP on this machine: SOAP, ledger, faults."
)
stock_app = typer.Typer(no_args_is_help=True, help="Goods in, over the counter, and counted.")
app.add_typer(stock_app, name="stock")

Home = Annotated[
    Path | None,
    typer.Option("--home", envvar="COUNTERFOIL_PRACTICE_ERP_HOME", help="Its folder."),
]
Quantity = Annotated[str, typer.Argument(help="A decimal number.")]
Warehouse = Annotated[str, typer.Option("--warehouse")]


@app.command("serve")
@app.command("up")
def serve_command(
    home: Home = None,
    port: Annotated[int, typer.Option(help="SOAP port; 0 takes a free one.")] = 0,
    control_port: Annotated[int, typer.Option(help="Control port; 0 takes a free one.")] = 0,
    items: Annotated[
        Path | None, typer.Option(help="JSON list of sku, warehouse, on_hand.")
    ] = None,
    enforce_reference: Annotated[
        bool | None, typer.Option("--enforce-reference/--no-enforce-reference")
    ] = None,
) -> None:
    """Serve in the foreground; prints one JSON line when it listens."""
    try:
        plan = Plan(
            home=_home(home),
            port=port,
            control_port=control_port,
            items=tuple(read_items(items)) if items is not None else (),
            enforce_reference=enforce_reference,
        )
        asyncio.run(serve(plan, _say_ready))
    except (OSError, ValidationError) as error:
        typer.echo(f"The practice ERP cannot serve: {error}", err=True)
        raise typer.Exit(NOT_DONE) from error


@app.command("ledger")
def ledger_command(
    home: Home = None, as_json: Annotated[bool, typer.Option("--json")] = False
) -> None:
    """Documents and stock, read from the file: the ERP need not be running."""
    folder = _home(home)
    if not (folder / FILE_NAME).exists():
        typer.echo(f"There is no practice ERP in {folder}.", err=True)
        raise typer.Exit(NOT_RUNNING)
    with closing(Ledger(folder, read_only=True)) as ledger:
        held = reading(ledger)
    if as_json:
        typer.echo(json.dumps(held, indent=2))
    else:
        _show(held)


@app.command("fault")
def fault_command(
    kind: Annotated[str, typer.Argument(help=f"down, up, clear, list or: {', '.join(FaultKind)}")],
    options: Annotated[
        list[str] | None,
        typer.Argument(help="calls=1 reference=… for_seconds=… seconds=… code=… message=… …"),
    ] = None,
    home: Home = None,
) -> None:
    """Make calls go wrong: `fault commit_late seconds=3`, `fault down seconds=5`, `fault clear`."""
    given = _options(options or [])
    client = _client(home)
    if kind == "down":
        _do(lambda: client.down(given.get("seconds")))
    elif kind in {"up", "clear"}:
        _do(client.up if kind == "up" else client.clear)
    elif kind == "list":
        typer.echo(json.dumps(client.faults(), indent=2))
    else:
        _do(lambda: client.fault(kind, **given))


@stock_app.command("receive")
def receive_command(
    sku: str, quantity: Quantity, warehouse: Warehouse = DEFAULT_WAREHOUSE, home: Home = None
) -> None:
    """Goods come in."""
    _do(lambda: _client(home).receive_goods(sku, _number(quantity), warehouse))


@stock_app.command("sale")
def sale_command(
    sku: str, quantity: Quantity, warehouse: Warehouse = DEFAULT_WAREHOUSE, home: Home = None
) -> None:
    """Goods are sold over the counter."""
    _do(lambda: _client(home).counter_sale(sku, _number(quantity), warehouse))


@stock_app.command("count")
def count_command(
    sku: str, quantity: Quantity, warehouse: Warehouse = DEFAULT_WAREHOUSE, home: Home = None
) -> None:
    """A stocktaking: so much is on hand."""
    _do(lambda: _client(home).count_stock(sku, _number(quantity), warehouse))


@app.command("ship")
def ship_command(
    number: str,
    lines: Annotated[list[str] | None, typer.Argument(help="line=quantity; none: all")] = None,
    home: Home = None,
) -> None:
    """Ship a document."""
    pairs = [line.partition("=") for line in lines or []]
    quantities = {int(line): _number(quantity) for line, _, quantity in pairs}
    _do(lambda: _client(home).ship(number, quantities or None))


@app.command("cancel")
def cancel_command(number: str, home: Home = None) -> None:
    """Cancel a document on the ERP's own screen."""
    _do(lambda: _client(home).cancel(number))


@app.command("block")
def block_command(
    customer: str, home: Home = None, lift: Annotated[bool, typer.Option("--lift")] = False
) -> None:
    """Block a customer by number or e-mail address."""
    _do(lambda: _client(home).block_customer(customer, not lift))


@app.command("item")
def item_command(
    sku: str,
    name: Annotated[str, typer.Option("--name")] = "",
    new_sku: Annotated[str | None, typer.Option("--new-sku", help="Rename it.")] = None,
    home: Home = None,
) -> None:
    """Add an item, name it, or give it another SKU."""
    client = _client(home)
    if new_sku is None:
        _do(lambda: client.add_item(sku, name))
    else:
        _do(lambda: client.rename_item(sku, new_sku))


@app.command("enforce-reference")
def enforce_reference_command(
    on: Annotated[bool, typer.Option("--on/--off")] = True, home: Home = None
) -> None:
    """Refuse a second live document with the same reference, or stop doing so."""
    _do(lambda: _client(home).enforce_reference(on))


@app.command("forget")
def forget_command(reference: str, home: Home = None) -> None:
    """Lose the documents of a reference, as a restored backup would."""
    _do(lambda: _client(home).forget(reference))


@app.command("reset")
def reset_command(home: Home = None) -> None:
    """Forget everything: documents, items, stock, settings, knobs."""
    _do(_client(home).reset)


def _home(given: Path | None) -> Path:
    return (given or default_home()).absolute()


def _client(home: Path | None) -> ControlClient:
    running = read_running(_home(home))
    if running is None:
        typer.echo(f"No practice ERP is running in {_home(home)}: start it with `serve`.", err=True)
        raise typer.Exit(NOT_RUNNING)
    return ControlClient(running.control_port)


def _do(action: Callable[[], object]) -> None:
    try:
        action()
    except (ControlError, ValidationError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(NOT_DONE) from error


def _say_ready(running: Running) -> None:
    # Not typer.echo: the line must leave at once also where stdout is a pipe.
    print(running.as_json(), flush=True)  # noqa: T201


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise typer.BadParameter(f"{text} is not a number") from error


def _options(given: list[str]) -> dict[str, Any]:
    pairs = [option.partition("=") for option in given]
    wrong = [name for name, equals, _ in pairs if not equals]
    if wrong:
        raise typer.BadParameter(f"{wrong[0]}: give options as name=value")
    return {name: _value(name, value) for name, _, value in pairs}


def _value(name: str, value: str) -> Any:
    if name == "operations":
        return value.split(",")
    return None if value == "always" else value


def _show(held: dict[str, Any]) -> None:
    console = Console()
    documents = Table("Number", "Reference", "State", "Gross", "Currency", title="Documents")
    for document in held["documents"]:
        columns = ("number", "reference", "state", "gross", "currency")
        documents.add_row(*(str(document[column]) for column in columns))
    stock = Table("SKU", "Warehouse", "On hand", "Available", title="Stock")
    for row in held["stock"]:
        stock.add_row(row["sku"], row["warehouse"], row["on_hand"], row["available"])
    console.print(documents, stock)
