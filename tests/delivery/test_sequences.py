"""Each rule's stored minimal sequence, from `lab/delivery_model.py`, against the real code."""

import pytest

from .world import failure, parse

SEQUENCES = {
    "attempt first": ("", "order 1, take, die 7, work, start"),
    "crash before a byte left": ("look", "order 1, take, die 7, work, start"),
    "crash after the ERP did it": ("look", "order 1, take, die 8, work, start"),
    "ask after": ("look", "order 1, run 3"),
    "absent twice": ("look", "order 1, run 1, wait 4, glitch"),
    "open question": ("unique", "order 3, run 3 3"),
    "retry barred": ("", "order 1, run 3, retry"),
    "lane": ("look", "order 1, run 1, cancel, run"),
    "cancel waits": ("look", "order 1, run 1, cancel"),
    "next document": ("unique", "order 1, run 1, edit 2"),
    "seq": ("", "order 1, edit 2, deliver 1"),
    "discard barred": ("", "order 1, run 3, discard"),
    "differs bars": ("look rounds", "order 2, run, retry"),
    "release as it was": ("", "order 1, run 1, hold, release"),
    "looked late": ("", "order 1, run 3, looked"),
    "sent is the end": ("look", "order 1, slow 3, run 3 3"),
    "per kind": ("unique amends", "order 1, run, edit 2, run 1"),
    "ends with a person": ("unique", "order 3, run 1"),
    "duplicate": ("unique", "order 1, run 1"),
    "quiet": ("unique frees", "order 1, run 3 3, cancel"),
    "by kind": ("look", "order 1, run, cancel, run 2"),
    "early is create": (
        "look amends",
        "order 1, run, edit 2, run 0 2, edit 1, run 2, wait 1, run",
    ),
    "newest": ("", "order 3, run, edit 1"),
    "unchanged": ("", "order 1, run, edit 0"),
    "outside": ("", "order 3, run, discard, edit 1"),
    "live again": ("", "order 1, run, cancel, run, edit 2"),
    "poison asks": ("look", "order 1, run 1, wait 1" + ", die 2, work, start" * 3 + ", work"),
    "waits for payment": ("look", "order 0, run, edit 1"),
    "cancelled before": ("look", "order 0, run, cancel"),
    "too old": ("look", "order 5, run, cancel"),
    "certainly not done": ("", "order 1, run 4, edit 2"),
    "held and discarded": ("", "order 1, run 4, hold, discard"),
    "hold a case": ("look", "order 3, run 5, hold, release"),
    "amended": ("look amends", "order 1, run, edit 2, run"),
    "mapping refuses": ("look", "order 4, run, retry"),
}


@pytest.mark.parametrize(("flags", "text"), SEQUENCES.values(), ids=SEQUENCES.keys())
async def test_the_sequence_keeps_all_laws(flags: str, text: str) -> None:
    assert await failure(flags, parse(text)) is None
