"""Our key at the ERP: a pure function of the order's identity; no journal is needed to find it.

Whether it fits a system's field is judged where the order is prepared: too long is a case.
"""

import base64

LENGTH_MAX = 24


def reference(shop_code: str, order_id: int, incarnation: str, suffix: str = "") -> str:
    """`<shop code>-<order id>-<first 4 base32 characters of the incarnation>` plus the suffix."""
    mark = base64.b32encode(bytes.fromhex(incarnation)).decode()[:4]
    return f"{shop_code}-{order_id}-{mark}{suffix}"
