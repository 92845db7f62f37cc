"""Shop, agent and ERP as processes of their own in one folder, set up as their owners would."""

import re
import socket
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from agent.practice.demo.agent_process import AgentProcess, AgentProcessError
from agent.practice.erp.process import PracticeErp
from agent.practice.shop.orders import ShopProduct
from agent.practice.shop.shop import PracticeShop

SHOP_CODE = "WEB"
_PLUGIN = Path("wp-plugin", "counterfoil")

_CONFIG = """\
[agent]
data_dir = "{home}/data"
credentials_dir = "{home}/credentials"
listen = "http://127.0.0.1:{port}"

[shop.main]
code = "{code}"
url = "{shop_url}"
pairing = {{ credential = "shop_main" }}

[system.erp]
connector = "soap"
preset = "practice"
roles = ["orders", "stock"]
endpoint = "{endpoint}"
user = "{user}"
password = {{ credential = "erp_password" }}
commit_deadline = "2s"
lookup_lag = "1s"

[stock]
stock_meaning = "available"
orders_before_start = "outside"
interval = "3s"
"""


@dataclass(frozen=True, slots=True)
class Systems:
    """The three, running."""

    shop: PracticeShop
    agent: AgentProcess
    erp: PracticeErp

    def stop(self) -> None:
        """End what was started here, and nothing else."""
        self.agent.stop()
        self.erp.stop()
        self.shop.down()


def start(
    home: Path,
    say: Callable[[str], None],
    *,
    woocommerce: Path | None = None,
    wordpress: Path | None = None,
    hpos: bool = True,
) -> Systems:
    """Bring up all three and pair them; `say` is told each step in a few words."""
    with ExitStack() as undo:  # whatever breaks off, Ctrl-C too: nothing is left running
        shop = PracticeShop(home / "shop", woocommerce=woocommerce, wordpress=wordpress, hpos=hpos)
        undo.callback(shop.down)
        say("The shop: WordPress with its own database and web server")
        shop.up()
        say("The ERP: a SOAP endpoint with its own ledger")
        erp = PracticeErp(home / "erp", items=_items(shop.products()))
        undo.callback(erp.stop)
        erp.start()
        agent = AgentProcess(home / "agent")
        undo.callback(agent.stop)
        systems = Systems(shop, agent, erp)
        say("The agent: paired with the shop by one line in wp-config.php")
        _set_up_agent(systems)
        shop.define("COUNTERFOIL_SEED_AFTER", "2")
        shop.define("COUNTERFOIL_PAIRING", _pair(agent))
        shop.install_plugin(plugin())
        agent.start()
        undo.pop_all()
    return systems


def plugin() -> Path:
    """The shipped plugin: a wheel carries it in the package, a checkout beside it."""
    package = Path(__file__).resolve().parents[2]
    carried = package / _PLUGIN
    return carried if carried.is_dir() else package.parent / _PLUGIN


def _set_up_agent(systems: Systems) -> None:
    agent = systems.agent
    agent.home.mkdir(parents=True, exist_ok=True)
    credentials = systems.erp.credentials
    agent.write_credential("erp_password", credentials.password)
    agent.config.write_text(
        _CONFIG.format(
            home=agent.home,
            port=_free_port(),
            code=SHOP_CODE,
            shop_url=systems.shop.url,
            endpoint=systems.erp.endpoint,
            user=credentials.user,
        ),
        encoding="utf-8",
    )


def _pair(agent: AgentProcess) -> str:
    printed = agent.ask("pair", "main")
    line = re.search(r"define\(\s*'COUNTERFOIL_PAIRING',\s*'([^']+)'\s*\);", printed)
    if line is None:
        raise AgentProcessError(f"`counterfoil pair` printed no line for wp-config.php:\n{printed}")
    return line[1]


def _items(products: Iterable[ShopProduct]) -> list[dict[str, Any]]:
    """The ERP's items: what the shop sells, but for one article that only the shop knows.

    Variations that share their parent's stock are items of their own in the ERP.
    """
    known = {p.id: p for p in products}
    sharing: dict[int, list[ShopProduct]] = defaultdict(list)
    items = []
    for product in known.values():
        if not product.sku or product.sku == "NOT-IN-ERP" or product.type == "variable":
            continue
        if product.stock_id is not None and product.stock_id != product.id:
            sharing[product.stock_id].append(product)
        else:
            items.append(_item(product, product.stock or Decimal(1000)))
    for stock_id, sharers in sharing.items():
        whole = known[stock_id].stock or Decimal(0)
        part = whole // len(sharers)
        items += [_item(p, part) for p in sharers[1:]]
        items.append(_item(sharers[0], whole - part * (len(sharers) - 1)))
    return items


def _item(product: ShopProduct, on_hand: Decimal) -> dict[str, Any]:
    return {"sku": product.sku, "name": product.name, "on_hand": str(on_hand)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
