"""What Telegram sent us: seen once, and set aside when it fails again and again."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import BigInteger, DateTime, LargeBinary, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel

from db import hot_path

REMEMBERED = timedelta(days=7)  # since then; Telegram repeats an update for one day at most
MAX_FAILURES = 5  # then the person's queue moves on


class UpdateKey(NamedTuple):
    """Telegram numbers updates anew for every bot."""

    bot_id: int
    update_id: int

    def __str__(self) -> str:
        return f"{self.bot_id}:{self.update_id}"


class SeenUpdate(SQLModel, table=True):
    """An update whose effects are committed; Telegram may deliver it again."""

    __tablename__ = "seen_update"

    bot_id: int = Field(primary_key=True, sa_type=BigInteger)
    update_id: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    at: datetime = Field(sa_type=DateTime(timezone=True), index=True)


class DeadLetter(SQLModel, table=True):
    """An update that failed; after MAX_FAILURES its sealed content waits here for an engineer."""

    __tablename__ = "dead_letter"

    bot_id: int = Field(primary_key=True, sa_type=BigInteger)
    update_id: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    failures: int
    error: str  # the exception's class and place, never a person's words
    content: bytes | None = Field(default=None, sa_type=LargeBinary)
    last_at: datetime = Field(sa_type=DateTime(timezone=True))


async def see(
    session: AsyncSession, update: UpdateKey, fingerprint: bytes
) -> tuple[datetime, bool]:
    """The transaction's time, and whether this is the update's first committed delivery.

    Any other update of the same person waits here until this transaction has ended, and reads
    only then: a row lock would let it go on with what it read before it waited.
    """
    person = int.from_bytes(fingerprint[:8], signed=True)
    return await hot_path.see(session, *update, person)


_FAIL = text(
    "INSERT INTO dead_letter (bot_id, update_id, failures, error, last_at)"
    " VALUES (:bot_id, :update_id, 1, :error, now())"
    " ON CONFLICT (bot_id, update_id) DO UPDATE SET failures = dead_letter.failures + 1,"
    " error = excluded.error, last_at = excluded.last_at,"
    " content = CASE WHEN dead_letter.failures + 1 >= :most THEN CAST(:content AS bytea) END"
    " RETURNING failures"
)


async def failed(session: AsyncSession, update: UpdateKey, error: str, sealed: bytes) -> bool:
    """Notes one more failure; true when the update has become a dead letter.

    Only then is its sealed content kept: what may still be done needs no copy.
    """
    values = {"error": error, "content": sealed, "most": MAX_FAILURES}
    noted = await session.execute(_FAIL, values | update._asdict())
    return bool(noted.scalar_one() >= MAX_FAILURES)
