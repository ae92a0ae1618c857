"""Consents: who agreed to which purpose, in which words and language, when, and until when."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

SURVEY = "survey"  # to be asked how we served them, and to have the answers counted


class Consent(SQLModel, table=True):
    """One agreement to one purpose; a withdrawn one stays as evidence of both moments."""

    id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger)
    respondent_id: UUID = Field(foreign_key="respondent.id", index=True)
    purpose: str
    text_version: str
    language: str
    given_at: datetime = Field(sa_type=DateTime(timezone=True))
    withdrawn_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


async def give(session: AsyncSession, consent: Consent) -> None:
    session.add(consent)
    await session.flush()


async def withdraw(session: AsyncSession, respondent_id: UUID, *, now: datetime) -> None:
    """Ends every consent the person has given, at once."""
    await session.execute(
        update(Consent)
        .where(col(Consent.respondent_id) == respondent_id, col(Consent.withdrawn_at).is_(None))
        .values(withdrawn_at=now)
        .execution_options(synchronize_session=False)
    )
