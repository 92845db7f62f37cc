"""Workers: each takes an order's lane, does what can be done, and waits for the next."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from loguru import logger

from agent.delivery.lane import Claim
from agent.flows.orders_to_erp import OrdersToErp
from agent.journal import JournalDeadError

LOOK_AGAIN = timedelta(seconds=30)
AFTER_THE_UNFORESEEN_S = 5.0


class Workers:
    """Some workers on one flow. They end after what they are doing."""

    def __init__(self, flow: OrdersToErp, *, count: int, clock: Callable[[], datetime]) -> None:
        self._flow = flow
        self._count = count
        self._clock = clock
        self._ending = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [asyncio.create_task(self._work()) for _ in range(self._count)]

    async def stop(self) -> None:
        """Return when no worker holds an order."""
        self._ending.set()
        self._flow.wake.set()
        # Where one has ended with an error, the others still finish what they have in hand.
        ended = await asyncio.gather(*self._tasks, return_exceptions=True)
        for error in ended:
            if isinstance(error, BaseException):
                raise error

    async def idle(self) -> None:
        """Return (with the error) when a worker has ended by itself; for whoever watches."""
        done, _ = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()

    async def _work(self) -> None:
        while not self._ending.is_set():
            self._flow.wake.clear()
            if not await self._once():
                await self._rest()

    async def _once(self) -> bool:
        """Work on one order; False where there is none."""
        taken: Claim | None = None
        try:
            taken = await self._flow.claim()
            if taken is None:
                return False
            await self._flow.work(taken)
        except JournalDeadError:
            raise
        except Exception as error:  # noqa: BLE001 - the one place: whatever it is becomes a case
            return await self._unexpected(taken, error)
        return True

    async def _unexpected(self, taken: Claim | None, error: Exception) -> bool:
        """A case for the order in hand; without one the ERP could not even be asked how it is."""
        if taken is None:
            logger.opt(exception=error).error("The ERP cannot be asked; tried again by itself.")
            with suppress(TimeoutError):
                async with asyncio.timeout(AFTER_THE_UNFORESEEN_S):
                    await self._ending.wait()
            return False
        logger.opt(exception=error).error(
            "Order {}: an unexpected error; a case is open.", taken.order_id
        )
        await self._flow.open_unexpected_case(taken, error)
        return True

    async def _rest(self) -> None:
        """Until an event comes, something is due, or half a minute has passed."""
        due = await self._flow.next_due()
        until = min(due, self._clock() + LOOK_AGAIN) if due else self._clock() + LOOK_AGAIN
        seconds = max(0.02, (until - self._clock()).total_seconds())
        try:
            async with asyncio.timeout(seconds):
                await self._flow.wake.wait()
        except TimeoutError:
            return
