"""Consents: who agreed to which purpose, in which words and language, when, and until when."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Index, update
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, select

from db import deliveries

SURVEY = "survey"  # to be asked how we served them, and to have the answers counted
NOTICES = "notices"  # to be written to when their consulate comes to a town


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


async def withdraw(
    session: AsyncSession, respondent_id: UUID, *, now: datetime, purpose: str | None = None
) -> None:
    """Ends the person's consent to *purpose*, or every one they have given, at once.

    Notices that wait for the person are opted out of in the same transaction.
    """
    given = (col(Consent.respondent_id) == respondent_id) & col(Consent.withdrawn_at).is_(None)
    await session.execute(
        update(Consent)
        .where(given if purpose is None else given & (col(Consent.purpose) == purpose))
        .values(withdrawn_at=now)
        .execution_options(synchronize_session=False)
    )
    if purpose in (None, NOTICES):
        await deliveries.opt_out(session, respondent_id)


async def is_given(session: AsyncSession, respondent_id: UUID, purpose: str) -> bool:
    """Whether the person agrees to *purpose* now."""
    found = select(col(Consent.id)).where(
        col(Consent.respondent_id) == respondent_id,
        col(Consent.purpose) == purpose,
        col(Consent.withdrawn_at).is_(None),
    )
    return (await session.scalars(found.limit(1))).first() is not None
