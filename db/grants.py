"""Grants: what one worker, and nobody else, is to send now, and what became of it.

Granted, sent and settled in that order: a grant commits before anything leaves, so that a killed
worker can lose the outcome of at most one grant, and never sends one twice.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.deliveries import FIRST_BATCH, LEFT, DeliveryState

LEASE = timedelta(seconds=45)  # longer than any send may take
_CHAT_PAUSE = timedelta(seconds=1)  # Telegram: one message a second in one chat


@dataclass(frozen=True)
class Granted:
    """One delivery that this worker, and nobody else, is to carry out now."""

    seq: int
    respondent_id: UUID
    telegram_id: bytes | None  # sealed for the respondent; none: they were erased meanwhile
    language: str
    edits: int | None
    attempts: int  # this one included


@dataclass(frozen=True)
class Grant:
    """Up to a fifth of a second's slots, under one fence."""

    id: UUID
    broadcast_id: UUID
    deliveries: tuple[Granted, ...]


async def claim(
    session: AsyncSession,
    broadcast_id: UUID,
    most: int,
    *,
    now: datetime,
    lease: timedelta = LEASE,
) -> Grant | None:
    """Grants up to *most* of those who wait; none when nobody can be granted now.

    Only a running broadcast grants: nobody who opted out, no chat twice within a second, and
    nobody beyond the first batch before that has proved itself. The caller holds the budget's
    lock, so no other grant of this bot is taken meanwhile.
    """
    grant_id = uuid4()
    values = {
        "broadcast": broadcast_id,
        "grant": grant_id,
        "most": most,
        "first_batch": FIRST_BATCH,
        "now": now,
        "lease": now + lease,
        "lately": now - _CHAT_PAUSE,
    }
    rows = (await session.execute(_CLAIM, values)).all()
    if not rows:
        return None
    granted = tuple(Granted(*row) for row in sorted(rows))
    return Grant(grant_id, broadcast_id, granted)


# How far the claim may go is asked once, and bounds the index. What it asks of a person's other
# deliveries is an aggregate on purpose: it is always answered by the index of the person, never
# by a join with the whole ledger, whatever the planner believes of a table that just grew.
_CLAIM = text("""
    WITH chosen AS (
        SELECT broadcast_id, seq FROM delivery AS waiting
        WHERE broadcast_id = :broadcast AND state = 0
          AND seq <= (SELECT CASE WHEN state <> 'running' THEN 0
                                  WHEN is_proved THEN 2147483647 ELSE :first_batch END
                      FROM broadcast WHERE id = :broadcast)
          AND (not_before IS NULL OR not_before <= :now)
          AND (SELECT bool_and(coalesce(other.granted_at <= :lately, true)
                  AND NOT (other.broadcast_id = waiting.broadcast_id AND other.state = 0
                      AND other.seq < waiting.seq
                      AND coalesce(other.not_before <= :now, true)))
               FROM delivery AS other WHERE other.respondent_id = waiting.respondent_id)
        ORDER BY seq LIMIT :most
        FOR UPDATE SKIP LOCKED)
    UPDATE delivery SET state = 1, grant_id = :grant, granted_at = :now, lease_until = :lease,
        attempts = attempts + 1, reason = NULL, not_before = NULL
    FROM chosen, respondent
    WHERE delivery.broadcast_id = chosen.broadcast_id AND delivery.seq = chosen.seq
      AND respondent.id = delivery.respondent_id
    RETURNING delivery.seq, delivery.respondent_id, respondent.telegram_id, delivery.language,
        delivery.edits, delivery.attempts
""")


@dataclass(frozen=True)
class Settlement:
    """What became of one granted delivery; WAITING puts it back, to be tried at *not_before*."""

    seq: int
    state: DeliveryState
    message_id: int | None = None
    reason: str | None = None
    not_before: datetime | None = None


async def settle(
    session: AsyncSession, grant: Grant, outcomes: Sequence[Settlement], *, now: datetime
) -> None:
    """Writes the outcomes and the broadcast's counters; a grant taken away changes nothing.

    Who opted out while the message was on its way is never put back.
    """
    told: list[dict[str, Any]] = [
        {
            "seq": it.seq,
            "state": int(it.state),
            "message_id": it.message_id,
            "reason": it.reason,
            "not_before": it.not_before.isoformat() if it.not_before else None,
        }
        for it in outcomes
    ]
    values = {
        "broadcast": grant.broadcast_id,
        "grant": grant.id,
        "now": now,
        "left": LEFT,
        "outcomes": json.dumps(told),
    }
    await session.execute(_SETTLE, values)


_COUNT = """
    UPDATE broadcast SET sent = sent + s, failed = failed + f, blocked = blocked + b,
        opted_out = opted_out + o, unknown = unknown + u
    FROM (SELECT count(*) FILTER (WHERE state = 2) AS s, count(*) FILTER (WHERE state = 3) AS f,
                 count(*) FILTER (WHERE state = 4) AS b, count(*) FILTER (WHERE state = 5) AS o,
                 count(*) FILTER (WHERE state = 6) AS u
          FROM changed) AS counted
    WHERE broadcast.id = :broadcast AND s + f + b + o + u > 0
"""
_SETTLE = text(f"""
    WITH told AS (
        SELECT * FROM jsonb_to_recordset(CAST(:outcomes AS jsonb))
            AS it(seq int, state smallint, message_id bigint, reason text,
                  not_before timestamptz)),
    changed AS (
        UPDATE delivery SET lease_until = NULL, message_id = told.message_id,
            reason = told.reason, not_before = told.not_before,
            state = CASE WHEN told.state = 0 AND delivery.reason = :left THEN 5
                         ELSE told.state END,
            settled_at = CASE WHEN told.state = 0 AND delivery.reason IS DISTINCT FROM :left
                              THEN NULL ELSE CAST(:now AS timestamptz) END
        FROM told
        WHERE delivery.broadcast_id = :broadcast AND delivery.seq = told.seq
          AND delivery.state = 1 AND delivery.grant_id = :grant
        RETURNING delivery.state, delivery.respondent_id),
    gone AS (
        UPDATE respondent SET blocked_at = :now FROM changed
        WHERE changed.state = 4 AND respondent.id = changed.respondent_id)
    {_COUNT}
""")  # noqa: S608 - our own words


async def expire(session: AsyncSession, broadcast_id: UUID, *, now: datetime) -> None:
    """Takes away grants whose worker is gone: a message becomes unknown, an edit waits again."""
    await session.execute(_EXPIRE, {"broadcast": broadcast_id, "left": LEFT, "now": now})


_EXPIRE = text(f"""
    WITH changed AS (
        UPDATE delivery SET lease_until = NULL,
            state = CASE WHEN edits IS NULL THEN 6 WHEN reason = :left THEN 5 ELSE 0 END,
            settled_at = CASE WHEN edits IS NULL OR reason = :left
                              THEN CAST(:now AS timestamptz) END
        WHERE broadcast_id = :broadcast AND state = 1 AND lease_until < :now
        RETURNING state)
    {_COUNT}
""")  # noqa: S608 - our own words
