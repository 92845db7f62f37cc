"""`counterfoil pair`."""

from typing import Annotated

import typer

from agent.cli.configured import configuration
from agent.cli.saying import NOT_DONE, WRONG, fail, say
from agent.config.credentials import CredentialError
from agent.config.load import Config
from agent.config.pairing import (
    Pairing,
    as_credential,
    from_credential,
    new_pairing,
    wp_config_line,
)

pair_app = typer.Typer(add_completion=False)


@pair_app.command()
def pair(
    context: typer.Context,
    shop: Annotated[str, typer.Argument(metavar="SHOP", help="The shop's name in agent.toml.")],
    show: Annotated[
        bool, typer.Option("--show", help="Print the line of a pairing that exists.")
    ] = False,
) -> None:
    """Make the secret that shop and agent share; print the line for wp-config.php."""
    config = configuration(context)
    table = config.settings.shop.get(shop)
    if table is None:
        known = ", ".join(config.settings.shop)
        fail(f"there is no [shop.{shop}] in {config.tree.file}; there is: {known}", WRONG)
    pairing = _shown(config, shop) if show else _made(config, shop)
    say(f'Put this line into wp-config.php of {table.url}, above "That\'s all":\n')
    typer.echo(wp_config_line(pairing, code=table.code, listen=config.settings.agent.listen))
    say(
        f"\nThen activate the plugin and try `counterfoil check`. References begin with"
        f" {table.code}- from now on: the code must not change any more."
    )


def _made(config: Config, shop: str) -> Pairing:
    name = config.settings.shop[shop].pairing.credential
    pairing = new_pairing()
    try:
        file = config.credentials.write(name, as_credential(pairing))
    except FileExistsError:
        fail(
            f"the shop {shop} is paired already. `counterfoil pair {shop} --show` prints its line"
            " again; a new pairing would cut the shop off from what it has sent.",
            NOT_DONE,
        )
    except OSError as error:
        fail(f"the credential {name} cannot be written: {error}", NOT_DONE)
    say(f"The secret is kept in {file} (only its owner can read it).\n")
    return pairing


def _shown(config: Config, shop: str) -> Pairing:
    try:
        return from_credential(config.credentials(config.settings.shop[shop].pairing.credential))
    except (CredentialError, ValueError) as error:
        fail(f"the shop {shop} is not paired: {error}", NOT_DONE)
