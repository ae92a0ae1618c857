"""Watches: messages in the staff's chats that show how a broadcast stands, while it matters."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, delete, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, select

from db.broadcasts import Broadcast, BroadcastState
from db.grants import LEASE
from db.staff import StaffMember, members, within

_SETTLED = 2 * LEASE  # after a broadcast was stopped, what had left may still be counted


class BroadcastWatch(SQLModel, table=True):
    """A message in a member's staff chat that shows how a broadcast goes, edited as it goes."""

    __tablename__ = "broadcast_watch"

    broadcast_id: UUID = Field(foreign_key="broadcast.id", primary_key=True)
    staff_id: UUID = Field(foreign_key="staff_member.id", primary_key=True)
    message_id: int | None = Field(default=None, sa_type=BigInteger)  # none: still to be sent
    shown: str = ""  # what it says now, hashed: the same is not sent twice


class Watch(NamedTuple):
    """A message to be sent or edited, for whom, and what it is about."""

    row: BroadcastWatch
    broadcast: Broadcast
    member: StaffMember


async def open_for(session: AsyncSession, broadcast_id: UUID, staff: Iterable[UUID]) -> None:
    """Each of these members gets a new message about the broadcast, below all they have read."""
    wanted = set(staff) & {it.id for it in await members(session)}
    rows = [{"broadcast_id": broadcast_id, "staff_id": it} for it in sorted(wanted)]
    if rows:
        opened = insert(BroadcastWatch).values([row | {"shown": ""} for row in rows])
        anew = {"message_id": None, "shown": ""}
        keys = ["broadcast_id", "staff_id"]
        await session.execute(opened.on_conflict_do_update(index_elements=keys, set_=anew))


async def all_open(session: AsyncSession) -> Sequence[Watch]:
    query = (
        select(BroadcastWatch, Broadcast, StaffMember)
        .join(Broadcast, col(Broadcast.id) == col(BroadcastWatch.broadcast_id))
        .join(StaffMember, col(StaffMember.id) == col(BroadcastWatch.staff_id))
        .order_by(col(Broadcast.submitted_at), col(StaffMember.id))
    )
    return [Watch(*row) for row in (await session.execute(query)).all()]


def is_over(broadcast: Broadcast, *, now: datetime) -> bool:
    """Whether what is shown of it will not change any more by itself."""
    match broadcast.state:
        case BroadcastState.REJECTED | BroadcastState.DONE:
            return True
        case BroadcastState.CANCELLED:
            return broadcast.ended_at is None or broadcast.ended_at + _SETTLED < now
        case _:
            return False


async def shown(session: AsyncSession, watch: Watch, message_id: int, what: str) -> None:
    """Keeps what the message says now, unless a new one was asked for meanwhile."""
    await session.execute(
        update(BroadcastWatch)
        .where(_is(watch), _stands(watch))
        .values(message_id=message_id, shown=what)
    )


async def close(session: AsyncSession, watch: Watch) -> None:
    """The message stays as it stands."""
    await session.execute(delete(BroadcastWatch).where(_is(watch), _stands(watch)))


def _is(watch: Watch):  # type: ignore[no-untyped-def]  # noqa: ANN202 - SQLAlchemy's own
    return (col(BroadcastWatch.broadcast_id) == watch.row.broadcast_id) & (
        col(BroadcastWatch.staff_id) == watch.row.staff_id
    )


def _stands(watch: Watch):  # type: ignore[no-untyped-def]  # noqa: ANN202
    return col(BroadcastWatch.message_id).is_not_distinct_from(watch.row.message_id)


async def running_for(session: AsyncSession, member: StaffMember) -> Sequence[Broadcast]:
    """What was approved and has not ended, within the member's scope, the oldest first."""
    under_way = [BroadcastState.RUNNING, BroadcastState.PAUSED]
    scope = within(member.consulates, col(Broadcast.consulate))
    query = select(Broadcast).where(col(Broadcast.state).in_(under_way), scope)
    return (await session.scalars(query.order_by(col(Broadcast.decided_at)))).all()


async def failures(session: AsyncSession, broadcast_id: UUID) -> dict[str, int]:
    """How many deliveries failed, by reason, the most frequent first."""
    rows = (await session.execute(_FAILURES, {"broadcast": broadcast_id})).all()
    return {str(reason): count for reason, count in rows}


_FAILURES = text(
    "SELECT reason, count(*) FROM delivery WHERE broadcast_id = :broadcast AND state = 3"
    " GROUP BY reason ORDER BY 2 DESC, 1"
)
