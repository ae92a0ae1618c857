"""Demonstration visits: invented ones of the past two years, and how many persons each served."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from db import consulates
from db.consulates import Consulate
from db.observations import record_served
from db.transaction import clock, transaction
from db.visits import Visit, VisitState

SEED = 3_2_5_1  # the measure these visits are counted in
VISITS = 60
_CAREER, _HONORARY = 8, 2  # offices that travel; few, so that each has a past to compare with
_DAYS = 730  # two years, as far back as the invented interviews go
_OVER = timedelta(days=3)  # the visit has ended, wherever on Earth it was
_SERVED = {"pasaporte": 45, "dni": 70, "registro_civil": 12, "notarial": 15, "orientacion": 25}


@dataclass(frozen=True)
class _Made:
    """A visit, and the persons served by service; a service told twice was corrected."""

    visit: Visit
    records: Sequence[tuple[str, int]]


async def fill_visits(engine: AsyncEngine) -> int:
    """Stores the invented visits, all at once or not at all, and returns how many it stored.

    They are dated back from the day of the first call; a later call finds them there.
    """
    async with transaction(engine) as session:
        today = (await clock(session)).date()
        made = list(_invent(await consulates.every(session), today))
        if await session.get(Visit, made[0].visit.id):
            return 0
        for it in made:
            await _store(session, it)
    return len(made)


def _invent(offices: Sequence[Consulate], today: date) -> Iterator[_Made]:
    """The offices travel by turns, so that each went about as often before as lately."""
    travelling = _travelling(offices)
    season = _DAYS * len(travelling) / VISITS  # days in which each office travels once
    for number in range(VISITS):
        dice = random.Random(f"{SEED}/{number}")  # noqa: S311 - people of paper need no secrecy
        turn, place = divmod(number, len(travelling))
        ago = timedelta(days=round((turn + dice.random()) * season))
        yield _visit(dice, travelling[place], today - _OVER - ago)


def _travelling(offices: Sequence[Consulate]) -> list[Consulate]:
    dice = random.Random(SEED)  # noqa: S311
    career = [it for it in offices if it.kind == "general"]
    honorary = [it for it in offices if it.kind == "honorary"]
    return [
        *dice.sample(career, min(_CAREER, len(career))),
        *dice.sample(honorary, min(_HONORARY, len(honorary))),
    ]


def _visit(dice: random.Random, office: Consulate, day: date) -> _Made:
    told = datetime.combine(day, time(12), UTC) - timedelta(days=14)
    services = dice.sample(sorted(_SERVED), dice.randint(2, len(_SERVED)))
    records = [(it, round(_SERVED[it] * dice.uniform(0.1, 1.6))) for it in services]
    if dice.random() < 0.2:
        service, persons = records[0]
        records.insert(0, (service, persons + 10))
    visit = Visit(
        id=UUID(int=dice.getrandbits(128), version=4),
        consulate=office.code,
        state=VisitState.ANNOUNCED,
        writers=[],
        created_at=told,
        announced_at=told,
        town=f"Localidad inventada cerca de {office.city}",
        place="Local de la comunidad peruana",
        timezone=office.timezone,
        first_day=day,
        last_day=day + timedelta(days=dice.randint(0, 1)),
        opens=time(9),
        closes=time(16),
        services=services,
        requirements="",
        capacity=0,
        contact="",
        flyer=False,
    )
    return _Made(visit, records)


async def _store(session: AsyncSession, made: _Made) -> None:
    """As staff would have: each record an hour after the one before."""
    session.add(made.visit)
    await session.flush()
    then = made.visit.ends_at
    for service, persons in made.records:
        then += timedelta(hours=1)
        await record_served(session, None, made.visit, service, persons, now=then)
