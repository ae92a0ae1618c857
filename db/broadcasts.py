"""Broadcasts: one message to many, frozen when handed in, sent when a second person agrees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, JSON, DateTime, LargeBinary, Uuid, func
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, select

from db import deliveries, jobs
from db.contents import BroadcastText, Content, fingerprint, texts, write
from db.staff import StaffMember, within
from db.walks import FIRST_BATCH_FAILED

__all__ = ["BroadcastText", "Content", "texts"]  # what it says is spoken of with it

QUOTA = 4  # broadcasts a consulate may have approved within a day
_DAY = timedelta(days=1)


class BroadcastKind(StrEnum):
    """What a broadcast tells people of a visit."""

    NOTICE = "notice"
    CORRECTION = "correction"  # edits what was delivered, and says so in a message of its own
    CANCELLATION = "cancellation"


class BroadcastState(StrEnum):
    """Where a broadcast stands. Only while it is running is anything granted."""

    SUBMITTED = "submitted"
    REJECTED = "rejected"
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    DONE = "done"


class Broadcast(SQLModel, table=True):
    """One message to many. The counters add up to `total` with what still waits."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    visit_id: UUID = Field(foreign_key="visit.id", index=True)
    change_id: UUID | None = Field(default=None, foreign_key="visit.id")  # taken over on approval
    consulate: str = Field(foreign_key="consulate.code", index=True)
    kind: str
    state: str = Field(default=BroadcastState.SUBMITTED, index=True)
    writers: list[UUID] = Field(sa_type=ARRAY(Uuid))  # of the content; none of them may approve
    draft: str  # names all that the draft said, what is shown and not sent as well
    fingerprint: bytes = Field(sa_type=LargeBinary)  # SHA-256 over content, draft and audience
    submitted_at: datetime = Field(sa_type=DateTime(timezone=True))
    decided_by: UUID | None = Field(default=None, foreign_key="staff_member.id")
    decided_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    walked_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    ended_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    excluded: dict[str, int] = Field(default_factory=dict, sa_type=JSON)  # by reason, when frozen
    is_proved: bool = False  # the first batch went well
    pause_reason: str | None = None  # a key of the staff's words; none: a person paused it
    total: int = 0
    sent: int = 0
    failed: int = 0
    blocked: int = 0
    opted_out: int = 0
    unknown: int = 0

    @property
    def settled(self) -> int:
        return self.sent + self.failed + self.blocked + self.opted_out + self.unknown

    @property
    def waiting(self) -> int:
        """Still to be sent; of a cancelled broadcast these are the cancelled ones."""
        return self.total - self.settled

    @property
    def code(self) -> str:
        """Names this content and audience in a button: the beginning of the fingerprint."""
        return self.fingerprint[:6].hex()


@dataclass(frozen=True)
class Refused:
    """Why a broadcast is not submitted, approved or steered: a key of the staff's words."""

    why: str


async def submit(  # noqa: PLR0913 - all that is frozen
    session: AsyncSession,
    *,
    visit_id: UUID,
    change_id: UUID | None,
    consulate: str,
    kind: BroadcastKind,
    writers: Sequence[UUID],
    contents: Mapping[str, Content],
    draft: str,
    now: datetime,
) -> Broadcast | Refused:
    """Freezes content and audience. The first language stands in for those not written.

    Refused: another one of this visit still waits or runs. With nobody to tell it is done as
    soon as it is approved.
    """
    await session.execute(_LOCK_VISIT, {"visit": visit_id})
    if await _unfinished(session, visit_id):
        return Refused("broadcast_unfinished")
    broadcast = Broadcast(
        visit_id=visit_id,
        change_id=change_id,
        consulate=consulate,
        kind=kind,
        writers=sorted(set(writers)),
        draft=draft,
        fingerprint=b"",
        submitted_at=now,
    )
    session.add(broadcast)
    await session.flush()
    await write(session, broadcast.id, contents)
    audience = deliveries.Audience(broadcast.id, visit_id, consulate, tuple(contents))
    if kind is BroadcastKind.NOTICE:
        broadcast.total = await deliveries.freeze_consulate(session, audience)
        broadcast.excluded = await deliveries.excluded(session, consulate)
    else:
        broadcast.total = await deliveries.freeze_told(session, audience)
    broadcast.fingerprint = await _fingerprint(session, broadcast)
    session.add(broadcast)
    await session.flush()
    return broadcast


async def approve(
    session: AsyncSession, member: StaffMember, broadcast: Broadcast, code: str, *, now: datetime
) -> Refused | None:
    """Starts exactly what was shown under *code*; the caller has locked the row and asked `may`.

    Refused: it is no longer waiting, it is not what was shown, its writer approves, or the
    consulate has had its QUOTA within a day.
    """
    if broadcast.state != BroadcastState.SUBMITTED:
        return Refused("broadcast_decided")
    if member.id in broadcast.writers:
        return Refused("broadcast_own")
    if code != broadcast.code or await _fingerprint(session, broadcast) != broadcast.fingerprint:
        return Refused("broadcast_altered")
    if broadcast.kind == BroadcastKind.NOTICE and (
        await _approved_within_a_day(session, broadcast.consulate, now) >= QUOTA
    ):
        return Refused("broadcast_quota")
    broadcast.decided_by, broadcast.decided_at = member.id, now
    broadcast.state = BroadcastState.RUNNING
    session.add(broadcast)
    await session.flush()
    await jobs.start_walking(session, broadcast.id)
    return None


async def reject(
    session: AsyncSession, member: StaffMember, broadcast: Broadcast, *, now: datetime
) -> Refused | None:
    """Sends it back to its writers; its frozen rows stay as evidence and are never granted."""
    if broadcast.state != BroadcastState.SUBMITTED:
        return Refused("broadcast_decided")
    broadcast.decided_by, broadcast.decided_at = member.id, now
    broadcast.state, broadcast.ended_at = BroadcastState.REJECTED, now
    session.add(broadcast)
    await session.flush()
    return None


