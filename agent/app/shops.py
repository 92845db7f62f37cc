"""The shops of agent.toml: their pairing, and the channel to each."""

from agent.config.load import Config
from agent.config.pairing import Pairing, from_credential
from agent.shop_adapters.client import Channel, SignedApi
from agent.shop_adapters.shop import WooShop
from agent.wire.routes import AgentName


def read_pairing(config: Config, name: str) -> Pairing:
    return from_credential(config.credentials(config.settings.shop[name].pairing.credential))


def build_shop(config: Config, name: str, pairing: Pairing, agent: AgentName) -> WooShop:
    table = config.settings.shop[name]
    channel = Channel(
        url=table.url,
        shop=pairing.shop,
        keys=pairing.keys,
        has_plain_permalinks=table.rest == "plain",
        timeout_s=table.timeout,
        ca_file=config.folder / table.ca_file if table.ca_file else None,
    )
    return WooShop(
        name=name,
        uuid=pairing.shop,
        code=table.code,
        agent=agent,
        make_api=lambda: SignedApi(channel),
    )
