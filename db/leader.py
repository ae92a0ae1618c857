"""A leader: of several processes that could do a thing, the one that does it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_ASK = text("SELECT pg_try_advisory_lock(hashtextextended(:task, 0))")


@asynccontextmanager
async def candidate(engine: AsyncEngine, task: str) -> AsyncIterator["Candidate"]:
    """One who would do the *task*. Whoever dies has left: their connection ends with them."""
    async with engine.connect() as opened:
        connection = await opened.execution_options(isolation_level="AUTOCOMMIT")
        try:
            yield Candidate(connection, task)
        finally:
            await opened.invalidate()  # closed, not lent to others: with it goes the lock


class Candidate:
    """Asks again and again whether it leads; it goes on leading until it leaves."""

    def __init__(self, connection: AsyncConnection, task: str) -> None:
        self._connection = connection
        self._task = task
        self._leads = False

    async def leads(self) -> bool:
        """Whether this process is the one.

        Raises:
            DBAPIError: the connection is lost, and the lead with it.
        """
        if self._leads:
            await self._connection.execute(text("SELECT 1"))
        else:
            self._leads = bool(await self._connection.scalar(_ASK, {"task": self._task}))
        return self._leads
