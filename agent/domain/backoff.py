"""How long to wait after the nth failure: a decision, carried out by whoever asks."""

from datetime import timedelta

BASE_S = 1.0
CAP_S = 300.0


def backoff(
    failures: int, *, roll: float, base_s: float = BASE_S, cap_s: float = CAP_S
) -> timedelta:
    """Doubling from `base_s` to `cap_s`; `roll` (0 to 1) spreads it over its upper half.

    The spread keeps a hundred orders that failed together from coming back together.
    """
    doubled = base_s * 2.0 ** min(max(failures, 1) - 1, 40)
    return timedelta(seconds=min(cap_s, doubled) * (0.5 + 0.5 * roll))
