"""Reach: how many people a broadcast would be for, or is for, as a member of staff is told."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.audiences import TOLD


async def of_consulate(session: AsyncSession, consulate: str, visit_id: UUID) -> int:
    """The people who would be told of the visit now and have not been; nobody is locked."""
    values = {"consulate": consulate, "visit": visit_id}
    count: int = (await session.execute(_CONSULATE, values)).scalar_one()
    return count


async def of_told(session: AsyncSession, visit_id: UUID) -> int:
    """The people who would be told now that a visit has changed."""
    count: int = (await session.execute(_TOLD, {"visit": visit_id})).scalar_one()
    return count


async def of_broadcast(session: AsyncSession, broadcast_id: UUID) -> int:
    """The people of a frozen audience; one of them may have several rows of it."""
    count: int = (await session.execute(_FROZEN, {"broadcast": broadcast_id})).scalar_one()
    return count


_AGREES = """
    respondent.telegram_id IS NOT NULL AND respondent.blocked_at IS NULL
    AND EXISTS (SELECT 1 FROM consent WHERE respondent_id = respondent.id
        AND purpose = 'notices' AND withdrawn_at IS NULL)
"""
_CONSULATE = text(
    "SELECT count(*) FROM respondent"  # noqa: S608 - our own words
    f" WHERE consulate = :consulate AND {_AGREES} AND NOT {TOLD}"
)
_TOLD = text(f"""
    SELECT count(*) FROM respondent WHERE {_AGREES} AND id IN (
        SELECT delivery.respondent_id
        FROM delivery JOIN broadcast ON broadcast.id = delivery.broadcast_id
        WHERE broadcast.visit_id = :visit AND delivery.state IN (1, 2, 6) AND edits IS NULL)
""")  # noqa: S608 - our own words
_FROZEN = text("SELECT count(*) FROM delivery WHERE broadcast_id = :broadcast AND edits IS NULL")
