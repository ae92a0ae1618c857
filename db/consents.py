"""Consents: who agreed to which purpose, in which words and language, when, and until when."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Index, update
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

SURVEY = "survey"  # to be asked how we served them, and to have the answers counted


class Consent(SQLModel, table=True):
    """One agreement to one text for one purpose; a withdrawn one stays as evidence."""

    __table_args__ = (
        Index(
            "consent_in_force",
            "respondent_id",
            "purpose",
            "text_version",
            unique=True,
            postgresql_where=sql("withdrawn_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger)
    respondent_id: UUID = Field(foreign_key="respondent.id")
    purpose: str
    text_version: str
    language: str
    given_at: datetime = Field(sa_type=DateTime(timezone=True))
    withdrawn_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


async def give(session: AsyncSession, consent: Consent) -> None:
    """Keeps it, unless the same one is in force already."""
    given = consent.model_dump(exclude={"id"})
    await session.execute(insert(Consent).values(given).on_conflict_do_nothing())


async def withdraw(session: AsyncSession, respondent_id: UUID, *, now: datetime) -> None:
    """Ends every consent the person has given, at once."""
    await session.execute(
        update(Consent)
        .where(col(Consent.respondent_id) == respondent_id, col(Consent.withdrawn_at).is_(None))
        .values(withdrawn_at=now)
        .execution_options(synchronize_session=False)
    )
