"""A clock that jumps: hours of a broadcast pass in seconds, on a real ledger."""

import asyncio
import heapq
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.broadcasting.outcome import Final, Outcome, Wait
from bot.broadcasting.walker import Pace, Walker
from db import budget
from db.deliveries import DeliveryState
from tests.broadcasts.ledger import BOT_ID, NOW

ROUND_TRIP = 0.25  # seconds to Telegram and back: longer than a grant's slots last
WALKERS = 2


@dataclass
class Clock:
    """Stands still while anybody works; when all sleep, it is the time of the first to wake."""

    parties: int = WALKERS
    now: datetime = NOW
    _asleep: list[tuple[datetime, int, asyncio.Future[None]]] = field(default_factory=list)
    _numbers: count = field(default_factory=count)

    async def read(self, _session) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        until = self.now + timedelta(seconds=seconds)
        heapq.heappush(self._asleep, (until, next(self._numbers), woken))
        self._jump()
        await woken

    def leave(self) -> None:
        self.parties -= 1
        self._jump()

    def _jump(self) -> None:
        if self._asleep and len(self._asleep) == self.parties:
            until, _, woken = heapq.heappop(self._asleep)
            self.now = max(self.now, until)
            woken.set_result(None)


@dataclass
class Telegram:
    """Answers after a round trip; says once, after so many messages, to wait for so long."""

    engine: AsyncEngine
    clock: Clock
    refuses_after: int = 0
    wait: float = 0.0
    received: int = 0

    def sender(self):
        """One walker's: the messages of a grant travel together, as one sleep."""
        flight: asyncio.Task | None = None

        async def send(_delivery, _said) -> Outcome:
            nonlocal flight
            if flight is None:
                flight = asyncio.create_task(self.clock.sleep(ROUND_TRIP))
            await flight
            flight = None
            self.received += 1
            if self.received == self.refuses_after:
                await budget.freeze(self.engine, BOT_ID, self.wait, now=self.clock.now)
                return Wait(self.wait)
            return Final(DeliveryState.SENT, message_id=self.received)

        return send


async def walk_in_simulated_time(ledger, broadcast_id, telegram: Telegram) -> timedelta:
    """How long two walkers take at the usual rate."""
    clock = telegram.clock
    pace = Pace(clock=clock.read, sleep=clock.sleep)

    async def walk() -> None:
        await Walker(ledger.engine, BOT_ID, telegram.sender(), pace).walk(broadcast_id)
        clock.leave()

    await asyncio.gather(*(walk() for _ in range(WALKERS)))
    return clock.now - NOW
