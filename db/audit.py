"""The audit log: every act of staff, append-only; the database itself refuses to change a row."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, DateTime
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, select

from db.staff import StaffMember


class AuditEntry(SQLModel, table=True):
    """One act. Its detail names codes, fields and counts, never a person or their words."""

    __tablename__ = "audit_entry"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger)
    at: datetime = Field(sa_type=DateTime(timezone=True))
    staff_id: UUID | None = Field(default=None, foreign_key="staff_member.id")  # none: a terminal
    act: str
    consulate: str | None = Field(default=None, foreign_key="consulate.code", index=True)
    subject: str | None = None  # id of the visit, broadcast or member
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


async def note(  # noqa: PLR0913 - who, what, where, on what, how
    session: AsyncSession,
    member: StaffMember | None,
    act: str,
    *,
    now: datetime,
    consulate: str | None = None,
    subject: UUID | None = None,
    **detail: Any,
) -> None:
    """Written in the transaction of the act itself: both are kept, or neither."""
    session.add(
        AuditEntry(
            at=now,
            staff_id=member.id if member else None,
            act=act,
            consulate=consulate,
            subject=str(subject) if subject else None,
            detail=detail,
        )
    )
    await session.flush()


async def of_subject(session: AsyncSession, subject: UUID) -> Sequence[AuditEntry]:
    found = select(AuditEntry).where(AuditEntry.subject == str(subject))
    return (await session.scalars(found.order_by(col(AuditEntry.id)))).all()
