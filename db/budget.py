"""The budget: how many messages a second one bot's token may send, shared by every process.

One row a token and the generic cell rate algorithm: `tat` is the moment at which all that was
granted will have been worked off. Bulk is granted only when it has passed; replies never wait, and
push it forward, so that bulk yields to them.
"""

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, DateTime, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlmodel import Field, SQLModel

from db.transaction import transaction

BULK_RATE = 25  # messages a second; Telegram's own limit is about 30 for all of a bot
_REPLY_SHARE = 30  # a reply weighs as one of these
_HOLDS = timedelta(seconds=5)  # after its last grant a bulk sender still counts as sending


class Budget(SQLModel, table=True):
    """The budget of one bot."""

    bot_id: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    tat: datetime = Field(sa_type=DateTime(timezone=True))
    held_until: datetime = Field(sa_type=DateTime(timezone=True))  # by bulk senders


_OPEN = text(
    "INSERT INTO budget (bot_id, tat, held_until) VALUES (:bot, 'epoch', 'epoch')"
    " ON CONFLICT DO NOTHING"
)
_LOCK = text("SELECT tat FROM budget WHERE bot_id = :bot FOR UPDATE")
_CLOCK = text("SELECT clock_timestamp()")
_SPEND = text(
    "UPDATE budget SET tat = greatest(tat, :now) + make_interval(secs => :seconds),"
    " held_until = :held WHERE bot_id = :bot"
)
_DEBIT = text(
    "UPDATE budget SET tat = greatest(tat, clock_timestamp()) + make_interval(secs => :seconds)"
    " WHERE bot_id = :bot AND held_until > clock_timestamp() RETURNING true"
)
_FREEZE = text(
    "UPDATE budget SET tat = greatest(tat, coalesce(CAST(:now AS timestamptz), clock_timestamp())"
    " + make_interval(secs => :seconds)) WHERE bot_id = :bot"
)


async def open_budget(session: AsyncSession, bot_id: int) -> None:
    await session.execute(_OPEN, {"bot": bot_id})


async def lock(session: AsyncSession, bot_id: int) -> datetime:
    """The moment from which bulk may be granted; until this transaction ends nobody else asks."""
    tat: datetime = (await session.execute(_LOCK, {"bot": bot_id})).scalar_one()
    return tat


async def clock(session: AsyncSession) -> datetime:
    """The database's time now, not at the transaction's start: a lock may have been waited for."""
    now: datetime = (await session.execute(_CLOCK)).scalar_one()
    return now


async def spend(
    session: AsyncSession, bot_id: int, slots: int, rate: float, *, now: datetime
) -> None:
    """Takes *slots* from a budget that this transaction has locked."""
    values = {"bot": bot_id, "seconds": slots / rate, "now": now, "held": now + _HOLDS}
    await session.execute(_SPEND, values)


async def debit(engine: AsyncEngine, bot_id: int, replies: int) -> bool:
    """Counts replies that have left already; False when no bulk sender holds the token."""
    async with transaction(engine) as session:
        values = {"bot": bot_id, "seconds": replies / _REPLY_SHARE}
        return (await session.execute(_DEBIT, values)).first() is not None


async def freeze(
    engine: AsyncEngine, bot_id: int, seconds: float, *, now: datetime | None = None
) -> None:
    """Telegram said to wait: nobody is granted anything for that long."""
    async with transaction(engine) as session:
        await session.execute(_FREEZE, {"bot": bot_id, "seconds": seconds, "now": now})
