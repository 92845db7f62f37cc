"""The load on a door, a process of its own: so many clients on kept connections, each in series.

Requests are made and signed before the clock starts; the plan comes as JSON on standard input,
the tally leaves as JSON on standard output.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

import uvloop

from tests.benchmarks.harness import percentile
from tests.benchmarks.order_event import http_requests

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadPlan:
    """Against which door, by how many, for how long, and with how many events at most."""

    socket: str
    shop: str
    key: str  #: hexadecimal
    clients: int
    warm_up_s: float
    seconds: float
    events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What came back. `stored` counts every 202 from the first, `rate` those on the clock."""

    rate: float
    p50_ms: float
    p99_ms: float
    stored: int
    refused: int
    ran_out: bool


@dataclass(slots=True, kw_only=True)
class _Course:
    """What the clients of one run share."""

    requests: Iterator[bytes]
    begin: float = 0.0
    end: float = float("inf")
    taken_ms: list[float] = field(default_factory=list)
    stored: int = 0
    refused: int = 0
    last: float = 0.0
    ran_out: bool = False


class _Client(asyncio.Protocol):
    """One kept connection: the next request leaves when the answer to the last is whole."""

    def __init__(self, course: _Course) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._course = course
        self._answer = b""
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._answer += data
        head = self._answer.find(b"\r\n\r\n")
        if head < 0:
            return
        length = _LENGTH.search(self._answer, 0, head)
        if len(self._answer) < head + 4 + int(length[1] if length else 0):
            return
        self._note(self._answer[9:12] == b"202")
        self._answer = b""
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the door closed the connection"))

    def _note(self, stored: bool) -> None:
        now, course = time.perf_counter(), self._course
        course.stored += stored
        course.refused += not stored
        if stored and course.begin <= now <= course.end:
            course.taken_ms.append((now - self._sent) * 1000)
            course.last = now

    def _next(self) -> None:
        self._sent = time.perf_counter()
        request = None if self._sent >= self._course.end else next(self._course.requests, None)
        if request is not None:
            self._transport.write(request)  # type: ignore[attr-defined] # a stream's transport
            return
        self._course.ran_out |= self._sent < self._course.end
        self.done.set_result(None)
        self._transport.close()


async def run(plan: LoadPlan) -> Tally:
    made = list(http_requests(plan.shop, bytes.fromhex(plan.key), plan.events))
    course = _Course(requests=iter(made))
    loop = asyncio.get_running_loop()
    course.begin = time.perf_counter() + plan.warm_up_s
    course.end = course.begin + plan.seconds
    clients = [
        (await loop.create_unix_connection(lambda: _Client(course), plan.socket))[1]
        for _ in range(plan.clients)
    ]
    await asyncio.gather(*(client.done for client in clients))
    if not course.taken_ms:
        raise SystemExit(f"the door stored nothing, it refused {course.refused}")
    spent = course.last - course.begin if course.ran_out else plan.seconds
    return Tally(
        rate=len(course.taken_ms) / spent,
        p50_ms=percentile(course.taken_ms, 0.5),
        p99_ms=percentile(course.taken_ms, 0.99),
        stored=course.stored,
        refused=course.refused,
        ran_out=course.ran_out,
    )


if __name__ == "__main__":
    tally = uvloop.run(run(LoadPlan(**json.load(sys.stdin))))
    sys.stdout.write(json.dumps(asdict(tally)))
