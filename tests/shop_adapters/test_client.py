"""Only what the plugin has signed for this very request counts as an answer."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from typing import Any

import pytest

from agent.ports.failures import ShopUnavailableError
from agent.shop_adapters.client import Channel, SignedApi
from agent.shop_adapters.shop import WooShop
from agent.wire.routes import AgentName
from agent.wire.signature import (
    ID_HEADER,
    SHOP_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    Answer,
    Direction,
    Request,
    sign,
    verify,
)

KEY = b"k" * 32
SHOP = "0c6d8d5e-2a4b-4b61-9d51-3f3a5f0f8a11"
Play = Callable[["Handler", bytes], None]


class Handler(BaseHTTPRequestHandler):
    """Checks the request as the plugin does, then answers as the test says."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        server: Any = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.seen.append((self.path, dict(self.headers), self.client_address))
        server.play(self, body)

    def answer(
        self, status: int, body: bytes, *, key: bytes = KEY, headers: dict[str, str] | None = None
    ) -> None:
        request_id, at = self.headers[ID_HEADER], int(time.time())
        signed = {
            ID_HEADER: request_id,
            TIMESTAMP_HEADER: str(at),
            SIGNATURE_HEADER: sign(
                Answer(request_id=request_id, timestamp=at, status=status, body=body), [key]
            ),
        }
        self.send_response(status)
        for name, value in {**signed, **(headers or {})}.items():
            if value:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[Any]:
    made: Any = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.seen, made.play = [], lambda handler, _body: handler.answer(200, b"{}")
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


def _channel(server: Any, **given: Any) -> Channel:
    url = f"http://127.0.0.1:{server.server_address[1]}"
    return Channel(**{"url": url, "shop": SHOP, "keys": [KEY], "timeout_s": 2.0, **given})


def test_the_seam_is_the_one_of_the_pinned_version() -> None:
    assert version("woocommerce").split(".")[0] == "3"
    assert "_API__request" in SignedApi.__mro__[1].__dict__


def test_a_request_is_signed_over_its_logical_route(server: Any) -> None:
    def play(handler: Handler, body: bytes) -> None:
        request = Request(
            id=handler.headers[ID_HEADER],
            timestamp=int(handler.headers[TIMESTAMP_HEADER]),
            direction=Direction.TO_SHOP,
            shop=handler.headers[SHOP_HEADER],
            method="POST",
            route="/counterfoil/v1/ack",
            body=body,
        )
        verify(request, handler.headers[SIGNATURE_HEADER], [KEY], now=time.time())
        handler.answer(200, b'{"ok":1}')

    server.play = play
    assert SignedApi(_channel(server)).call("/counterfoil/v1/ack", b"{}").body == b'{"ok":1}'
    plain = SignedApi(_channel(server, has_plain_permalinks=True))
    assert plain.call("/counterfoil/v1/ack", b"{}").status == 200
    assert [path for path, _, _ in server.seen] == [
        "/wp-json/counterfoil/v1/ack",
        "/?rest_route=%2Fcounterfoil%2Fv1%2Fack",
    ]


def test_the_connection_is_kept_and_every_attempt_has_an_id_of_its_own(server: Any) -> None:
    api = SignedApi(_channel(server))
    for _ in range(3):
        api.call("/counterfoil/v1/ack", b"{}")
    assert len({address for _, _, address in server.seen}) == 1
    assert len({headers[ID_HEADER] for _, headers, _ in server.seen}) == 3


@pytest.mark.parametrize(
    ("play", "said"),
    [
        (lambda h, _b: h.answer(200, b"{}", key=b"x" * 32), "not signed with the pairing's secret"),
        (lambda h, _b: h.answer(200, b"<html>", headers={SIGNATURE_HEADER: ""}), "not signed"),
        (lambda h, _b: h.answer(200, b"{}", headers={ID_HEADER: "another"}), "not signed by"),
        (lambda h, _b: h.answer(404, b"", headers={SIGNATURE_HEADER: ""}), "is Counterfoil active"),
        (
            lambda h, _b: h.answer(
                301, b"", headers={SIGNATURE_HEADER: "", "Location": "https://www.shop.example/"}
            ),
            "sends us on to https://www.shop.example/",
        ),
        (
            lambda h, _b: h.answer(
                401, b'{"error":"bad_signature"}', headers={SIGNATURE_HEADER: ""}
            ),
            "the secret differs",
        ),
        (lambda h, _b: h.connection.shutdown(socket.SHUT_RDWR), "does not answer"),
        (lambda _h, _b: time.sleep(3), "does not answer"),
    ],
)
def test_what_the_plugin_has_not_signed_is_no_answer(server: Any, play: Play, said: str) -> None:
    server.play = play
    with pytest.raises(ShopUnavailableError, match=said):
        SignedApi(_channel(server, timeout_s=0.5)).call("/counterfoil/v1/ack", b"{}")


def test_an_answer_for_another_status_is_not_believed(server: Any) -> None:
    """Somebody between turns a refusal into a success."""

    def play(handler: Handler, _body: bytes) -> None:
        request_id, at = handler.headers[ID_HEADER], int(time.time())
        answer = Answer(request_id=request_id, timestamp=at, status=409, body=b"{}")
        handler.answer(200, b"{}", headers={SIGNATURE_HEADER: sign(answer, [KEY])})

    server.play = play
    with pytest.raises(ShopUnavailableError, match="not signed with"):
        SignedApi(_channel(server)).call("/counterfoil/v1/ack", b"{}")


async def test_a_refusal_keeps_the_plugins_word(server: Any) -> None:
    server.play = lambda h, _b: h.answer(503, json.dumps({"error": "not_ready"}).encode())
    shop = WooShop(
        name="main",
        uuid=SHOP,
        code="WEB",
        agent=AgentName(id="a", version="1"),
        make_api=lambda: SignedApi(_channel(server)),
    )
    with pytest.raises(ShopUnavailableError) as caught:
        await shop.acknowledge([])
    assert caught.value.code == "not_ready"
    await shop.close()


@pytest.mark.parametrize("off_s", [-120, 0, 120])
async def test_how_far_the_shops_clock_is_off_is_known_from_its_answers(
    server: Any, off_s: int
) -> None:
    def play(handler: Handler, _body: bytes) -> None:
        request_id, at = handler.headers[ID_HEADER], int(time.time()) + off_s
        body = b'{"acknowledged": 0, "unknown": [], "open": 0}'
        answer = Answer(request_id=request_id, timestamp=at, status=200, body=body)
        stamped = {TIMESTAMP_HEADER: str(at), SIGNATURE_HEADER: sign(answer, [KEY])}
        handler.answer(200, body, headers=stamped)

    server.play = play
    shop = WooShop(
        name="main",
        uuid=SHOP,
        code="WEB",
        agent=AgentName(id="a", version="1"),
        make_api=lambda: SignedApi(_channel(server)),
    )
    assert shop.ahead_s is None
    await shop.acknowledge([])
    assert shop.ahead_s == pytest.approx(off_s, abs=5)
    await shop.close()


async def test_an_answer_of_another_shape_asks_for_the_same_version(server: Any) -> None:
    shop = WooShop(
        name="main",
        uuid=SHOP,
        code="WEB",
        agent=AgentName(id="a", version="1"),
        make_api=lambda: SignedApi(_channel(server)),
    )
    with pytest.raises(ShopUnavailableError, match="same version"):
        await shop.acknowledge([])
    await shop.close()
