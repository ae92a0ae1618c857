"""Who goes to a visit is counted once, by the last they said."""

from datetime import UTC, date, datetime, time

import pytest

from db import attendances
from db.attendances import Attendance, HeadCount
from db.transaction import transaction
from db.visits import Visit

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
ANA, LUIS = 1, 2


@pytest.fixture
async def toledo(desk):
    visit = Visit(
        consulate="MAD",
        writers=[],
        created_at=NOW,
        town="Toledo",
        timezone="Europe/Madrid",
        first_day=date(2026, 12, 12),
        last_day=date(2026, 12, 12),
        opens=time(9),
        closes=time(14),
    )
    async with transaction(desk.engine) as session:
        session.add(visit)
    return visit


async def test_the_last_word_of_each_person_counts(desk, toledo):
    ana, luis = await desk.greets(ANA), await desk.greets(LUIS)

    async def says(person, *, going):
        async with transaction(desk.engine) as session:
            said = Attendance(visit_id=toledo.id, respondent_id=person.id, going=going, at=NOW)
            await attendances.say(session, said)

    async def stands():
        async with transaction(desk.engine) as session:
            said = [await attendances.said(session, toledo.id, it.id) for it in (ana, luis)]
            return said, await attendances.head_count(session, toledo.id)

    assert await stands() == ([None, None], HeadCount(0, 0))
    await says(ana, going=True)
    await says(ana, going=True)
    await says(luis, going=True)
    assert await stands() == ([True, True], HeadCount(2, 0))
    await says(ana, going=False)
    assert await stands() == ([False, True], HeadCount(1, 1))
