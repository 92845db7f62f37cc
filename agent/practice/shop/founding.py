"""What a new shop is made of, and whether an existing one is the one that is asked for.

Decides settings and ports and prepares folders; starts nothing.
"""

import dataclasses
from dataclasses import dataclass
from pathlib import Path

from agent.practice.shop.archive import cached_wordpress
from agent.practice.shop.layout import Layout, Remembered, free_port, new_secret
from agent.practice.shop.programs import PracticeShopError, WebUser


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the caller asks for; a shop that exists keeps what it was made of."""

    port: int | None
    woocommerce: Path | None
    wordpress: Path | None
    hpos: bool
    seed: int


def found_shop(wanted: Wanted) -> Remembered:
    """Settings of a new shop, with secrets of its own."""
    return Remembered(
        port=wanted.port or 0,
        https_port=wanted.port + 1 if wanted.port else 0,
        seed=wanted.seed,
        hpos=wanted.hpos,
        woocommerce=str(wanted.woocommerce.resolve()) if wanted.woocommerce else "",
        wordpress=str((wanted.wordpress or cached_wordpress()).resolve()),
        admin_password=new_secret(size=8),
        consumer_key=new_secret("ck_"),
        consumer_secret=new_secret("cs_"),
        database_password=new_secret(size=12),
    )


def check_same(settings: Remembered, wanted: Wanted, at: Layout) -> None:
    asked = str(wanted.woocommerce.resolve()) if wanted.woocommerce else ""
    if asked and asked != settings.woocommerce:
        raise PracticeShopError(
            f"{at.home} holds a shop with {settings.woocommerce or 'the stand-in'}: "
            "choose another home for this one"
        )


def with_free_ports(settings: Remembered, wanted: Wanted) -> Remembered:
    port = free_port(wanted.port or settings.port or None)
    if wanted.port and port != wanted.port:
        raise PracticeShopError(f"port {wanted.port} is in use: choose another")
    if settings.ready and port != settings.port:
        # WordPress keeps its own address in the database and would redirect to the old one.
        raise PracticeShopError(
            f"this shop answers on port {settings.port}, which is in use by another program "
            "or not the port asked for: end that program, or choose another home"
        )
    return dataclasses.replace(
        settings, port=port, https_port=free_port(settings.https_port or None)
    )


def prepare_folders(at: Layout, user: WebUser) -> None:
    """Folders that the servers write to, and the way to them open for the web user."""
    for folder in (at.database, at.run, at.log, at.tmp, at.tls):
        folder.mkdir(exist_ok=True)
        user.owns(folder)
    if not user.switches:
        return
    at.home.chmod(0o755)
    for folder in at.home.parents:
        if not folder.stat().st_mode & 0o001:
            raise PracticeShopError(
                f"the web user {user.name} may not enter {folder}: choose another home"
            )
