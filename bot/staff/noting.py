"""What a member did to a visit, a broadcast or a consulate's month, for the audit log."""

from bot.staff.desk import Desk
from db import audit
from db.broadcasts import Broadcast
from db.office_figures import OfficeMonth
from db.visits import Visit


async def note(
    desk: Desk, act: str, subject: Visit | Broadcast | OfficeMonth, **detail: object
) -> None:
    """Keeps what this member did, in the transaction that does it."""
    if isinstance(subject, Broadcast):
        detail = {"kind": subject.kind, "rows": subject.total, **detail}
    if isinstance(subject, OfficeMonth):
        detail = {"month": f"{subject.month:%Y-%m}", **detail}
    await audit.note(
        desk.session,
        desk.member,
        act,
        now=desk.now,
        consulate=subject.consulate,
        subject=None if isinstance(subject, OfficeMonth) else subject.id,
        **detail,
    )
