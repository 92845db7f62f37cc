"""Everything that can be found wrong without changing anything."""

from collections.abc import AsyncIterator
from importlib.metadata import version

from agent.app.shops import build_shop, read_pairing
from agent.app.systems import SystemPlan, plan_systems
from agent.config.defects import Defect
from agent.config.load import Config, missing_pairings
from agent.ports.connector import Finding, Weight
from agent.ports.failures import ShopUnavailableError
from agent.wire.routes import AgentName


async def check(config: Config, *, online: bool) -> list[Defect]:
    """Everything that can be found wrong without changing anything."""
    defects = list(missing_pairings(config))
    plans, config = plan_systems(config)
    for plan in plans:
        found = plan.connector.check(plan.settings, plan.given, online=online)
        defects += [_defect(finding, plan, config) async for finding in found]
    if online and not any(not defect.is_warning for defect in defects):
        defects += [found async for found in _ask_shops(config)]
    return defects


def _defect(finding: Finding, plan: SystemPlan, config: Config) -> Defect:
    return Defect(
        code="E-CFG-020" if finding.weight is Weight.ERROR else "N-CFG-020",
        message=f"{plan.name}: {finding.message}",
        span=config.tree.value_span(("system", plan.name, *finding.path)),
        help=finding.help,
        is_warning=finding.weight is not Weight.ERROR,
    )


async def _ask_shops(config: Config) -> AsyncIterator[Defect]:
    asking = AgentName(id="check", version=version("counterfoil"))
    for name in config.settings.shop:
        shop = build_shop(config, name, read_pairing(config, name), asking)
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
