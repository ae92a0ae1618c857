"""Visits in the database, made in a line each."""

from datetime import date, time

from db import staff, visits
from db.transaction import clock, transaction
from db.visits import Visit, VisitState

TOLEDO = {
    "town": "Toledo",
    "place": "Plaza de Zocodover 1",
    "timezone": "Europe/Madrid",
    "first_day": date(2026, 12, 12),
    "last_day": date(2026, 12, 12),
    "opens": time(9),
    "closes": time(17),
    "services": ["pasaporte", "visa"],
    "requirements": "DNI",
    "capacity": 100,
    "contact": "",
    "flyer": False,
}


async def drafted(office, consulate: str = "MAD", **changed: object) -> Visit:
    """A finished draft by the member who joined first."""
    async with transaction(office.engine) as session:
        writer = (await staff.members(session))[0]
        visit = await visits.draft(session, writer, consulate, now=await clock(session))
        await visits.write(session, writer, visit, **TOLEDO | changed)
        return visit


async def announced(office, consulate: str = "MAD", **changed: object) -> Visit:
    visit = await drafted(office, consulate, **changed)
    async with transaction(office.engine) as session:
        told = await session.get_one(Visit, visit.id)
        told.state, told.announced_at = VisitState.ANNOUNCED, await clock(session)
        session.add(told)
        return told
