"""The reply meter: what the citizens' bot sends counts in the budget that broadcasts share."""

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from db import budget

_LUMP = 0.2  # seconds between two debits while a bulk sender holds the token
_IDLE = 1.0  # between two looks whether one does
_log = logging.getLogger(__name__)


class ReplyMeter:
    """Replies never wait; they are counted here, and debited in one lump afterwards."""

    def __init__(self, engine: AsyncEngine, bot_id: int) -> None:
        self._engine = engine
        self._bot_id = bot_id
        self._sent = 0

    def count(self) -> None:
        """One message or edit has left."""
        self._sent += 1

    async def freeze(self, seconds: float) -> None:
        """Telegram told the citizens' bot to wait, and means everybody with its token."""
        await budget.freeze(self._engine, self._bot_id, seconds)

    async def run(self) -> None:
        """Debits what was counted, until cancelled; a database out of reach is tried again."""
        pause = _LUMP
        while True:
            await asyncio.sleep(pause)
            try:
                pause = _LUMP if await self.debit() else _IDLE
            except (SQLAlchemyError, OSError):
                _log.warning("the database is out of reach; replies are not counted meanwhile")

    async def debit(self) -> bool:
        """Debits the lump; whether the next one is due soon, because a bulk sender is at work."""
        if not self._sent:
            return True
        lump, self._sent = self._sent, 0
        return await budget.debit(self._engine, self._bot_id, lump)
