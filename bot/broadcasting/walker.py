"""The walker: goes through a broadcast's ledger grant by grant, until nothing waits."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.broadcasting.outcome import Outcome, Stop
from bot.broadcasting.settlement import is_out_of_order, settlement
from db import broadcasts, budget, grants, walks
from db.broadcasts import BroadcastText
from db.grants import Grant, Granted
from db.transaction import transaction

_GRANTS_A_SECOND = 5
_OUT_OF_ORDER = 5.0  # seconds of rest after a grant without one sure answer; doubled each time
_LONGEST_REST = 320.0
_NAP = 0.5  # seconds, when nobody can be granted anything just now
_LOOK = 1.0  # seconds after which a walker looks how its broadcast stands

_log = logging.getLogger(__name__)

Send = Callable[[Granted, BroadcastText], Awaitable[Outcome]]


@dataclass(frozen=True)
class Pace:
    """How fast, and whose clock: the database's, unless a trial brings its own."""

    rate: float = budget.BULK_RATE
    lease: timedelta = grants.LEASE
    clock: Callable[[AsyncSession], Awaitable[datetime]] = budget.clock
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    @property
    def most(self) -> int:
        """The deliveries of one grant."""
        return max(1, int(self.rate / _GRANTS_A_SECOND))


@dataclass(frozen=True)
class Walker:
    """Walks with one bot's budget; any number of them may walk through one broadcast."""

    engine: AsyncEngine
    bot_id: int
    send: Send
    pace: Pace = Pace()
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def walk(self, broadcast_id: UUID) -> bool:
        """Walks until nothing waits or the broadcast no longer runs; False when we are to stop."""
        async with transaction(self.engine) as session:
            texts = await broadcasts.texts(session, broadcast_id)
        looked: datetime | None = None
        rest = _OUT_OF_ORDER
        while not self.stopping.is_set():
            now, step = await self._grant(broadcast_id)
            pause = 0.0
            match step:
                case Grant():
                    is_sure = await self._carry_out(step, texts)
                    rest = _OUT_OF_ORDER if is_sure else await self._rest(rest)
                case None:
                    looked, pause = None, _NAP
                case float():
                    pause = min(step, _LOOK)
            if looked is None or (now - looked).total_seconds() >= _LOOK:
                looked = now
                if not await self._look(broadcast_id):
                    return True
            if pause:
                await self.pace.sleep(pause)
        return False

    async def _grant(self, broadcast_id: UUID) -> tuple[datetime, Grant | float | None]:
        """The time and a grant, or the seconds until one may be had, or None: nobody waits now."""
        async with transaction(self.engine) as session:
            free_at = await budget.lock(session, self.bot_id)
            now = await self.pace.clock(session)
            if free_at > now:
                return now, (free_at - now).total_seconds()
            most, lease = self.pace.most, self.pace.lease
            grant = await grants.claim(session, broadcast_id, most, now=now, lease=lease)
            if grant is not None:
                slots = len(grant.deliveries)
                await budget.spend(session, self.bot_id, slots, self.pace.rate, now=now)
            return now, grant

    async def _carry_out(self, grant: Grant, texts: Mapping[str, BroadcastText]) -> bool:
        """Sends all of a grant at once, with no transaction open, and settles what is known.

        False when not one answer is sure: then Telegram, or the way to it, is out of order.
        """
        calls = (self.send(it, texts[it.language]) for it in grant.deliveries)
        ended = await asyncio.gather(*calls, return_exceptions=True)
        known = [
            (delivery, end)
            for delivery, end in zip(grant.deliveries, ended, strict=True)
            if not isinstance(end, BaseException)
        ]
        await self._settle(grant, known)
        for end in ended:
            if isinstance(end, BaseException):  # a bug: its delivery becomes unknown
                raise end
        return not all(is_out_of_order(end) for _, end in known)

    async def _settle(self, grant: Grant, ended: Sequence[tuple[Granted, Outcome]]) -> None:
        """Does not give up on a database out of reach before the grant is taken away."""
        async with asyncio.timeout(self.pace.lease.total_seconds()):
            while True:
                try:
                    return await self._write(grant, ended)
                except DBAPIError:
                    _log.warning(
                        "the database is out of reach; a grant of %s is settled later",
                        grant.broadcast_id,
                    )
                    await self.pace.sleep(_LOOK)

    async def _rest(self, seconds: float) -> float:
        """Nobody tries a Telegram that is out of order for that long; next time for longer."""
        async with transaction(self.engine) as session:
            now = await self.pace.clock(session)
        await budget.freeze(self.engine, self.bot_id, seconds, now=now)
        return min(2 * seconds, _LONGEST_REST)

    async def _write(self, grant: Grant, ended: Sequence[tuple[Granted, Outcome]]) -> None:
        async with transaction(self.engine) as session:
            now = await self.pace.clock(session)
            settled = [settlement(delivery, became, now) for delivery, became in ended]
            await grants.settle(session, grant, settled, now=now)
            for reason in {became.reason for _, became in ended if isinstance(became, Stop)}:
                await walks.pause(session, grant.broadcast_id, reason)

    async def _look(self, broadcast_id: UUID) -> bool:
        async with transaction(self.engine) as session:
            now = await self.pace.clock(session)
            return await walks.tend(session, broadcast_id, now=now)
