"""The demonstration's register: invented once, whole for one semester, half for the next."""

import pytest
from sqlalchemy import text

from analytics import pull
from analytics.period import Kind, Period
from db import consulates, units
from db.engine import sync_engine
from db.transaction import clock, transaction
from deploy.generated_register import _ACTS, fill_register
from deploy.loading import LIBRARY
from surveys import Survey, load


@pytest.fixture
async def filled(async_engine):
    async with transaction(async_engine) as session:
        await consulates.load(session, consulates.read())
        await units.load(session, units.read())
        now = await clock(session)
    assert await fill_register(async_engine) > 10_000
    return Period.containing(now.date(), Kind.SEMESTER)


async def test_the_semester_before_is_whole_and_closed_and_this_one_is_a_part(
    filled, async_engine, url
):
    engine = sync_engine(url)
    whole, part = (pull(str(it), engine=engine) for it in (filled.preceding, filled))
    recorded = whole[whole["expected"].notna()]
    of_units = recorded[recorded["expected"] < len(consulates.read())]
    assert (of_units["reported_whole"] == of_units["expected"]).all()
    assert {"verde", "ámbar", "rojo"} <= set(whole["light"])
    lacking = part[part["reported_whole"].lt(part["expected"]).fillna(value=False)]
    assert len(lacking) > 100
    assert {"verde", "ámbar", "rojo"}.isdisjoint(lacking["light"])
    with engine.connect() as connection:
        steps = text("SELECT DISTINCT step FROM period_step WHERE period = :it")
        taken = set(connection.execute(steps, {"it": str(filled.preceding)}).scalars())
        assert taken == {"submit", "accept", "close", "publish"}
        assert connection.execute(text("SELECT count(*) FROM publication")).scalar_one() == 1
    engine.dispose()
    assert await fill_register(async_engine) == 0


def test_its_acts_are_of_the_services_that_the_survey_knows():
    consular = load(LIBRARY / "satisfaccion-consular.xlsx")
    assert isinstance(consular, Survey)
    assert set(_ACTS) == set(consular.question("servicio").choice_names)
