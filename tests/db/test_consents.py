"""Consent is one record a purpose; withdrawing it keeps both moments as evidence."""

from datetime import UTC, datetime, timedelta

from db import consents
from db.consents import NOTICES, SURVEY, Consent
from db.transaction import transaction

GIVEN = datetime(2026, 11, 23, 15, tzinfo=UTC)
WITHDRAWN = GIVEN + timedelta(hours=1)
ALL = "SELECT purpose, given_at, withdrawn_at FROM consent ORDER BY id"


async def agrees(desk, person, *purposes):
    async with transaction(desk.engine) as session:
        for purpose in purposes:
            given = Consent(
                respondent_id=person.id,
                purpose=purpose,
                text_version="2026-11",
                language="es",
                given_at=GIVEN,
            )
            await consents.give(session, given)


async def withdraws(desk, person, now=WITHDRAWN):
    async with transaction(desk.engine) as session:
        await consents.withdraw(session, person.id, now=now)


async def test_each_purpose_has_a_record_of_its_own(desk):
    await agrees(desk, await desk.greets(1), SURVEY, "notices")
    assert await desk.rows(ALL) == [(SURVEY, GIVEN, None), ("notices", GIVEN, None)]


async def test_withdrawing_ends_every_purpose_of_that_person_only(desk):
    ana, luis = await desk.greets(1), await desk.greets(2)
    await agrees(desk, ana, SURVEY, "notices")
    await agrees(desk, luis, SURVEY)
    await withdraws(desk, ana)
    assert await desk.rows(ALL) == [
        (SURVEY, GIVEN, WITHDRAWN), ("notices", GIVEN, WITHDRAWN), (SURVEY, GIVEN, None),
    ]  # fmt: skip


async def test_what_was_withdrawn_keeps_its_moment_when_all_is_withdrawn_again(desk):
    ana = await desk.greets(1)
    await agrees(desk, ana, SURVEY)
    await withdraws(desk, ana)
    await agrees(desk, ana, SURVEY)
    await withdraws(desk, ana, WITHDRAWN + timedelta(days=1))
    assert [row[2] for row in await desk.rows(ALL)] == [
        WITHDRAWN, WITHDRAWN + timedelta(days=1),
    ]  # fmt: skip


async def test_leaving_the_notices_leaves_the_survey_as_it_was(desk):
    ana = await desk.greets(1)
    await agrees(desk, ana, SURVEY, NOTICES)
    async with transaction(desk.engine) as session:
        await consents.withdraw(session, ana.id, now=WITHDRAWN, purpose=NOTICES)
        assert await consents.is_given(session, ana.id, SURVEY)
        assert not await consents.is_given(session, ana.id, NOTICES)
