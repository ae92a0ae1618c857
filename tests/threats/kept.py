"""What the database keeps, all of it at one moment; two are equal if nothing has changed."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db import metadata

LOG = {"seen_update"}  # which updates came, and nothing of what they brought
CURSOR = {"staff_member": {"visit", "asking"}}  # where a member stands: their own affair


async def kept(engine: AsyncEngine) -> dict[str, str]:
    """Every table of ours and the jobs, apart from the log of updates and members' cursors."""
    async with engine.connect() as connection:
        [row] = await connection.execute(text(_ALL))
    return dict(zip(_DIGESTS, row, strict=True))


def _digest(table: str, columns: list[str]) -> str:
    rows = f"SELECT {', '.join(columns)} FROM {table}"  # noqa: S608 - our own names
    lines = "coalesce(string_agg(t::text, ' ' ORDER BY t::text), '')"
    return f"(SELECT md5({lines}) FROM ({rows}) t)"  # noqa: S608


_DIGESTS = {
    table.name: _digest(
        table.name,
        [f'"{it.name}"' for it in table.columns if it.name not in CURSOR.get(table.name, ())],
    )
    for table in metadata.sorted_tables
    if table.name not in LOG
} | {"procrastinate_jobs": _digest("procrastinate_jobs", ["args", "status"])}
_ALL = f"SELECT {', '.join(_DIGESTS.values())}"
