"""Everything that can be found wrong without changing anything, all of it at once."""

from collections.abc import AsyncIterator, Mapping
from importlib.metadata import version
from pathlib import Path

from agent.app.shops import build_shop, read_pairing
from agent.app.systems import SystemPlan, planned
from agent.config.credentials import CredentialError
from agent.config.defects import ConfigError, Defect, Grade
from agent.config.load import Config, examine, missing_pairings, unreadable_credentials
from agent.ports.connector import Finding, Weight
from agent.ports.failures import ShopUnavailableError
from agent.wire.routes import AgentName

_GRADES: dict[Weight, tuple[str, Grade]] = {
    Weight.ERROR: ("E-CFG-020", Grade.ERROR),
    Weight.WARNING: ("W-CFG-020", Grade.WARNING),
    Weight.NOTE: ("N-CFG-020", Grade.NOTE),
}


async def check(file: Path, environment: Mapping[str, str], *, online: bool) -> list[Defect]:
    """What the file, pairings, systems, their connectors and (online) the shops have wrong.

    A table, system or shop that is wrong keeps nothing else from being looked at.
    """
    try:
        config, in_file = examine(file, environment)
    except ConfigError as error:
        return list(error.defects)
    told = {defect.span for defect in in_file}
    beyond = [defect async for defect in _beyond_the_file(config, online=online)]
    return in_file + [one for one in beyond if one.span is None or one.span not in told]


async def _beyond_the_file(config: Config, *, online: bool) -> AsyncIterator[Defect]:
    plans, config, defects = planned(config)
    unreadable = list(unreadable_credentials(config))
    for defect in (*missing_pairings(config), *defects, *unreadable):
        yield defect
    told = {defect.span for defect in unreadable}
    for plan in plans:
        async for finding in plan.connector.check(plan.settings, plan.given, online=online):
            defect = _defect(finding, plan, config)
            if defect.span not in told:
                yield defect
    if online:
        async for defect in _ask_shops(config):
            yield defect


def _defect(finding: Finding, plan: SystemPlan, config: Config) -> Defect:
    code, grade = _GRADES[finding.weight]
    return Defect(
        code=code,
        message=f"{plan.name}: {finding.message}",
        span=config.tree.value_span(("system", plan.name, *finding.path)),
        help=finding.help,
        grade=grade,
    )


async def _ask_shops(config: Config) -> AsyncIterator[Defect]:
    asking = AgentName(id="check", version=version("counterfoil"))
    for name in config.settings.shop:
        try:
            pairing = read_pairing(config, name)
        except (CredentialError, ValueError):
            continue  # told already: it is not paired
        shop = build_shop(config, name, pairing, asking)
        try:
            await shop.hello(raise_term=False)
        except ShopUnavailableError as error:
            yield Defect(
                code="E-CFG-021",
                message=f"the shop {name} does not answer as it should: {error}",
                span=config.tree.value_span(("shop", name, "url")),
            )
        finally:
            await shop.close()
