"""Walks: how the workers that walk through a broadcast keep its state, and who is left alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db import grants
from db.deliveries import FIRST_BATCH

FIRST_BATCH_FAILED = "first_batch_failed"  # why a broadcast was paused: keys of the staff's words
TOKEN_REFUSED = "token_refused"  # noqa: S105 - a reason, not a token
_TOLERATED = 0.1  # of the first batch, for other reasons than that people blocked the bot
_FORSAKEN = timedelta(seconds=15)  # a walker looks after its broadcast once a second


async def tend(session: AsyncSession, broadcast_id: UUID, *, now: datetime) -> bool:
    """What a walker does about once a second; False when there is nothing left for it to walk.

    Takes away the grants of the dead, finishes the broadcast when all is settled, and judges the
    first batch when that is.
    """
    await grants.expire(session, broadcast_id, now=now)
    values = {"broadcast": broadcast_id, "now": now}
    await session.execute(_FINISH, values)
    limits = {"first_batch": FIRST_BATCH, "tolerated": _TOLERATED, "failed": FIRST_BATCH_FAILED}
    await session.execute(_PROVE, values | limits)
    return (await session.execute(_WALKED, values)).first() is not None


_FINISH = text("""
    UPDATE broadcast SET state = 'done', ended_at = :now
    WHERE id = :broadcast AND state = 'running'
      AND NOT EXISTS (SELECT 1 FROM delivery WHERE broadcast_id = :broadcast AND state = 0)
      AND NOT EXISTS (SELECT 1 FROM delivery WHERE broadcast_id = :broadcast AND state = 1)
""")
# What is unknown may have arrived, yet a first batch that nobody can vouch for did not go well.
_PROVE = text("""
    WITH batch AS (
        SELECT count(*) FILTER (WHERE state IN (0, 1)) = 0 AS is_settled,
               count(*) FILTER (WHERE state IN (3, 6)) <= count(*) * :tolerated AS is_good
        FROM delivery WHERE broadcast_id = :broadcast AND seq <= :first_batch)
    UPDATE broadcast SET is_proved = is_good,
        state = CASE WHEN is_good THEN state ELSE 'paused' END,
        pause_reason = CASE WHEN is_good THEN pause_reason ELSE :failed END
    FROM batch
    WHERE id = :broadcast AND state = 'running' AND NOT is_proved AND is_settled
""")
_WALKED = text("""
    UPDATE broadcast SET walked_at = :now
    WHERE id = :broadcast AND state = 'running' RETURNING id
""")


async def pause(session: AsyncSession, broadcast_id: UUID, reason: str) -> None:
    """Stops a running broadcast by itself, and says why."""
    await session.execute(_PAUSE, {"broadcast": broadcast_id, "reason": reason})


_PAUSE = text(
    "UPDATE broadcast SET state = 'paused', pause_reason = :reason"
    " WHERE id = :broadcast AND state = 'running'"
)


async def forsaken(session: AsyncSession, *, now: datetime) -> Sequence[UUID]:
    """Running broadcasts that nobody walks any more."""
    query = {"before": now - _FORSAKEN}
    return (await session.scalars(_FORSAKEN_ONES, query)).all()


_FORSAKEN_ONES = text(
    "SELECT id FROM broadcast WHERE state = 'running'"
    " AND greatest(walked_at, decided_at) < :before ORDER BY id"
)


async def with_dead(session: AsyncSession, *, now: datetime) -> Sequence[UUID]:
    """Broadcasts with grants of the dead: also those that nobody walks, paused ones too."""
    return (await session.scalars(_WITH_DEAD, {"now": now})).all()


_WITH_DEAD = text(
    "SELECT DISTINCT broadcast_id FROM delivery"
    " WHERE state = 1 AND lease_until < :now ORDER BY broadcast_id"
)
