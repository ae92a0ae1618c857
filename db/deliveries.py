"""The delivery ledger: one row a recipient, each ending in exactly one outcome.

Granted, sent and settled in that order: a grant commits before anything leaves, so that a killed
worker can lose the outcome of at most one grant, and never sends one twice.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    CursorResult,
    DateTime,
    Index,
    SmallInteger,
    TextClause,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel

from db.audiences import CONSULATE_AUDIENCE, EXCLUDED, TOLD_AUDIENCE

FIRST_BATCH = 50  # the rest follows once these went well
LEASE = timedelta(seconds=45)  # longer than any send may take
_CHAT_PAUSE = timedelta(seconds=1)  # Telegram: one message a second in one chat


class DeliveryState(IntEnum):
    """Waiting, granted, or one of the outcomes. Of a cancelled broadcast, waiting is cancelled."""

    WAITING = 0
    GRANTED = 1
    SENT = 2
    FAILED = 3
    BLOCKED = 4
    OPTED_OUT = 5
    UNKNOWN = 6  # it may have arrived: a notice is never sent twice by itself


class Delivery(SQLModel, table=True):
    """One broadcast to one person: a message, or the edit of one delivered before."""

    __table_args__ = (
        Index("delivery_waiting", "broadcast_id", "seq", postgresql_where=text("state = 0")),
        Index(
            "delivery_granted", "broadcast_id", "lease_until", postgresql_where=text("state = 1")
        ),
        Index("delivery_of_person", "respondent_id", "granted_at"),
    )

    broadcast_id: UUID = Field(foreign_key="broadcast.id", primary_key=True)
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    respondent_id: UUID = Field(foreign_key="respondent.id")
    language: str  # one in which the broadcast is written
    edits: int | None = Field(default=None, sa_type=BigInteger)  # the message to edit; none: send
    state: int = Field(default=DeliveryState.WAITING, sa_type=SmallInteger)
    not_before: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    attempts: int = Field(default=0, sa_type=SmallInteger)
    grant_id: UUID | None = None
    granted_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    lease_until: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    reason: str | None = None  # of a failure: one of bot/broadcasting/outcome.py's
    settled_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


@dataclass(frozen=True)
class Audience:
    """Who is to be told: of which broadcast and visit, of which consulate, in which languages."""

    broadcast_id: UUID
    visit_id: UUID
    consulate: str
    languages: tuple[str, ...]  # the first stands in for all others


async def freeze_consulate(session: AsyncSession, audience: Audience) -> int:
    """The people of the consulate who agree to notices, and how many they are."""
    return await _freeze(session, CONSULATE_AUDIENCE, audience)


async def freeze_told(session: AsyncSession, audience: Audience) -> int:
    """Those who were told of the visit: first the edit of what they have, then the message."""
    return await _freeze(session, TOLD_AUDIENCE, audience)


async def _freeze(session: AsyncSession, statement: TextClause, audience: Audience) -> int:
    """Locks each consent it reads: who opts out meanwhile finds their row, or is not in it."""
    values = {
        "broadcast": audience.broadcast_id,
        "visit": audience.visit_id,
        "consulate": audience.consulate,
        "languages": list(audience.languages),
        "otherwise": audience.languages[0],
    }
    return _count(await session.execute(statement, values))


async def excluded(session: AsyncSession, consulate: str) -> dict[str, int]:
    """How many people of the consulate are not told, by reason: the staff's words' keys."""
    row = (await session.execute(EXCLUDED, {"consulate": consulate})).one()
    return {reason: count for reason, count in row._asdict().items() if count}


@dataclass(frozen=True)
class Granted:
    """One delivery that this worker, and nobody else, is to carry out now."""

    seq: int
    respondent_id: UUID
    telegram_id: bytes | None  # sealed for the respondent
    language: str
    edits: int | None


@dataclass(frozen=True)
class Grant:
    """Up to a fifth of a second's slots, under one fence."""

    id: UUID
    broadcast_id: UUID
    deliveries: tuple[Granted, ...]


async def claim(
    session: AsyncSession, broadcast_id: UUID, most: int, *, now: datetime
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
        "lease": now + LEASE,
        "lately": now - _CHAT_PAUSE,
    }
    rows = (await session.execute(_CLAIM, values)).all()
    if not rows:
        return None
    granted = tuple(Granted(*row) for row in sorted(rows))
    return Grant(grant_id, broadcast_id, granted)


