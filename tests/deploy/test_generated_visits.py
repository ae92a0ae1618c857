"""Demonstration visits: invented once, over before they are told, and corrected like real ones."""

import pytest
from sqlalchemy import text

from db import consulates
from db.transaction import transaction
from deploy.generated_visits import VISITS, fill_visits

EVERYTHING = text("""
    SELECT visit.id, visit.consulate, first_day, input, service, value, superseded_at
    FROM visit JOIN observation ON visit_id = visit.id ORDER BY observation.id
""")


@pytest.fixture
async def engine_with_offices(async_engine):
    async with transaction(async_engine) as session:
        await consulates.load(session, consulates.read())
    return async_engine


async def rows(engine, query=EVERYTHING):
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(query)]


async def test_a_second_run_adds_nothing(engine_with_offices):
    assert await fill_visits(engine_with_offices) == VISITS
    first = await rows(engine_with_offices)
    assert await fill_visits(engine_with_offices) == 0
    assert await rows(engine_with_offices) == first


async def test_the_same_visits_are_invented_anywhere(engine_with_offices):
    await fill_visits(engine_with_offices)
    first = await rows(engine_with_offices)
    async with engine_with_offices.begin() as connection:
        await connection.execute(text("ALTER TABLE observation DISABLE TRIGGER USER"))
        await connection.execute(text("DELETE FROM observation"))
        await connection.execute(text("DELETE FROM visit"))
    await fill_visits(engine_with_offices)
    assert await rows(engine_with_offices) == first


async def test_they_span_two_years_and_kinds_of_office_and_are_over(engine_with_offices):
    await fill_visits(engine_with_offices)
    ((ended, made, years, kinds, offices, staff),) = await rows(
        engine_with_offices,
        text("""
            SELECT bool_and(last_day < now() - interval '1 day'), bool_and(made_at < now()),
                max(first_day) - min(first_day), count(DISTINCT kind),
                count(DISTINCT consulate), (SELECT count(*) FROM staff_member)
            FROM visit JOIN consulate ON code = consulate
        """),
    )
    assert ended
    assert made
    assert 600 < years <= 730
    assert (kinds, offices) == (2, 10)
    assert staff == 0


async def test_some_were_corrected_and_honorary_consulates_made_none(engine_with_offices):
    await fill_visits(engine_with_offices)
    (counts,) = await rows(
        engine_with_offices,
        text("""
            SELECT count(*) FILTER (WHERE superseded_at IS NOT NULL),
                count(*) FILTER (WHERE input = 'visitas_itinerantes' AND kind = 'honorary'),
                count(*) FILTER (WHERE input = 'visitas_itinerantes' AND kind = 'general'),
                count(*) FILTER (WHERE recorded_by IS NOT NULL)
            FROM observation JOIN consulate ON code = consulate
        """),
    )
    assert counts[0] > 3
    assert counts[1:] == (0, VISITS * 8 // 10, 0)
