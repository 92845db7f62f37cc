"""What shop and agent share: made once by `counterfoil pair`, kept as a credential here."""

import base64
import json
import secrets
from dataclasses import dataclass
from uuid import UUID, uuid4

from agent.wire.signature import SECRET_PREFIX, decode_secret

CONSTANT = "COUNTERFOIL_PAIRING"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """The shop's uuid and the live secrets, the one to sign with first."""

    shop: str
    secrets: tuple[str, ...]

    @property
    def keys(self) -> tuple[bytes, ...]:
        return tuple(decode_secret(secret) for secret in self.secrets)


def new_pairing() -> Pairing:
    secret = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
    return Pairing(shop=str(uuid4()), secrets=(secret,))


def as_credential(pairing: Pairing) -> str:
    """What is kept on this side."""
    return json.dumps({"shop": pairing.shop, "keys": list(pairing.secrets)})


def from_credential(text: str) -> Pairing:
    """Read what was kept.

    Raises:
        ValueError: it is not what `counterfoil pair` writes.
    """
    try:
        data = json.loads(text)
        pairing = Pairing(shop=str(UUID(data["shop"])), secrets=tuple(map(str, data["keys"])))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError("the credential is not one that `counterfoil pair` has written") from error
    if not pairing.keys:
        raise ValueError("the credential holds no key")
    return pairing


def wp_config_line(pairing: Pairing, *, code: str, listen: str) -> str:
    """The one line for the shop's wp-config.php (docs/reference/wire.md)."""
    data = {
        "v": 1,
        "shop": pairing.shop,
        "code": code,
        "keys": list(pairing.secrets),
        "agent": listen,
    }
    packed = base64.urlsafe_b64encode(json.dumps(data, separators=(",", ":")).encode())
    return f"define( '{CONSTANT}', 'cf1.{packed.decode().rstrip('=')}' );"