async def steer(
    session: AsyncSession, broadcast: Broadcast, to: BroadcastState, *, now: datetime
) -> Refused | None:
    """Pauses, resumes or cancels: the state alone is flipped, never the rows of the ledger."""
    if broadcast.state not in _FROM[to]:
        return Refused("broadcast_not_so")
    if to is BroadcastState.CANCELLED and must_arrive(broadcast):
        return Refused("broadcast_must_arrive")
    if broadcast.pause_reason == FIRST_BATCH_FAILED:  # somebody has looked at how it went
        broadcast.is_proved = True
    broadcast.state, broadcast.pause_reason = to, None
    if to is BroadcastState.CANCELLED:
        broadcast.ended_at = now
    session.add(broadcast)
    await session.flush()
    if to is BroadcastState.RUNNING:
        await jobs.start_walking(session, broadcast.id)
    return None


def must_arrive(broadcast: Broadcast) -> bool:
    """What corrects or cancels an announced visit can be paused, but once approved not stopped."""
    is_approved = broadcast.state in {BroadcastState.RUNNING, BroadcastState.PAUSED}
    return is_approved and broadcast.kind != BroadcastKind.NOTICE


_FROM = {
    BroadcastState.PAUSED: {BroadcastState.RUNNING},
    BroadcastState.RUNNING: {BroadcastState.PAUSED},
    BroadcastState.CANCELLED: {
        BroadcastState.SUBMITTED,
        BroadcastState.RUNNING,
        BroadcastState.PAUSED,
    },
}


async def again(session: AsyncSession, broadcast: Broadcast) -> Refused | None:
    """Sends once more to those whom it failed to reach and who still agree; nobody else.

    Content and audience are the approved ones. What is unknown may have arrived: it stays. Nothing
    goes out again that a later broadcast of the visit has corrected.
    """
    await session.execute(_LOCK_VISIT, {"visit": broadcast.visit_id})
    if broadcast.state != BroadcastState.DONE or await _has_later(session, broadcast):
        return Refused("broadcast_not_so")
    renewed = await deliveries.renew_failed(session, broadcast.id)
    if not renewed:
        return Refused("broadcast_none_failed")
    broadcast.failed -= renewed
    broadcast.state, broadcast.ended_at = BroadcastState.RUNNING, None
    session.add(broadcast)
    await session.flush()
    await jobs.start_walking(session, broadcast.id)
    return None


async def seen_by(
    session: AsyncSession, member: StaffMember, broadcast_id: UUID, *, lock: bool = False
) -> Broadcast | None:
    """The broadcast, if it lies within the member's scope; with *lock* nobody else decides now."""
    scope = within(member.consulates, col(Broadcast.consulate))
    query = select(Broadcast).where(Broadcast.id == broadcast_id, scope)
    if lock:
        query = query.with_for_update()
    fresh = {"populate_existing": True}
    return (await session.scalars(query, execution_options=fresh)).one_or_none()


async def of_visit(session: AsyncSession, visit_id: UUID) -> Sequence[Broadcast]:
    """The visit's broadcasts, the latest first."""
    query = select(Broadcast).where(Broadcast.visit_id == visit_id)
    return (await session.scalars(query.order_by(col(Broadcast.submitted_at).desc()))).all()


async def waiting_for(session: AsyncSession, member: StaffMember) -> Sequence[Broadcast]:
    """What waits for approval within the member's scope, the oldest first."""
    scope = within(member.consulates, col(Broadcast.consulate))
    query = select(Broadcast).where(Broadcast.state == BroadcastState.SUBMITTED, scope)
    return (await session.scalars(query.order_by(col(Broadcast.submitted_at)))).all()


async def _unfinished(session: AsyncSession, visit_id: UUID) -> bool:
    open_states = (BroadcastState.SUBMITTED, BroadcastState.RUNNING, BroadcastState.PAUSED)
    query = select(func.count()).where(
        Broadcast.visit_id == visit_id, col(Broadcast.state).in_(open_states)
    )
    return bool((await session.scalars(query)).one())


async def _has_later(session: AsyncSession, broadcast: Broadcast) -> bool:
    query = select(func.count()).where(
        Broadcast.visit_id == broadcast.visit_id,
        col(Broadcast.submitted_at) > broadcast.submitted_at,
        Broadcast.state != BroadcastState.REJECTED,
        # one that its writers took back was never decided
        (col(Broadcast.decided_at).is_not(None)) | (Broadcast.state == BroadcastState.SUBMITTED),
    )
    return bool((await session.scalars(query)).one())


async def _approved_within_a_day(session: AsyncSession, consulate: str, now: datetime) -> int:
    await session.execute(_LOCK_CONSULATE, {"consulate": consulate})  # two approve at once
    query = select(func.count()).where(
        Broadcast.consulate == consulate,
        Broadcast.kind == BroadcastKind.NOTICE,
        col(Broadcast.decided_at) > now - _DAY,
        Broadcast.state != BroadcastState.REJECTED,
    )
    return (await session.scalars(query)).one()


async def _fingerprint(session: AsyncSession, broadcast: Broadcast) -> bytes:
    about = (broadcast.kind, str(broadcast.visit_id), broadcast.draft)
    return await fingerprint(session, broadcast.id, *about)


_LOCK_VISIT = sql("SELECT 1 FROM visit WHERE id = :visit FOR UPDATE")
_LOCK_CONSULATE = sql("SELECT 1 FROM consulate WHERE code = :consulate FOR NO KEY UPDATE")
