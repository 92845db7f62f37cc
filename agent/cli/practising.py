"""`counterfoil demo` and `counterfoil practice`: programs of their own, imported when asked for."""

import typer

from agent.practice.demo.cli import demo
from agent.practice.erp.cli import app as erp_app
from agent.practice.erp.cli import ledger_command
from agent.practice.shop.cli import app as shop_app

demo_app = typer.Typer(add_completion=False)
demo_app.command()(demo)

practice_app = typer.Typer(no_args_is_help=True, help="A practice shop and a practice ERP.")
practice_app.add_typer(erp_app, name="erp")
practice_app.add_typer(shop_app, name="shop")
practice_app.command("ledger")(ledger_command)
