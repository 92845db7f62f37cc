"""Who said it, when, and that nothing was changed: HMAC-SHA256 after Standard Webhooks."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

ID_HEADER = "X-Counterfoil-Id"
TIMESTAMP_HEADER = "X-Counterfoil-Timestamp"
SHOP_HEADER = "X-Counterfoil-Shop"
SIGNATURE_HEADER = "X-Counterfoil-Signature"

TOLERANCE_S = 300
EVENT_BYTES_MAX = 1024 * 1024
SECRET_PREFIX = "whsec_"  # noqa: S105 - the public prefix of every secret, not one


class Direction(StrEnum):
    """Which half speaks; signed, so that a message cannot be turned back on its sender."""

    TO_AGENT = "shop-to-agent"
    TO_SHOP = "agent-to-shop"


class SignatureError(Exception):
    """The message is not what a holder of the key has said just now; `code` is the wire's word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is signed of a request; `route` is the logical one."""

    id: str
    timestamp: int
    direction: Direction
    shop: str
    method: str
    route: str
    body: bytes

    def text(self) -> bytes:
        parts = (self.id, str(self.timestamp), self.direction, self.shop, self.method, self.route)
        return ".".join((*parts, hashlib.sha256(self.body).hexdigest())).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is signed of an answer: it belongs to one request and to one status."""

    request_id: str
    timestamp: int
    status: int
    body: bytes

    def text(self) -> bytes:
        digest = hashlib.sha256(self.body).hexdigest()
        return f"{self.request_id}.{self.timestamp}.{self.status}.{digest}".encode()


def decode_secret(secret: str) -> bytes:
    """The key's bytes from `whsec_<base64>`.

    Raises:
        ValueError: not of that form, or shorter than 24 bytes.
    """
    if not secret.startswith(SECRET_PREFIX):
        raise ValueError(f"a secret starts with {SECRET_PREFIX}")
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("a secret is base64 after its prefix") from error
    if len(key) < 24:
        raise ValueError("a secret has at least 24 bytes")
    return key


def sign(message: Request | Answer, keys: Sequence[bytes]) -> str:
    """The signature header's value: one signature for each live key."""
    text = message.text()
    return " ".join(f"v1,{_mac(key, text)}" for key in keys)


def verify(message: Request | Answer, header: str, keys: Sequence[bytes], *, now: float) -> None:
    """Return if the message is fresh and one of its signatures was made with one of the keys.

    Raises:
        SignatureError: `bad_signature`, or `expired` when the signature is right but old.
    """
    text = message.text()
    expected = [_mac(key, text) for key in keys]
    offered = [part[3:] for part in header.split() if part.startswith("v1,")]
    matches = [hmac.compare_digest(a.encode(), b.encode()) for a in offered for b in expected]
    if not any(matches):
        raise SignatureError("bad_signature")
    if abs(now - message.timestamp) > TOLERANCE_S:
        raise SignatureError("expired")


def _mac(key: bytes, text: bytes) -> str:
    return base64.b64encode(hmac.digest(key, text, "sha256")).decode()
