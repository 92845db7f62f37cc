"""`counterfoil demo`: the main job on real parts, then the books."""

import json
import secrets
import shutil
import sys
import tempfile
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from agent.practice.demo import books
from agent.practice.demo.agent_process import AgentProcessError
from agent.practice.demo.play import PlayError, play, products
from agent.practice.demo.reading import read_books
from agent.practice.demo.scenario import choose
from agent.practice.demo.screen import Screen
from agent.practice.demo.systems import Systems, start
from agent.practice.erp.process import PracticeErpError
from agent.practice.shop.programs import PracticeShopError
from agent.practice.shop.trees import find_woocommerce, find_wordpress


class Kind(StrEnum):
    """Which shop the demo runs in."""

    PRACTICE = "practice"
    WORDPRESS = "wordpress"


_ORDERS = 25
_SETTLES_WITHIN_S = 120.0
_TROUBLE = (AgentProcessError, PlayError, PracticeErpError, PracticeShopError)


def demo(  # noqa: PLR0913, PLR0917 - the options of a command
    orders: Annotated[int, typer.Option(min=12, max=500, help="How many orders.")] = _ORDERS,
    seed: Annotated[
        int | None, typer.Option(envvar="SEED", help="The same seed makes the same faults.")
    ] = None,
    shop: Annotated[
        Kind, typer.Option(envvar="SHOP", help="`wordpress`: with real WooCommerce.")
    ] = Kind.PRACTICE,
    keep: Annotated[bool, typer.Option(envvar="KEEP", help="Leave everything running.")] = False,
    home: Annotated[
        Path | None, typer.Option(help="Folder for everything (default: a temporary one).")
    ] = None,
    woocommerce: Annotated[
        Path | None, typer.Option(envvar="WOO_DIR", help="Folder of a WooCommerce release.")
    ] = None,
    wordpress: Annotated[
        Path | None, typer.Option(envvar="WP_DIR", help="Folder of a WordPress release.")
    ] = None,
) -> None:
    """Run 25 orders, some faulty, from a practice shop through the agent into a practice ERP.

    Ends with 0 only if the three ledgers agree.
    """
    screen = Screen()
    seed = secrets.randbelow(2**32) if seed is None else seed
    folder = _folder(home)
    screen.say(f"Seed {seed}; everything of this demo is in {folder}")
    running: list[Systems] = []
    status = 2
    try:
        if shop is Kind.WORDPRESS:
            woocommerce = find_woocommerce(woocommerce, screen.say)
            wordpress = find_wordpress(wordpress)
        with screen.at_work():
            systems = start(folder, screen.say, woocommerce=woocommerce, wordpress=wordpress)
            running.append(systems)
            _perform(systems, screen, orders=orders, seed=seed)
        status = _judge(systems, screen, seed)
    except _TROUBLE as error:
        screen.say(f"The demo broke off: {error}")
    finally:
        _leave(running, folder, screen, keep=keep, remove=home is None and status == 0)
    raise typer.Exit(status)


def _perform(systems: Systems, screen: Screen, *, orders: int, seed: int) -> None:
    scenario = choose(seed, orders=orders, products=products(systems))
    play(systems, scenario, screen.say)
    screen.wait(_progress(systems), limit_s=_SETTLES_WITHIN_S)


def _judge(systems: Systems, screen: Screen, seed: int) -> int:
    verdict = books.compare(read_books(systems))
    screen.summary(verdict)
    screen.remedies(json.loads(systems.agent.ask("cases", "--json")))
    screen.last_word(verdict, seed)
    return 0 if verdict.agree else 1


def _progress(systems: Systems) -> Callable[[], str | None]:
    """What is still under way; nothing when the books are at rest."""

    def look() -> str | None:
        status = json.loads(systems.agent.ask("status", "--json"))
        events, documents = status["events"], status["documents"]
        waiting = documents["waiting"] + events["open"]
        verdict = books.compare(read_books(systems))
        if waiting == 0 and verdict.agree:
            return None
        return (
            f"{len(verdict.once)} in the ERP, {documents['waiting']} under way,"
            f" {documents['person']} need a person, stock right for {verdict.stock_right} of"
            f" {verdict.stock_all}"
        )

    return look


def _folder(home: Path | None) -> Path:
    if home is not None:
        home.mkdir(parents=True, exist_ok=True)
        return home.resolve()
    folder = Path(tempfile.mkdtemp(prefix="counterfoil-demo-"))
    folder.chmod(0o711)  # the shop's web user must come through to its own part
    return folder


def _leave(
    running: list[Systems], folder: Path, screen: Screen, *, keep: bool, remove: bool
) -> None:
    for systems in running:
        if keep:
            _look_around(systems, folder, screen)
        else:
            systems.stop()
    if running and remove and not keep:
        shutil.rmtree(folder, ignore_errors=True)


def _look_around(systems: Systems, folder: Path, screen: Screen) -> None:
    shop, counterfoil = systems.shop, _counterfoil()
    for line in (
        "Everything is left running. Look around:",
        f"  wp-admin     {shop.url}/wp-admin/   user {shop.admin_user}, password"
        f" {shop.admin_password}",
        f"  the agent    {counterfoil} --config {systems.agent.config} status"
        "   (or: cases, order NUMBER)",
        f"  the ERP      {counterfoil} practice ledger --home {systems.erp.home}",
        f"  the end      kill {systems.agent.pid} {systems.erp.running.pid};"
        f" {counterfoil} practice shop down --home {folder / 'shop'}",
    ):
        screen.say(line)


def _counterfoil() -> str:
    """What a person types to run this very program, wherever it is installed."""
    installed = Path(sys.executable).with_name("counterfoil")
    return str(installed) if installed.exists() else f"{sys.executable} -m agent"
