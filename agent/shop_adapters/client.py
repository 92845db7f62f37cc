"""The `woocommerce` client with our signature in place of its keys, over a kept session.

The public client opens a connection for each call and cannot send headers; its one private request
method is replaced. A test holds the version whose seam this is.
"""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import requests
import woocommerce

from agent.ports.failures import ShopUnavailableError
from agent.wire.signature import (
    ID_HEADER,
    SHOP_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    Answer,
    Direction,
    Request,
    SignatureError,
    sign,
    verify,
)
from agent.wire.uuid7 import uuid7

ANSWER_BYTES_MAX = 16 * 1024 * 1024
CONNECT_TIMEOUT_S = 5.0
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A signed answer."""

    status: int
    body: bytes
    ahead_s: float  #: how far the shop's clock is ahead of ours, to a second or two


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Where a shop is and what is shared with it; `has_plain_permalinks`: `?rest_route=`."""

    url: str
    shop: str
    keys: Sequence[bytes]
    has_plain_permalinks: bool = False
    timeout_s: float = 30.0
    ca_file: Path | None = None


# The library has no types.
class SignedApi(woocommerce.API):  # type: ignore[misc]
    """One per thread: `requests` sessions are not to be shared."""

    def __init__(self, channel: Channel) -> None:
        super().__init__(
            url=channel.url, consumer_key="", consumer_secret="", timeout=channel.timeout_s
        )
        self._channel = channel
        self._session = requests.Session()
        # The environment may name proxies, keys (.netrc) and other certificates.
        self._session.trust_env = False
        self._session.verify = str(channel.ca_file) if channel.ca_file else True

    def close(self) -> None:
        self._session.close()

    def call(self, route: str, body: bytes) -> Reply:
        """POST to one of the plugin's routes (`/counterfoil/v1/…`).

        Raises:
            ShopUnavailableError: no answer, or none that the plugin has signed for this request.
        """
        reply: Reply = self.post(route, body)
        return reply

    # The name under which Python keeps the parent's private `__request`.
    def _API__request(  # noqa: N802
        self, method: str, endpoint: str, data: bytes, params: object = None, **_given: Any
    ) -> Reply:
        del params  # parameters travel in the body only
        request = Request(
            id=uuid7(time.time_ns() // 1_000_000, os.urandom(10)),
            timestamp=int(time.time()),
            direction=Direction.TO_SHOP,
            shop=self._channel.shop,
            method=method,
            route=endpoint,
            body=data,
        )
        try:
            with self._session.request(
                method,
                self._address(endpoint),
                data=data,
                headers=self._headers(request),
                timeout=(CONNECT_TIMEOUT_S, self.timeout),
                allow_redirects=False,
                stream=True,
            ) as response:
                return self._checked(request, response, _read(response))
        except requests.RequestException as error:
            raise ShopUnavailableError(f"{self.url} does not answer: {_short(error)}") from error

    def _address(self, route: str) -> str:
        if self._channel.has_plain_permalinks:
            return f"{self.url}/?{urlencode({'rest_route': route})}"
        return f"{self.url}/wp-json{route}"

    def _headers(self, request: Request) -> dict[str, str]:
        return {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Cache-Control": "no-store",
            "User-Agent": "Counterfoil",
            ID_HEADER: request.id,
            TIMESTAMP_HEADER: str(request.timestamp),
            SHOP_HEADER: request.shop,
            SIGNATURE_HEADER: sign(request, self._channel.keys),
        }

    def _checked(self, request: Request, response: requests.Response, body: bytes) -> Reply:
        answer = Answer(
            request_id=request.id,
            timestamp=_number(response.headers.get(TIMESTAMP_HEADER, "")),
            status=response.status_code,
            body=body,
        )
        header = response.headers.get(SIGNATURE_HEADER, "")
        if response.headers.get(ID_HEADER) != request.id or not header:
            raise ShopUnavailableError(_unsigned(self.url, response, body), code=_code(body))
        try:
            now = time.time()
            verify(answer, header, self._channel.keys, now=now)
        except SignatureError as error:
            raise ShopUnavailableError(_not_believed(self.url, error.code)) from error
        # The stamp has whole seconds: half a second of it has passed on average.
        ahead_s = answer.timestamp + 0.5 - now
        return Reply(status=response.status_code, body=body, ahead_s=ahead_s)


def _read(response: requests.Response) -> bytes:
    parts, size = [], 0
    for part in response.iter_content(_CHUNK):
        size += len(part)
        if size > ANSWER_BYTES_MAX:
            raise ShopUnavailableError(f"the answer is larger than {ANSWER_BYTES_MAX} bytes")
        parts.append(part)
    return b"".join(parts)


def _number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 16 else 0


def _short(error: requests.RequestException) -> str:
    """The innermost reason; the outer texts repeat addresses and object names."""
    reason: BaseException = error
    while True:
        inner = reason.args[0] if reason.args else None
        inner = getattr(inner, "reason", inner)
        if not isinstance(inner, BaseException):
            return str(reason).rsplit(": ", maxsplit=1)[-1] or type(reason).__name__
        reason = inner


_FIXES: dict[str, str] = {
    "bad_signature": "the secret differs on both sides: put the line that `counterfoil pair"
    " --show` prints into wp-config.php",
    "unknown_shop": "wp-config.php holds the pairing of another shop",
}


def _code(body: bytes) -> str:
    return next((code for code in _FIXES if f'"{code}"'.encode() in body[:200]), "")


def _unsigned(url: str, response: requests.Response, body: bytes) -> str:
    """What answered in the plugin's place, as far as it shows."""
    code = _code(body)
    if code:
        return f"{url} refuses us ({code}): {_FIXES[code]}"
    status = response.status_code
    if response.is_redirect:
        return (
            f"{url} sends us on to {response.headers.get('Location', '')[:200]}: use that address"
        )
    if status == requests.codes.not_found:
        return f"{url} does not know the plugin's routes (404): is Counterfoil active there?"
    kind = response.headers.get("Content-Type", "no type").split(";")[0]
    return f"{url} answered {status} with {kind}, not signed by the plugin: something before it?"


def _not_believed(url: str, code: str) -> str:
    if code == "expired":
        return f"the answer of {url} is old or its clock differs by more than 5 minutes"
    return f"the answer of {url} is not signed with the pairing's secret: {_FIXES['bad_signature']}"
