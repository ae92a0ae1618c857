"""What the database keeps of the consulates' work, all of it at one moment."""

from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

Row = dict[str, Any]


class Kept(NamedTuple):
    """The rows of each table; a visit has its picture beside it."""

    staff_member: list[Row]
    visit: list[Row]
    broadcast: list[Row]
    broadcast_text: list[Row]
    observation: list[Row]
    audit_entry: list[Row]
    dead_letter: list[Row]

    def member(self, member_id: str) -> Row:
        return next(it for it in self.staff_member if it["id"] == member_id)

    def of_broadcast(self, broadcast_id: str) -> Row:
        return next(it for it in self.broadcast if it["id"] == broadcast_id)

    def said_by(self, broadcast: Row) -> tuple[Row, list[Row]]:
        """What it says of the visit as its draft has it now, and its words."""
        of_draft = broadcast["change_id"] or broadcast["visit_id"]
        draft = next(it for it in self.visit if it["id"] == of_draft)
        words = [it for it in self.broadcast_text if it["broadcast_id"] == broadcast["id"]]
        return content(draft), words


def content(visit: Row) -> Row:
    """What its writers say of it: the rest is its way."""
    return {name: it for name, it in visit.items() if name not in _OF_ITS_WAY}


async def read(engine: AsyncEngine) -> Kept:
    async with engine.connect() as connection:
        return Kept(*(await connection.execute(_READ)).one())


async def empty(engine: AsyncEngine) -> None:
    """Nobody works here yet: what the database itself keeps for ever goes too."""
    async with engine.begin() as connection:
        for table in _KEPT_FOR_EVER:
            await connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        for table in _EMPTIED:
            await connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - our own names
        for table in _KEPT_FOR_EVER:
            await connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))


_OF_ITS_WAY = {
    *("id", "consulate", "state", "replaces", "writers"),
    *("created_at", "announced_at", "cancelled_at", "made_at"),
}
_KEPT_FOR_EVER = ("audit_entry", "observation")
_EMPTIED = (
    *("delivery", "broadcast_text", "broadcast_watch", "broadcast", "observation", "audit_entry"),
    *("flyer", "attendance", "entry", "staff_invitation", "staff_member", "visit", "consent"),
    *("respondent", "procrastinate_jobs", "seen_update", "dead_letter"),
)
_PAINTED = (
    "(SELECT v.*, md5(f.picture) AS picture FROM visit v LEFT JOIN flyer f ON visit_id = id)"
)
_FROM = {name: name for name in Kept._fields} | {"visit": _PAINTED}
_ROWS = "(SELECT coalesce(json_agg(t ORDER BY t::text), '[]') FROM {} t)"
_READ = text(f"SELECT {', '.join(map(_ROWS.format, _FROM.values()))}")
