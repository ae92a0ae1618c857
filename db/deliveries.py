"""The delivery ledger: one row a recipient, each ending in exactly one outcome."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from uuid import UUID

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

from db.audiences import AGREES, CONSULATE_AUDIENCE, EXCLUDED, TOLD_AUDIENCE

FIRST_BATCH = 50  # the rest follows once these went well
LEFT = "opted_out"  # the reason of a granted delivery whose person opted out meanwhile


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


async def opt_out(session: AsyncSession, respondent_id: UUID) -> None:
    """Takes the person out of everything that waits; what was granted before may still leave.

    A grant under way holds the row: then this waits for its commit and finds it granted. It is
    marked, so that it never waits again should the message not have left.
    """
    await session.execute(_OPT_OUT, {"respondent": respondent_id, "left": LEFT})


# Broadcasts are locked in one order, so that two people who leave at once never wait in a circle.
_OPT_OUT = text("""
    WITH changed AS (
        UPDATE delivery SET reason = :left,
            state = CASE state WHEN 0 THEN 5 ELSE state END,
            settled_at = CASE state WHEN 0 THEN now() ELSE settled_at END
        WHERE respondent_id = :respondent AND state IN (0, 1) RETURNING broadcast_id, state),
    counted AS (
        SELECT broadcast_id, count(*) AS n FROM changed WHERE state = 5 GROUP BY broadcast_id),
    locked AS (
        SELECT id FROM broadcast WHERE id IN (SELECT broadcast_id FROM counted)
        ORDER BY id FOR NO KEY UPDATE)
    UPDATE broadcast SET opted_out = opted_out + n FROM counted, locked
    WHERE broadcast.id = locked.id AND locked.id = counted.broadcast_id
""")


async def renew_failed(session: AsyncSession, broadcast_id: UUID) -> int:
    """Lets those who could not be reached, and still agree, wait again; says how many.

    Who is opting out just now is waited for; from then on, who opts out waits for us.
    """
    renewed: int = (await session.execute(_RENEW, {"broadcast": broadcast_id})).scalar_one()
    return renewed


_RENEW = text(f"""
    WITH agreeing AS MATERIALIZED (
        SELECT delivery.seq FROM delivery, {AGREES.format(person="delivery.respondent_id")}
        WHERE broadcast_id = :broadcast AND state = 3),
    renewed AS (
        UPDATE delivery SET state = 0, reason = NULL, settled_at = NULL, not_before = NULL,
            attempts = 0
        WHERE broadcast_id = :broadcast AND state = 3
          AND seq = ANY(ARRAY(SELECT seq FROM agreeing))
        RETURNING seq)
    SELECT count(*) FROM renewed
""")  # noqa: S608 - our own words


def _count(done: object) -> int:
    assert isinstance(done, CursorResult)  # noqa: S101 - it counts its rows
    return done.rowcount
