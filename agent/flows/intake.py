"""The one door behind all three nets: a verified event is durable before anybody is told so.

Nothing of the body is read here; that is the worker's.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from agent.journal import Journal
from agent.journal.events import Arrival, Net
from agent.wire.envelope import Envelope


class UnknownShopError(Exception):
    """The envelope names a shop that is not paired with this agent."""


class Intake:
    """Keeps events of known shops and wakes the workers."""

    def __init__(
        self,
        journal: Journal,
        shop_ids: Mapping[str, int],
        *,
        clock: Callable[[], datetime],
        wake: Callable[[], None],
    ) -> None:
        self._journal = journal
        self._shop_ids = shop_ids
        self._clock = clock
        self._wake = wake

    async def accept(self, envelope: Envelope, raw: bytes, *, net: Net) -> bool:
        """Keep the event; when this returns it survives kill -9 and power cut.

        True where it is new, False where it was kept before.

        Raises:
            UnknownShopError: no such shop here.
            OtherBytesError: its id is known with another content; nothing was changed.
            JournalFullError, JournalDeadError: it was not kept.
        """
        shop_id = self._shop_ids.get(envelope.shop)
        if shop_id is None:
            raise UnknownShopError(envelope.shop)
        is_new = await self._journal.accept(
            Arrival(
                event_id=envelope.id,
                shop_id=shop_id,
                order_id=envelope.order_id,
                incarnation=envelope.incarnation,
                seq=envelope.seq,
                kind=envelope.kind,
                net=net,
                made_at=envelope.made_at,
                received_at=self._clock(),
                raw=raw,
            )
        )
        if is_new:
            self._wake()
        return is_new
