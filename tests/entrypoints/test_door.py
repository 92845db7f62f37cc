"""The door over real sockets: what is right is durable, whatever is wrong is refused and unkept."""

import json
import socket
import stat
import time
from pathlib import Path
from typing import Any

import pytest

from agent.entrypoints.door import Door
from agent.wire.signature import EVENT_BYTES_MAX, Direction
from tests.delivery.orders import body_of, envelope_bytes

from .knocking import NEW_KEY, NO_KEY, OLD_KEY, OTHER_SHOP, SHOP, Knock, Street, street


def envelope(**changes: Any) -> bytes:
    raw = json.loads(envelope_bytes(Knock().id, SHOP, 1001, seq=1, body=body_of("1", 1)))
    return json.dumps({**raw, **changes}).encode()


def envelope_of_size(size: int) -> bytes:
    padding = size - len(envelope(body={"note": ""}))
    return envelope(body={"note": "x" * padding})


async def test_a_right_event_is_kept_and_the_answer_is_signed(opened: Street) -> None:
    heard = await opened.knock()
    assert (heard.status, heard.says, heard.is_signed) == (202, {"stored": True}, True)
    assert await opened.kept() == 1


async def test_the_same_event_again_is_stored_once_and_told_stored_again(opened: Street) -> None:
    for at in (None, time.time() - 100):
        assert (await opened.knock(at=at)).status == 202
    assert await opened.kept() == 1


async def test_another_content_under_a_known_id_is_refused(opened: Street) -> None:
    await opened.knock()
    heard = await opened.knock(raw=envelope(body={"note": "another"}))
    assert (heard.status, heard.error, heard.is_signed) == (409, "replayed", True)
    assert await opened.kept() == 1


@pytest.mark.parametrize(
    "forged",
    [
        Knock(keys=(NO_KEY,)),
        Knock(keys=()),
        Knock(route="/v1/other"),
        Knock(direction=Direction.TO_SHOP),
        Knock(changed_to=envelope(order_id=1002)),
        Knock(changed_to=b""),
    ],
    ids=["another key", "no signature", "another route", "turned back", "changed", "emptied"],
)
async def test_a_forged_event_is_refused_without_a_signature(opened: Street, forged: Knock) -> None:
    heard = await opened.knock(forged)
    assert (heard.status, heard.error, heard.is_signed) == (401, "bad_signature", False)
    assert await opened.kept() == 0


@pytest.mark.parametrize("off_s", [-310, 310])
async def test_an_old_or_early_event_is_refused_with_the_agents_time(
    opened: Street, off_s: int
) -> None:
    heard = await opened.knock(at=time.time() + off_s)
    assert (heard.status, heard.error, heard.is_signed) == (401, "expired", True)
    assert abs(int(heard.says["params"]["now"]) - time.time()) < 60
    assert await opened.kept() == 0


async def test_a_timestamp_that_is_none_is_no_signature(opened: Street) -> None:
    for text in ("", "now", "1e9", "9" * 30, "-1", "१२"):
        headers = {**Knock().headers(), "X-Counterfoil-Timestamp": text}
        async with opened.session.post(opened.url, data=Knock().body, headers=headers) as response:
            assert response.status == 401


@pytest.mark.parametrize("is_chunked", [False, True], ids=["told", "chunked"])
async def test_what_is_too_large_is_refused_before_it_is_hashed(
    opened: Street, *, is_chunked: bool
) -> None:
    raw = envelope_of_size(EVENT_BYTES_MAX + 1)
    heard = await opened.knock(raw=raw, is_chunked=is_chunked)
    assert (heard.status, heard.error, heard.is_signed) == (413, "too_large", True)
    assert await opened.kept() == 0


@pytest.mark.parametrize("is_chunked", [False, True], ids=["told", "chunked"])
async def test_the_largest_that_is_allowed_is_kept(opened: Street, *, is_chunked: bool) -> None:
    raw = envelope_of_size(EVENT_BYTES_MAX)
    assert (await opened.knock(raw=raw, is_chunked=is_chunked)).status == 202
    assert await opened.kept() == 1


