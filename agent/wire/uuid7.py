"""Ids that rise with time (RFC 9562, version 7)."""

from uuid import UUID


def uuid7(milliseconds: int, random_bytes: bytes) -> str:
    """An id from Unix milliseconds and ten random bytes."""
    value = (milliseconds & (2**48 - 1)) << 80 | int.from_bytes(random_bytes[:10], "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=value))
