"""Attendances: who said they will come to a visit, so that the consulate knows how many."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import DateTime, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, select


class Attendance(SQLModel, table=True):
    """The last that one person said of one visit: going, or not."""

    visit_id: UUID = Field(foreign_key="visit.id", primary_key=True)
    respondent_id: UUID = Field(foreign_key="respondent.id", primary_key=True, index=True)
    going: bool
    at: datetime = Field(sa_type=DateTime(timezone=True))


class HeadCount(NamedTuple):
    going: int
    not_going: int


async def say(session: AsyncSession, attendance: Attendance) -> None:
    """Keeps it; who changes their mind is counted once."""
    said = insert(Attendance).values(attendance.model_dump())
    changed = {"going": said.excluded.going, "at": said.excluded.at}
    keys = ["visit_id", "respondent_id"]
    await session.execute(said.on_conflict_do_update(index_elements=keys, set_=changed))


async def said(session: AsyncSession, visit_id: UUID, respondent_id: UUID) -> bool | None:
    """Whether the person said that they go; none where they said nothing."""
    kept = await session.get(Attendance, (visit_id, respondent_id))
    return kept.going if kept else None


async def head_count(session: AsyncSession, visit_id: UUID) -> HeadCount:
    going = col(Attendance.going)
    counts = select(
        func.count().filter(going.is_(True)), func.count().filter(going.is_(False))
    ).where(Attendance.visit_id == visit_id)
    return HeadCount(*(await session.execute(counts)).one())
