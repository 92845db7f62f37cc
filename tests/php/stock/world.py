"""One stock id, its buyers, the ERP and the agent, step by step, against the plugin's real books.

What the tests know is the truth: what WooCommerce took for each line, what the ERP has inside the
figure that is applied. The books are the plugin's own, read after every step.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.php.stock.worker import Worker

STOCK = 8
FIRST_ITEM = 900_001
PIECE = Decimal(1)
LONG_AGO = "2020-01-01 00:00:00"


class Broken(AssertionError):  # noqa: N818 - a law is broken
    """The books contradict the truth or themselves."""


@dataclass(slots=True)
class Request:
    """A request of the shop: what it has still to do. `gives_back`: it raises stock."""

    steps: list[tuple[Any, ...]]
    gives_back: bool = False
    item: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A push under way, with the truth at its reading."""

    epoch: int
    number: int
    figure: int
    credited: dict[int, int]
    inside: dict[int, int]


@dataclass(slots=True)
class World:
    """`start` is empty (seeded), or the cut-over rule for the two orders that are there before."""

    worker: Worker
    start: str = ""
    erp: int = STOCK
    want: dict[int, int] = field(default_factory=dict)
    taken: dict[int, int] = field(default_factory=dict)
    meta: dict[int, int] = field(default_factory=dict)
    inside: dict[int, int] = field(default_factory=dict)
    settled: dict[int, int] = field(default_factory=dict)
    known: dict[int, int] = field(default_factory=dict)
    requests: dict[str, Request] = field(default_factory=dict)
    flight: list[Message] = field(default_factory=list)
    reading: dict[str, Any] | None = None
    names: int = 0
    edits: int = 0
    drifts: bool = False
    term: int = 0
    counter: int = 0
    numbers: int = 0
    applied: Message | None = None
    is_lost: bool = False
    stock_id: int = 0
    sku: str = ""

    def __post_init__(self) -> None:
        made = self.worker.call("begin", STOCK)
        self.stock_id, self.sku = made["stock_id"], made["sku"]
        if self.start:
            for i, quantity in ((0, 2), (1, 1)):
                self._order(i, quantity, "wc-processing", reduced=quantity)
                if self.start == "inside":
                    self.inside[i] = self.settled[i] = quantity
                    self.erp -= quantity
            self.worker.call("seam", "old", "decrease", -3, False)
        self.restore()
        self.worker.call("wait_for_requests")
        if not self.start:
            self.snap()

    # The shop -------------------------------------------------------------------------------

    def sell(self, i: int = 0, quantity: int = 1, pending: int = 0) -> None:
        """An order takes pieces, if the shop shows them; each hook of the claim fires twice."""
        if i in self.want or self._shown() < quantity or len(self.requests) > 2:
            return
        self._order(i, quantity, "wc-pending" if pending else "wc-processing")
        self._request([("seam", "decrease", -quantity, i, quantity), *self._claims(i, quantity)], i)

    def cancel(self, i: int = 0) -> None:
        """The order is cancelled and gives back what its line says."""
        quantity = self.meta.get(i, 0)
        if not quantity or self._is_busy(i) or len(self.requests) > 2:
            return
        self.want[i] = 0
        self.worker.call("status", FIRST_ITEM + i, "wc-cancelled")
        self._request(
            [("seam", "increase", quantity, i, 0), *self._claims(i, 0)], i, gives_back=True
        )

    def edit(self, by: int = 1) -> None:
        """An admin types a number over the one of now."""
        if self._is_seeded():
            self.drifts = True
            self._request([("set", by)], gives_back=by > 0)

    def go(self, k: int = 0) -> None:
        """One step of a request under way."""
        if self.requests:
            name = sorted(self.requests, key=int)[k % len(self.requests)]
            self._step(name, self.requests[name].steps.pop(0))

    def finish(self, k: int = 0) -> None:
        """A request runs undisturbed to its end."""
        count = len(self.requests)
        while self.requests and len(self.requests) == count:
            self.go(k)

    def kill(self, k: int = 0) -> None:
        """Nothing of a request runs any more, and time goes by."""
        if self.requests:
            name = sorted(self.requests, key=int)[k % len(self.requests)]
            self.drifts = True
            request = self.requests.pop(name)
            self.is_lost |= request.gives_back
            self.worker.call("grow_old", name, FIRST_ITEM + request.item)
            # What it had not got to is owed as the order says.
            self.taken = {i: min(taken, self.want[i]) for i, taken in self.taken.items()}

    # The ERP --------------------------------------------------------------------------------

    def accept(self, i: int = 0) -> None:
        """The ERP takes what the order wants now, and tells the agent."""
        if i in self.want and not self.settled.get(i):
            self._book(i, self.want[i])
            self.known[i] = self.want[i]

    def release(self, i: int = 0) -> None:
        """The agent cancels the order in the ERP."""
        if i in self.known and self.inside.get(i):
            self._book(i, 0)
            del self.known[i]

    def moves(self, by: int = 1) -> None:
        self.erp = max(0, self.erp + by)

    # The agent ------------------------------------------------------------------------------

    def begin(self) -> None:
        self.counter += 1
        self.reading = {"epoch": self.term * 2**40 + self.counter, "known": dict(self.known)}

    def read(self) -> None:
        if self.reading:
            self.numbers += 1
            self.reading |= {
                "number": self.numbers,
                "figure": self.erp,
                "inside": dict(self.inside),
            }

    def compose(self) -> None:
        """A credit is given only for what was accepted before the reading and still is."""
        if not self.reading or "figure" not in self.reading:
            return
        r, self.reading = self.reading, None
        credited = {i: q for i, q in r["known"].items() if self.known.get(i) == q}
        self.flight.append(
            Message(
                epoch=r["epoch"],
                number=r["number"],
                figure=r["figure"],
                credited=credited,
                inside=r["inside"],
            )
        )

    def deliver(self, k: int = 0, stays: int = 0) -> None:
        """A message arrives, at once a second time; with `stays` it may come again later."""
        if not self.flight:
            return
        message = self.flight[k % len(self.flight)]
        if not stays:
            self.flight.remove(message)
        self._push(message)
        before = self._shown()
        self._push(message)
        if self._shown() != before:
            raise Broken("twice is not once")

    def seed(self) -> None:
        """A figure that is too old to be applied comes first: the books are seeded without one."""
        self._push(Message(epoch=0, number=0, figure=0, credited={}, inside={}))

    def snap(self) -> None:
        """Read undisturbed and delivered at once."""
        self.begin()
        self.read()
        self.compose()
        self.deliver(-1)

    def restore(self) -> None:
        """The agent begins from an old copy and says hello."""
        self.reading, self.counter = None, 0
        said = self.worker.call("hello", True)
        self.term = said["term"]

    # Running --------------------------------------------------------------------------------

    def run(self, steps: list[tuple[Any, ...]]) -> None:
        for name, *args in steps:
            getattr(self, name)(*args)
            self.check()
        while self.requests:
            self.go()
            self.check()
        self.snap()
        self.check()
        assert self.applied is not None, "the last figure was not applied"
        if not self.drifts:
            self._check_rest()

    def check(self) -> None:
        """Never more shown than there is; the books add up to the piece."""
        books = self.worker.call("books")
        row = books["stock"]
        if row is None or row["seeded_at"] is None or row["figure"] is None:
            return
        shown, figure = Decimal(books["shown"]), Decimal(row["figure"])
        unclaimed = Decimal(row["unclaimed"])
        outside = sum((_outside(line) for line in books["lines"]), Decimal(0))
        if shown != figure - outside - unclaimed - Decimal(books["held"]):
            raise Broken(f"the books do not add up: {books}")
        # What gives stock back is held at the seam only with later work: until its claim the
        # pieces are on sale; a killed one stays so until a correction.
        if self.is_lost or any(r.gives_back for r in self.requests.values()):
            return
        limit = figure - sum(
            max(0, self.taken[i] - self.settled.get(i, 0) - self._inside(i)) for i in self.taken
        )
        if shown > limit + self.edits:
            raise Broken(f"shown {shown}, at most {limit} are there: {books}")

    def _check_rest(self) -> None:
        """In rest everybody agrees, and nothing is left unclaimed."""
        books = self.worker.call("books")
        want = self.erp - sum(
            max(
                0,
                self.taken[i]
                - self.settled.get(i, 0)
                - self.inside.get(i, 0) * (not self.settled.get(i)),
            )
            for i in self.taken
        )
        if Decimal(books["shown"]) != want:
            raise Broken(f"shown {books['shown']} instead of {want}: {books}")
        if Decimal(books["stock"]["unclaimed"]) != 0 or books["moves"]:
            raise Broken(f"something is unclaimed at rest: {books}")

    # Parts ----------------------------------------------------------------------------------

    def _inside(self, i: int) -> int:
        if self.applied is None or self.settled.get(i):
            return 0
        return self.applied.inside.get(i, 0)

    def _order(self, i: int, quantity: int, status: str, reduced: int = 0) -> None:
        made = LONG_AGO if reduced else "2099-01-01 00:00:00"
        self.worker.call("order", FIRST_ITEM + i, quantity, reduced, status, made)
        self.want[i], self.taken[i], self.meta[i] = quantity, reduced, reduced

    def _claims(self, i: int, quantity: int) -> list[tuple[Any, ...]]:
        return [("meta", i, quantity), ("claim", i), ("claim", i)]

    def _request(
        self, steps: list[tuple[Any, ...]], item: int = -1, *, gives_back: bool = False
    ) -> None:
        self.names += 1
        self.requests[str(self.names)] = Request([*steps, ("end",)], gives_back, item)

    def _step(self, name: str, step: tuple[Any, ...]) -> None:
        kind, *args = step
        if kind == "seam":
            operation, by, i, taken = args
            self.worker.call("seam", name, operation, by)
            self.taken[i] = taken
        elif kind == "set":
            self.worker.call("seam", name, "set", int(self._shown()) + args[0])
            self.edits += args[0]
        elif kind == "meta":
            self.worker.call("meta", FIRST_ITEM + args[0], args[1])
            self.meta[args[0]] = args[1]
        elif kind == "claim":
            self.worker.call("claim", name, FIRST_ITEM + args[0])
        else:
            self.worker.call("end", name)
            del self.requests[name]

    def _is_busy(self, i: int) -> bool:
        return any(
            step[0] in ("seam", "meta", "claim") and i in step[1:]
            for request in self.requests.values()
            for step in request.steps
        )

    def _book(self, i: int, quantity: int) -> None:
        difference = quantity - self.inside.get(i, 0)
        self.erp -= difference
        self.inside[i] = quantity

    def _push(self, message: Message) -> None:
        item = {
            "stock_id": self.stock_id,
            "skus": [self.sku],
            "epoch": message.epoch,
            "figure": str(message.figure),
            "lines": [
                {"item_id": FIRST_ITEM + i, "credit": str(q), "final": "0"}
                for i, q in message.credited.items()
            ],
        }
        rule = self.start or "outside"
        answer = self.worker.call("route", "stock", {"orders_before_start": rule, "items": [item]})
        (result,) = answer["results"]
        assert result["result"] in ("applied", "stale", "not_ready"), result
        if result["result"] != "applied":
            return
        if self.applied is not None and message.number < self.applied.number:
            raise Broken("an older figure replaced a newer one")
        self.applied = message

    def _shown(self) -> Decimal:
        return Decimal(self.worker.call("books")["shown"])

    def _is_seeded(self) -> bool:
        row = self.worker.call("books")["stock"]
        return row is not None and row["seeded_at"] is not None


def _outside(line: dict[str, str]) -> Decimal:
    r, c = Decimal(line["claimed"]), Decimal(line["credit"])
    n, b = Decimal(line["final"]), Decimal(line["settled"])
    return max(Decimal(0), (r - b) - max(Decimal(0), c - n))


def parse(text: str) -> list[tuple[Any, ...]]:
    """`sell 0 1, go, snap` as steps."""
    words = [part.split() for part in text.split(",") if part.strip()]
    return [(name, *map(int, numbers)) for name, *numbers in words]
