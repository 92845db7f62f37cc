"""Our key at the ERP: a pure function of the order's identity; no journal is needed to find it."""

import base64

LENGTH_MAX = 24


def reference(shop_code: str, order_id: int, incarnation: str, suffix: str = "") -> str:
    """`<shop code>-<order id>-<first 4 base32 characters of the incarnation>` plus the suffix.

    Raises:
        ValueError: longer than 24 characters.
    """
    mark = base64.b32encode(bytes.fromhex(incarnation)).decode()[:4]
    made = f"{shop_code}-{order_id}-{mark}{suffix}"
    if len(made) > LENGTH_MAX:
        raise ValueError(f"the reference {made} is longer than {LENGTH_MAX} characters")
    return made
