"""Jobs: work handed to the background engine within our own transaction."""

import json
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from db.transaction import attempt

WALK = "walk"  # through a broadcast's ledger
QUEUE = "pulso"
_WALKERS = 2  # of a broadcast: one's round trip to Telegram takes longer than a grant's 0.2 s


async def start_walking(session: AsyncSession, broadcast_id: UUID) -> None:
    """Has the broadcast walked once this transaction commits; walkers that wait are enough."""
    for number in range(_WALKERS):
        await enqueue(
            session, WALK, f"{WALK} {broadcast_id} {number}", broadcast_id=str(broadcast_id)
        )


async def enqueue(session: AsyncSession, task: str, lock: str, **arguments: str) -> None:
    """Enqueues one job, unless one waits under the same *lock*; it is seen at the commit."""
    job = {"queue": QUEUE, "task": task, "lock": lock, "arguments": json.dumps(arguments)}
    try:
        async with attempt(session):
            await session.execute(_DEFER, job)
    except IntegrityError as conflict:
        if _WAITING not in str(conflict.orig):
            raise


_WAITING = "procrastinate_jobs_queueing_lock"  # the unique index over jobs that wait
_DEFER = text("""
    SELECT procrastinate_defer_jobs_v1(ARRAY[
        ROW(:queue, :task, 0, NULL, :lock, CAST(:arguments AS jsonb), NULL)
    ]::procrastinate_job_to_defer_v1[])
""")
