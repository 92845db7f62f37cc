"""Calls of the shop over https: our client with all it does, beside the stock `woocommerce` client.

Ours signs, checks the answer's signature and its shape, and hands each call to a thread and back.
Both trust the usual certificates and the loopback's own.
"""

import asyncio
import base64
import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import certifi
import woocommerce

from agent.shop_adapters.client import Channel, SignedApi
from agent.shop_adapters.shop import WooShop
from agent.wire.routes import AgentName
from agent.wire.signature import decode_secret
from tests.benchmarks.harness import Plan, Row, alternate, at_least, middle, ratio
from tests.benchmarks.order_event import new_event_id
from tests.benchmarks.processes import BenchmarkError, running
from tests.benchmarks.signing_shop import SigningShop

_IDS = [new_event_id() for _ in range(20)]


def run(plan: Plan) -> list[Row]:
    shop, secret = new_event_id(), "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    certificate, private_key = _certificate(plan.folder)
    bundle = plan.folder / "bundle.pem"
    bundle.write_text(Path(certifi.where()).read_text() + certificate.read_text())
    settings = SigningShop(
        shop=shop, secret=secret, certificate=str(certificate), private_key=str(private_key)
    )
    with running("signing_shop", settings, plan.folder / "signing_shop.log") as port:
        url = f"https://127.0.0.1:{port}"
        channel = Channel(url=url, shop=shop, keys=[decode_secret(secret)], ca_file=bundle)
        ours, stock = plan.count(3000, 50), plan.count(60, 3)
        with _bundle_for_requests(bundle):
            measured = alternate(
                {
                    "ours": lambda: asyncio.run(_ours(channel, ours, at_once=1)),
                    "ours, 4 at once": lambda: asyncio.run(_ours(channel, ours, at_once=4)),
                    "stock client": lambda: _stock(url, stock),
                },
                runs=plan.runs,
            )
    return [
        ratio("ours / stock client", measured, "ours", "stock client", goal=at_least(15)),
        middle("ours, one call at a time", measured, "ours", "calls/s"),
        middle("ours, four at once", measured, "ours, 4 at once", "calls/s"),
        middle("stock client", measured, "stock client", "calls/s"),
    ]


async def _ours(channel: Channel, count: int, *, at_once: int) -> float:
    shop = WooShop(
        name="bench",
        uuid=channel.shop,
        code="WEB",
        agent=AgentName(id="bench", version="0"),
        make_api=lambda: SignedApi(channel),
    )

    async def caller() -> None:
        for _ in range(count // at_once):
            await shop.acknowledge(_IDS)

    begun = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(at_once)))
    rate = count // at_once * at_once / (time.perf_counter() - begun)
    await shop.close()
    return rate


def _stock(url: str, count: int) -> float:
    api: Any = woocommerce.API(
        url=url, consumer_key="ck_bench", consumer_secret="cs_bench", version="wc/v3"
    )
    begun = time.perf_counter()
    for _ in range(count):
        answer = api.post("echo", {"ids": _IDS})
        if answer.json() != {"ids": _IDS}:
            raise BenchmarkError(f"the echo answered {answer.status_code}")
    return count / (time.perf_counter() - begun)


@contextmanager
def _bundle_for_requests(bundle: Path) -> Iterator[None]:
    """The stock client takes certificates from the environment alone."""
    before = os.environ.get("REQUESTS_CA_BUNDLE")
    os.environ["REQUESTS_CA_BUNDLE"] = str(bundle)
    try:
        yield
    finally:
        del os.environ["REQUESTS_CA_BUNDLE"]
        if before is not None:
            os.environ["REQUESTS_CA_BUNDLE"] = before


def _certificate(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "30", "-subj", "/CN=127.0.0.1", "-addext",
         "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key
