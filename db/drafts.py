"""Drafts in hand: the visits, and the changes to visits, that only staff knows of."""

from sqlalchemy import any_, literal
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from db.staff import Act, StaffMember
from db.visits import FIELDS, Visit, VisitState, is_empty, next_field


def is_blank(visit: Visit) -> bool:
    """Whether nobody has told anything of it."""
    told = (field for field in FIELDS if field not in {"timezone", "fold"})
    return all(is_empty(visit, field) for field in told)


async def unfinished(session: AsyncSession, member: StaffMember) -> list[Visit]:
    """Those that the member has begun to write, still may, and in which something is missing."""
    query = select(Visit).where(
        Visit.state == VisitState.DRAFT, literal(member.id) == any_(col(Visit.writers))
    )
    found = (await session.scalars(query.order_by(col(Visit.created_at)))).all()
    may = (it for it in found if member.may(Act.WRITE, it.consulate))
    return [it for it in may if next_field(it) is not None]


async def change_to(session: AsyncSession, visit: Visit) -> Visit | None:
    """The draft that is to replace the visit, if somebody has begun one."""
    query = select(Visit).where(Visit.replaces == visit.id, Visit.state == VisitState.DRAFT)
    return (await session.scalars(query.order_by(col(Visit.created_at)))).first()


async def discard(session: AsyncSession, draft: Visit) -> None:
    draft.state = VisitState.DISCARDED
    session.add(draft)
    await session.flush()
