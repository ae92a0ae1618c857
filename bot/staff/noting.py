"""What a member did to a visit or a broadcast, for the audit log."""

from bot.staff.desk import Desk
from db import audit
from db.broadcasts import Broadcast
from db.visits import Visit


async def note(desk: Desk, act: str, subject: Visit | Broadcast, **detail: object) -> None:
    """Keeps what this member did, in the transaction that does it."""
    if isinstance(subject, Broadcast):
        detail = {"kind": subject.kind, "rows": subject.total, **detail}
    await audit.note(
        desk.session,
        desk.member,
        act,
        now=desk.now,
        consulate=subject.consulate,
        subject=subject.id,
        **detail,
    )
