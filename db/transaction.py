"""One update, request or import is one transaction, and only here is it committed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """A session whose work is committed when the block ends, and undone when it raises."""
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
        await session.commit()


@asynccontextmanager
async def attempt(session: AsyncSession) -> AsyncIterator[None]:
    """A part of a transaction: what it raises undoes this part alone."""
    async with session.begin_nested():
        yield


async def clock(session: AsyncSession) -> datetime:
    """The database's time at the start of this transaction, with its zone."""
    now: datetime = (await session.execute(text("SELECT now()"))).scalar_one()
    return now
