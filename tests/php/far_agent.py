"""The agent as the plugin meets it: a socket that answers as told, and its signed calls."""

import base64
import json
import os
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from uuid import UUID

import requests

from agent.wire.signature import Answer, Direction, Request, SignatureError, sign, verify

KEY = bytes(range(32))
SHOP = "0192f000-0000-7000-8000-00000000abcd"
_TIMEOUT_S = 20


def pairing(agent: str, *, code: str = "WEB", shop: str = SHOP) -> str:
    """The line that `counterfoil pair` would print."""
    secret = "whsec_" + base64.b64encode(KEY).decode()
    told = {"v": 1, "shop": shop, "code": code, "keys": [secret], "agent": agent}
    return "cf1." + base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


def new_id() -> str:
    """A version 7 UUID, as every attempt of the agent has its own."""
    stamp = int(time.time() * 1000) << 80
    noise = int.from_bytes(os.urandom(10), "big")
    value = (stamp | noise) & ~(0xF << 76) & ~(0x3 << 62) | (7 << 76) | (2 << 62)
    return str(UUID(int=value))


class Mood(StrEnum):
    """What the agent does with a push."""

    STORES = "stores"
    HANGS = "hangs"
    UNSIGNED = "unsigned"
    REFUSES = "refuses"
    BROKEN = "broken"


@dataclass(slots=True)
class FarAgent:
    """Keeps what it was pushed."""

    mood: Mood = Mood.STORES
    pushed: list[dict[str, Any]] = field(default_factory=list)
    calls: int = 0
    called_at: float = 0.0
    forged: int = 0
    hangs_s: float = 5.0

    def take(self, headers: Any, body: bytes) -> tuple[int, bytes, dict[str, str]]:
        """Judge one push as the real door does, then answer in the mood of the day."""
        self.calls += 1
        self.called_at = time.monotonic()
        push_id = headers["X-Counterfoil-Id"]
        said = Request(
            id=push_id,
            timestamp=int(headers["X-Counterfoil-Timestamp"]),
            direction=Direction.TO_AGENT,
            shop=headers["X-Counterfoil-Shop"],
            method="POST",
            route="/v1/events",
            body=body,
        )
        try:
            verify(said, headers["X-Counterfoil-Signature"], [KEY], now=time.time())
        except SignatureError:
            self.forged += 1
        if self.mood is Mood.HANGS:
            time.sleep(self.hangs_s)
        status, answer = 202, {"stored": True}
        if self.mood is Mood.REFUSES:
            status, answer = 400, {"error": "malformed", "params": {"where": "body"}}
        if self.mood is Mood.BROKEN:
            status, answer = 503, {"error": "disk_full", "params": {}}
        if self.mood is Mood.STORES:
            self.pushed.append(json.loads(body))
        told = json.dumps(answer).encode()
        now = int(time.time())
        signed = Answer(request_id=push_id, timestamp=now, status=status, body=told)
        by = [b"?" * 32] if self.mood is Mood.UNSIGNED else [KEY]
        return (
            status,
            told,
            {
                "X-Counterfoil-Id": push_id,
                "X-Counterfoil-Timestamp": str(now),
                "X-Counterfoil-Signature": sign(signed, by),
            },
        )


class _SocketServer(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    block_on_close = False


class _TcpServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False


def _handler(agent: FarAgent) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, told, headers = agent.take(self.headers, body)
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)
            except OSError:
                pass  # The plugin has waited its second and gone.

        def address_string(self) -> str:
            return "shop"

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


@contextmanager
def _serving(server: socketserver.BaseServer) -> Iterator[None]:
    with server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield
        finally:
            server.shutdown()


@contextmanager
def far_agent(socket: Path) -> Iterator[FarAgent]:
    """An agent at this socket, until the caller is done."""
    agent = FarAgent()
    socket.unlink(missing_ok=True)
    with _serving(_SocketServer(str(socket), _handler(agent))):
        socket.chmod(0o666)
        yield agent
    socket.unlink(missing_ok=True)


@contextmanager
def far_agent_on_loopback() -> Iterator[tuple[FarAgent, str]]:
    """An agent on a free loopback port, and its address."""
    agent = FarAgent()
    server = _TcpServer(("127.0.0.1", 0), _handler(agent))
    with _serving(server):
        yield agent, f"http://127.0.0.1:{server.server_address[1]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the plugin answered."""

    status: int
    body: Any
    is_signed: bool
    headers: Any


def call(
    shop_url: str,
    route: str,
    body: Any = None,
    *,
    request_id: str | None = None,
    timestamp: int | None = None,
    shop: str = SHOP,
    raw: bytes | None = None,
    signature: str | None = None,
    key: bytes = KEY,
    plain_permalinks: bool = False,
    headers: dict[str, str] | None = None,
) -> Said:
    """Call one of the plugin's routes as the agent does, or as somebody who would like to be."""
    sent = json.dumps(body).encode() if raw is None else raw
    path = f"/counterfoil/v1/{route}"
    request = Request(
        id=request_id or new_id(),
        timestamp=int(time.time()) if timestamp is None else timestamp,
        direction=Direction.TO_SHOP,
        shop=shop,
        method="POST",
        route=path,
        body=sent,
    )
    url = f"{shop_url}/?rest_route={path}" if plain_permalinks else f"{shop_url}/wp-json{path}"
    with requests.Session() as session:
        session.trust_env = False
        answer = session.post(
            url,
            data=sent,
            headers={
                "Content-Type": "application/json",
                "X-Counterfoil-Id": request.id,
                "X-Counterfoil-Timestamp": str(request.timestamp),
                "X-Counterfoil-Shop": shop,
                "X-Counterfoil-Signature": sign(request, [key]) if signature is None else signature,
                **(headers or {}),
            },
            timeout=_TIMEOUT_S,
        )
    return Said(
        status=answer.status_code,
        body=answer.json(),
        is_signed=_is_signed(request, answer),
        headers=answer.headers,
    )


def _is_signed(request: Request, answer: requests.Response) -> bool:
    signed = Answer(
        request_id=request.id,
        timestamp=int(answer.headers.get("X-Counterfoil-Timestamp", "0")),
        status=answer.status_code,
        body=answer.content,
    )
    header = answer.headers.get("X-Counterfoil-Signature", "")
    try:
        verify(signed, header, [KEY], now=time.time())
    except SignatureError:
        return False
    return answer.headers.get("X-Counterfoil-Id") == request.id
