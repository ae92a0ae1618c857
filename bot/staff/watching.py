"""The loop that keeps everybody who follows a broadcast up to date, in one message each."""

import asyncio
import hashlib
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.staff import standing
from bot.staff.messages import Change, Say
from bot.staff.sending import deliver, seconds
from db import watches
from db.broadcasts import Broadcast, BroadcastState
from db.budget import BULK_RATE
from db.keyring import Keyring
from db.leader import candidate
from db.staff import Act, chat_of
from db.transaction import clock, transaction
from db.watches import Watch

_TASK = "watch broadcasts"
_SAMPLE = timedelta(seconds=15)  # over which the pace is taken
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rhythm:
    """How often a look is taken, and how long a chat is left alone between two edits."""

    look: float = 1.0  # seconds
    quiet: timedelta = timedelta(seconds=2)
    rest: float = 5.0  # seconds, after the database or Telegram were out of reach


@dataclass
class Watcher:
    """Looks, and says what changed. Of several processes one does it, until it ends."""

    engine: AsyncEngine
    keyring: Keyring
    bot: Bot
    rhythm: Rhythm = Rhythm()
    spoken: dict[int, datetime] = field(default_factory=dict)  # when, by chat
    paces: dict[UUID, "Pace"] = field(default_factory=dict)

    async def watch(self) -> None:
        """Until cancelled; no outage ends it."""
        while True:
            try:
                await self._lead()
            except RetryAfter as wait:
                await asyncio.sleep(seconds(wait))
            except (DBAPIError, PoolTimeoutError, OSError, NetworkError) as error:
                _log.warning("progress is not shown just now: %s", type(error).__name__)
                await asyncio.sleep(self.rhythm.rest)
            except Exception as error:  # noqa: BLE001 - a bug here must not stop an approval
                _log.error("progress is not shown: %s", type(error).__name__)
                await asyncio.sleep(self.rhythm.rest)

    async def _lead(self) -> None:
        async with candidate(self.engine, _TASK) as process:
            while True:
                if await process.leads():
                    await self.look()
                await asyncio.sleep(self.rhythm.look)

    async def look(self) -> None:
        """Once over all that is watched; no transaction is open while Telegram is waited for."""
        async with transaction(self.engine) as session:
            now = await clock(session)
            found = await watches.all_open(session)
            stands = {
                it.broadcast.id: await standing.standing(session, self.keyring, it.broadcast)
                for it in found
            }
        for watch in found:
            try:
                await self._tell(watch, stands[watch.broadcast.id], now)
            except BadRequest as refusal:  # a bug of ours: it must not keep the others waiting
                _log.error("a progress message was refused: %s", refusal.message)
        self._forget(found)

    async def _tell(self, watch: Watch, stands: standing.Standing, now: datetime) -> None:
        row, broadcast, member = watch
        text = standing.text(stands, self._pace(broadcast, now))
        buttons = standing.buttons(broadcast, member)
        what = hashlib.sha256(f"{text}{buttons}".encode()).hexdigest()
        chat = chat_of(self.keyring, member)
        if not member.may(Act.SEE, broadcast.consulate):
            return await self._close(watch)
        if what == row.shown:
            return await self._close(watch) if watches.is_over(broadcast, now=now) else None
        since = now - self.spoken[chat] if chat in self.spoken else self.rhythm.quiet
        if timedelta() <= since < self.rhythm.quiet:  # a negative one: the clock was set back
            return None
        self.spoken[chat] = now
        if row.message_id is None:
            message_id = await deliver(self.bot, Say(chat, text, buttons))
        else:
            message_id = await deliver(self.bot, Change(chat, row.message_id, text, buttons))
        if message_id is None:  # they have blocked the bot
            return await self._close(watch)
        async with transaction(self.engine) as session:
            await watches.shown(session, watch, message_id, what)
        return None

    async def _close(self, watch: Watch) -> None:
        async with transaction(self.engine) as session:
            await watches.close(session, watch)

    def _pace(self, broadcast: Broadcast, now: datetime) -> float:
        if broadcast.state != BroadcastState.RUNNING:
            self.paces.pop(broadcast.id, None)
            return BULK_RATE
        return self.paces.setdefault(broadcast.id, Pace()).of(broadcast.settled, now)

    def _forget(self, found: Sequence[Watch]) -> None:
        for gone in self.paces.keys() - {it.broadcast.id for it in found}:
            del self.paces[gone]


@dataclass
class Pace:
    """How many deliveries a second were seen lately."""

    seen: deque[tuple[datetime, int]] = field(default_factory=deque)

    def of(self, settled: int, now: datetime) -> float:
        """The rate we may send at, until enough was seen of the real one."""
        self.seen.append((now, settled))
        while now - self.seen[0][0] > _SAMPLE:
            self.seen.popleft()
        then, before = self.seen[0]
        elapsed = (now - then).total_seconds()
        enough = elapsed > _SAMPLE.total_seconds() / 3 and settled > before
        return (settled - before) / elapsed if enough else BULK_RATE
