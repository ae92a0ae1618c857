"""A person's home: the consulate whose visits concern them."""

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from db.arrivals import Standing
from db.consulates import Consulate
from db.interviews import Interview


async def of(session: AsyncSession, standing: Standing | None) -> Consulate | None:
    """Which they chose for notices, else speak of now, else spoke of last; none of a stranger."""
    if standing is None:
        return None
    if standing.respondent.consulate is not None:
        return await session.get_one(Consulate, standing.respondent.consulate)
    if standing.consulate is not None:
        return standing.consulate
    found = await session.scalars(
        select(Consulate)
        .join(Interview, col(Interview.consulate) == Consulate.code)
        .where(col(Interview.respondent_id) == standing.respondent.id)
        .order_by(col(Interview.started_at).desc())
        .limit(1)
    )
    return found.one_or_none()
