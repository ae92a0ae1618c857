"""Retention: what is kept no longer than we told people. Run daily; it says what it erased."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.updates import REMEMBERED

FREE_TEXT = timedelta(days=365)  # the privacy text promises twelve months
ABANDONED = timedelta(days=30)  # who has not come back by then will not; what counts, counts
NEVER_AGREED = timedelta(days=7)
ATTENDANCE = timedelta(days=30)  # after the visit's last day; by then its served are recorded
DELIVERIES = timedelta(days=90)  # of visits that are over: until then they may be corrected
INVITATIONS = timedelta(days=30)  # after they died; the audit log says that there was one

_FREE_TEXT = text("DELETE FROM answer WHERE sealed IS NOT NULL AND answered_at < :before")
_ABANDONED = text(
    "UPDATE interview SET closed_at = :now WHERE closed_at IS NULL AND started_at < :before"
)
_NEVER_AGREED = text(
    "DELETE FROM respondent WHERE telegram_id IS NULL AND coalesce(greeted_at, 'epoch') < :before"
    " AND NOT EXISTS (SELECT 1 FROM consent WHERE respondent_id = respondent.id)"
    " AND NOT EXISTS (SELECT 1 FROM interview WHERE respondent_id = respondent.id)"
    " AND NOT EXISTS (SELECT 1 FROM attendance WHERE respondent_id = respondent.id)"
    " AND NOT EXISTS (SELECT 1 FROM delivery WHERE respondent_id = respondent.id)"
)
_ATTENDANCE = text(
    "DELETE FROM attendance USING visit WHERE visit.id = visit_id AND last_day < :before"
)
_DELIVERIES = text(
    "DELETE FROM delivery USING broadcast, visit WHERE broadcast.id = delivery.broadcast_id"
    " AND visit.id = broadcast.visit_id AND visit.last_day < :now"
    " AND broadcast.submitted_at < :before AND broadcast.state <> 'running'"
)
_INVITED = text("DELETE FROM staff_invitation WHERE expires_at < :before")
_SEEN = text("DELETE FROM seen_update WHERE at < :before")
_DEAD = text("DELETE FROM dead_letter WHERE last_at < :before")


@dataclass(frozen=True)
class Erased:
    """How many rows of each kind a run of retention erased, and how many interviews it closed."""

    free_texts: int
    abandoned: int
    attendances: int
    deliveries: int
    never_agreed: int
    invitations: int
    updates: int


async def erase_what_is_due(session: AsyncSession, now: datetime) -> Erased:
    async def rows(statement: TextClause, age: timedelta) -> int:
        done = await session.execute(statement, {"before": now - age, "now": now})
        assert isinstance(done, CursorResult)  # noqa: S101 - it counts its rows
        return done.rowcount

    return Erased(
        free_texts=await rows(_FREE_TEXT, FREE_TEXT),
        abandoned=await rows(_ABANDONED, ABANDONED),
        attendances=await rows(_ATTENDANCE, ATTENDANCE),
        deliveries=await rows(_DELIVERIES, DELIVERIES),
        never_agreed=await rows(_NEVER_AGREED, NEVER_AGREED),
        invitations=await rows(_INVITED, INVITATIONS),
        updates=await rows(_SEEN, REMEMBERED) + await rows(_DEAD, REMEMBERED),
    )
