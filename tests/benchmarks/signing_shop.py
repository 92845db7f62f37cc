"""A shop of which only the signed channel exists, a process of its own: it costs next to nothing.

It checks and signs as the plugin does and answers each route with the least that is an answer.
`/wp-json/wc/v3/echo` is for the public client. Prints its port when it listens.
"""

import asyncio
import json
import ssl
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import uvloop
from aiohttp import web

from agent.wire.envelope import utc_text
from agent.wire.routes import SHOP_ROUTES
from agent.wire.signature import (
    ID_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    Answer,
    Direction,
    Request,
    decode_secret,
    sign,
    verify,
)

_LIMITS = {"outbox": 100, "stock": 1000, "catalog": 500}
_STOCK = {"term": 1, "highest_epoch": 0, "ready": True, "ready_at": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningShop:
    """The pairing's facts; `port` 0: a free one, `certificate` and `private_key` empty: http."""

    shop: str
    secret: str
    port: int = 0
    certificate: str = ""
    private_key: str = ""

    async def serve(self) -> None:
        """Listen until the process ends."""
        app = web.Application()
        app.router.add_post(f"/wp-json{SHOP_ROUTES}{{route}}", self._plugin_route)
        app.router.add_post("/wp-json/wc/v3/echo", _echo)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port, ssl_context=self._tls()).start()
        sys.stdout.write(f"{runner.addresses[0][1]}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()

    async def _plugin_route(self, request: web.Request) -> web.Response:
        body, route, key = await request.read(), request.match_info["route"], self._key()
        request_id = request.headers[ID_HEADER]
        said = Request(
            id=request_id,
            timestamp=int(request.headers[TIMESTAMP_HEADER]),
            direction=Direction.TO_SHOP,
            shop=self.shop,
            method="POST",
            route=f"{SHOP_ROUTES}{route}",
            body=body,
        )
        verify(said, request.headers[SIGNATURE_HEADER], [key], now=time.time())
        answer = json.dumps(_answer(route, json.loads(body), self.shop)).encode()
        now = int(time.time())
        signed = Answer(request_id=request_id, timestamp=now, status=200, body=answer)
        headers = {
            ID_HEADER: request_id,
            TIMESTAMP_HEADER: str(now),
            SIGNATURE_HEADER: sign(signed, [key]),
        }
        return web.Response(body=answer, content_type="application/json", headers=headers)

    def _key(self) -> bytes:
        return decode_secret(self.secret)

    def _tls(self) -> ssl.SSLContext | None:
        if not self.certificate:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.private_key)
        return context


async def _echo(request: web.Request) -> web.Response:
    return web.Response(body=await request.read(), content_type="application/json")


def _answer(route: str, asked: dict[str, Any], shop: str) -> dict[str, Any]:
    now = utc_text(datetime.now(UTC))
    answers: dict[str, dict[str, Any]] = {
        "hello": {
            "version": 1, "shop": shop, "code": "WEB", "plugin": "0.1.0", "wordpress": "7.0.4",
            "woocommerce": "11.0.1", "php": "8.2", "url": "", "environment": "production",
            "hpos": True, "currency": "EUR", "decimals": 2, "timezone": "UTC", "now": now,
            "limits": _LIMITS, "stock": _STOCK,
        },
        "outbox": {"events": [], "open": 0, "lease": {"state": "sure", "token": "t"}},
        "ack": {"acknowledged": len(asked.get("ids", ())), "unknown": [], "open": 0},
        "catalog": {"items": [], "page": None, "watermark": now},
        "stock": {"results": [], "after_work": 0},
        "mirror": {"applied": 0, "stale": 0},
    }  # fmt: skip
    return answers[route]


if __name__ == "__main__":
    uvloop.run(SigningShop(**json.load(sys.stdin)).serve())