_CLAIM = text("""
    WITH chosen AS (
        SELECT broadcast_id, seq FROM delivery AS waiting
        WHERE broadcast_id = :broadcast AND state = 0
          AND (not_before IS NULL OR not_before <= :now)
          AND EXISTS (SELECT 1 FROM broadcast WHERE id = :broadcast AND state = 'running'
              AND (is_proved OR seq <= :first_batch))
          AND NOT EXISTS (SELECT 1 FROM delivery AS lately
              WHERE lately.respondent_id = waiting.respondent_id
                AND lately.granted_at > :lately)
        ORDER BY seq LIMIT :most
        FOR UPDATE SKIP LOCKED)
    UPDATE delivery SET state = 1, grant_id = :grant, granted_at = :now, lease_until = :lease,
        attempts = attempts + 1
    FROM chosen, respondent
    WHERE delivery.broadcast_id = chosen.broadcast_id AND delivery.seq = chosen.seq
      AND respondent.id = delivery.respondent_id
    RETURNING delivery.seq, delivery.respondent_id, respondent.telegram_id, delivery.language,
        delivery.edits
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
    """Writes the outcomes and the broadcast's counters; a grant taken away changes nothing."""
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
        "outcomes": json.dumps(told),
    }
    await session.execute(_SETTLE, values)


_COUNT = """
    UPDATE broadcast SET sent = sent + s, failed = failed + f, blocked = blocked + b,
        unknown = unknown + u
    FROM (SELECT count(*) FILTER (WHERE state = 2) AS s, count(*) FILTER (WHERE state = 3) AS f,
                 count(*) FILTER (WHERE state = 4) AS b, count(*) FILTER (WHERE state = 6) AS u
          FROM changed) AS counted
    WHERE broadcast.id = :broadcast
"""
_SETTLE = text(f"""
    WITH told AS (
        SELECT * FROM jsonb_to_recordset(CAST(:outcomes AS jsonb))
            AS it(seq int, state smallint, message_id bigint, reason text,
                  not_before timestamptz)),
    changed AS (
        UPDATE delivery SET state = told.state, message_id = told.message_id,
            reason = told.reason, not_before = told.not_before, lease_until = NULL,
            settled_at = CASE WHEN told.state = 0 THEN NULL ELSE CAST(:now AS timestamptz) END
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
    await session.execute(_EXPIRE, {"broadcast": broadcast_id, "now": now})


_EXPIRE = text(f"""
    WITH changed AS (
        UPDATE delivery SET state = CASE WHEN edits IS NULL THEN 6 ELSE 0 END,
            lease_until = NULL,
            settled_at = CASE WHEN edits IS NULL THEN CAST(:now AS timestamptz) END
        WHERE broadcast_id = :broadcast AND state = 1 AND lease_until < :now
        RETURNING state)
    {_COUNT}
""")  # noqa: S608 - our own words


async def opt_out(session: AsyncSession, respondent_id: UUID) -> None:
    """Takes the person out of everything that waits; what was granted before may still leave.

    A grant under way holds the row: then this waits for its commit and finds it granted.
    """
    await session.execute(_OPT_OUT, {"respondent": respondent_id})


_OPT_OUT = text("""
    WITH out AS (
        UPDATE delivery SET state = 5, settled_at = now()
        WHERE respondent_id = :respondent AND state = 0 RETURNING broadcast_id),
    counted AS (SELECT broadcast_id, count(*) AS n FROM out GROUP BY broadcast_id)
    UPDATE broadcast SET opted_out = opted_out + n FROM counted
    WHERE broadcast.id = counted.broadcast_id
""")


async def renew_failed(session: AsyncSession, broadcast_id: UUID) -> int:
    """Lets those who could not be reached, and still agree, wait again; says how many."""
    return _count(await session.execute(_RENEW, {"broadcast": broadcast_id}))


_RENEW = text("""
    WITH agreeing AS (
        SELECT delivery.seq FROM delivery
        JOIN consent ON consent.respondent_id = delivery.respondent_id
            AND consent.purpose = 'notices' AND consent.withdrawn_at IS NULL
        WHERE delivery.broadcast_id = :broadcast AND delivery.state = 3
        FOR UPDATE OF delivery FOR SHARE OF consent)
    UPDATE delivery SET state = 0, reason = NULL, settled_at = NULL, not_before = NULL
    FROM agreeing WHERE delivery.broadcast_id = :broadcast AND delivery.seq = agreeing.seq
""")


def _count(done: object) -> int:
    assert isinstance(done, CursorResult)  # noqa: S101 - it counts its rows
    return done.rowcount
