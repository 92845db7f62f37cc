"""What an agent costs that has nothing to do: one shop, one SOAP system, both there, no orders.

A second connector is installed beside it and not configured: it must not be imported.
"""

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.practice.demo.agent_process import AgentProcess
from agent.practice.erp.process import PracticeErp
from tests.benchmarks.harness import Plan, Row, at_most
from tests.benchmarks.pairing import found_in
from tests.benchmarks.processes import BenchmarkError, running
from tests.benchmarks.signing_shop import SigningShop

_TICKS = os.sysconf("SC_CLK_TCK")

_CONFIG = """\
[agent]
data_dir = "{home}/data"
credentials_dir = "{home}/credentials"
listen = "unix:{home}/agent.sock"

[shop.main]
code = "WEB"
url = "http://127.0.0.1:{shop_port}"
pairing = {{ credential = "shop_main" }}

[system.erp]
connector = "soap"
preset = "practice"
roles = ["orders", "stock"]
endpoint = "{endpoint}"
user = "{user}"
password = {{ credential = "erp_password" }}

[stock]
stock_meaning = "available"
orders_before_start = "outside"
"""

_OTHER_CONNECTOR = """\
from pathlib import Path
Path({mark!r}).touch()
CONNECTOR = None
"""


def run(plan: Plan) -> list[Row]:
    mark = plan.folder / "imported"
    with PracticeErp(plan.folder / "erp") as erp, _other_connector(plan.folder, mark):
        agent = AgentProcess(plan.folder / "agent")
        shop = _set_up(agent, erp)
        with running("signing_shop", shop, plan.folder / "signing_shop.log"):
            agent.start()
            try:
                share, memory = _watch(agent, plan)
            finally:
                agent.stop()
    return [
        Row(what="resident memory", value=memory, unit="MiB", goal=at_most(110)),
        Row(what="share of one core", value=share, unit="%", goal=at_most(0.5)),
        Row(
            what="connectors imported that are not configured",
            value=float(mark.exists()),
            unit="",
            goal=at_most(0),
        ),
    ]


def _watch(agent: AgentProcess, plan: Plan) -> tuple[float, float]:
    """Percent of one core over a minute, and resident MiB at its end."""
    pid, seconds = agent.pid, plan.pick(60, 1)
    time.sleep(plan.pick(10, 1))  # the first pull, catalogue and stock reading are over
    begun, spent = time.monotonic(), _cpu_s(pid)
    time.sleep(seconds)
    share = (_cpu_s(pid) - spent) / (time.monotonic() - begun) * 100
    failing = json.loads(agent.ask("status", "--json"))["agent"]["failing"]
    if failing:
        raise BenchmarkError(f"the agent was not idle, it could not do its work: {failing}")
    return share, _resident_mib(pid)


def _cpu_s(pid: int | None) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _resident_mib(pid: int | None) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise ProcessLookupError(pid)


def _set_up(agent: AgentProcess, erp: PracticeErp) -> SigningShop:
    agent.home.mkdir(parents=True)
    agent.write_credential("erp_password", erp.credentials.password)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    agent.config.write_text(
        _CONFIG.format(
            home=agent.home, shop_port=port, endpoint=erp.endpoint, user=erp.credentials.user
        )
    )
    facts = found_in(agent.ask("pair", "main"))
    return SigningShop(shop=facts["shop"], secret=facts["keys"][0], port=port)


@contextmanager
def _other_connector(folder: Path, mark: Path) -> Iterator[None]:
    """Installs a connector for the processes started meanwhile; it leaves a mark if imported."""
    place = folder / "installed"
    about = place / "other_connector-1.dist-info"
    about.mkdir(parents=True)
    (place / "other_connector.py").write_text(_OTHER_CONNECTOR.format(mark=str(mark)))
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: other-connector\nVersion: 1\n")
    (about / "entry_points.txt").write_text(
        "[counterfoil.connectors]\nother = other_connector:CONNECTOR\n"
    )
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = f"{place}:{before}" if before else str(place)
    try:
        yield
    finally:
        del os.environ["PYTHONPATH"]
        if before is not None:
            os.environ["PYTHONPATH"] = before
