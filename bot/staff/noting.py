"""What a member did to a broadcast, for the audit log."""

from bot.staff.desk import Desk
from db import audit
from db.broadcasts import Broadcast


async def note(desk: Desk, act: str, broadcast: Broadcast, **detail: object) -> None:
    """Keeps what this member did to the broadcast, in the transaction that does it."""
    await audit.note(
        desk.session,
        desk.member,
        act,
        now=desk.now,
        consulate=broadcast.consulate,
        subject=broadcast.id,
        kind=broadcast.kind,
        rows=broadcast.total,
        **detail,
    )