@pytest.mark.parametrize(
    ("raw", "where"),
    [
        (b"{", "body"),
        (b"[]", "body"),
        (b"\xff\xfe", "body"),
        (envelope(seq=-1), "seq"),
        (envelope(order_id="x"), "order_id"),
        (envelope(kind="party"), "kind"),
        (envelope(made_at="2026-11-25T12:00:00"), "made_at"),
        (envelope(body=[1]), "body"),
        (envelope(incarnation="XYZ"), "incarnation"),
        (envelope(id=OTHER_SHOP), "id"),
        (envelope(shop=OTHER_SHOP), "id"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_is_no_envelope_is_refused_with_the_place(
    opened: Street, raw: bytes, where: str
) -> None:
    heard = await opened.knock(raw=raw)
    assert (heard.status, heard.error, heard.is_signed) == (400, "malformed", True)
    assert heard.says["params"] == {"where": where}
    assert await opened.kept() == 0


async def test_a_version_that_is_not_spoken_here_is_said_so(opened: Street) -> None:
    heard = await opened.knock(raw=envelope(v=2))
    assert (heard.status, heard.error) == (400, "unsupported_version")
    assert heard.says["params"] == {"known": "1"}
    assert await opened.kept() == 0


async def test_a_shop_that_is_not_paired_here_is_not_known(opened: Street) -> None:
    heard = await opened.knock(shop=OTHER_SHOP)
    assert (heard.status, heard.error, heard.is_signed) == (401, "unknown_shop", False)
    assert await opened.kept() == 0


async def test_a_full_disk_refuses_and_lets_in_again_when_there_is_room(opened: Street) -> None:
    await opened.journal.write(
        lambda tx: tx.exec_driver_sql("PRAGMA max_page_count = 1").scalar_one()
    )
    large = envelope_of_size(EVENT_BYTES_MAX)
    heard = await opened.knock(raw=large)
    assert (heard.status, heard.error, heard.is_signed) == (507, "disk_full", True)
    assert await opened.kept() == 0

    await opened.journal.write(
        lambda tx: tx.exec_driver_sql("PRAGMA max_page_count = 100000").scalar_one()
    )
    assert (await opened.knock(raw=large)).status == 202
    assert await opened.kept() == 1


async def test_a_dead_disk_refuses_everything(opened: Street) -> None:
    opened.journal._writer._dead = OSError("the disk has gone")
    heard = await opened.knock()
    assert (heard.status, heard.error, heard.is_signed) == (503, "busy", True)
    assert await opened.kept() == 0


@pytest.mark.parametrize("key", [OLD_KEY, NEW_KEY], ids=["old key", "new key"])
async def test_while_two_keys_live_either_opens(tmp_path: Path, listen: str, key: bytes) -> None:
    async with street(tmp_path, listen=listen, keys=(NEW_KEY, OLD_KEY)) as opened:
        heard = await opened.knock(keys=(key,))
        assert (heard.status, heard.is_signed) == (202, True)


async def test_only_the_one_route_is_there(opened: Street) -> None:
    async with opened.session.get(opened.url) as response:
        assert response.status == 405
    async with opened.session.post(opened.url + "/x", data=b"") as response:
        assert response.status == 404


async def test_the_socket_lets_its_group_in_and_nobody_else(tmp_path: Path) -> None:
    path = tmp_path / "run" / "agent.sock"
    async with street(tmp_path, listen=f"unix:{path}"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o660
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o750


async def test_a_left_over_socket_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "run" / "agent.sock"
    path.parent.mkdir()
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    async with street(tmp_path, listen=f"unix:{path}") as opened:
        assert (await opened.knock()).status == 202


async def test_none_opens_nothing(opened: Street) -> None:
    door = Door(opened.door._intake, {SHOP: (NEW_KEY,)})
    await door.open("none")
    await door.close()
