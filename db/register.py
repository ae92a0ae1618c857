"""The register of the plan: whoever changes what it says waits for whoever came before."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_LOCK = 0x706C616E  # "plan": the advisory lock's number


async def lock(session: AsyncSession) -> None:
    """Until this transaction ends nobody else records, steers a period or publishes.

    Its writers are few and quick. One order of all their acts makes every publication a cut
    through the rows, which can be read again later: see db/publications.py.
    """
    await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
