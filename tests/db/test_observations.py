"""Observations: what is recorded stays, and only the last that was said counts."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from db import consulates
from db.observations import (
    PERSONS_SERVED,
    VISITS_MADE,
    Observation,
    record_served,
    served_at,
)
from db.staff import StaffMember
from db.transaction import transaction
from db.visits import Visit, VisitState

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)

# Nothing recorded can be deleted: a fresh page for each example takes the owner of the table.
EMPTY = (
    "ALTER TABLE observation DISABLE TRIGGER USER",
    "DELETE FROM observation",
    "ALTER TABLE observation ENABLE TRIGGER USER",
)


@pytest.fixture
async def member(async_engine):
    operator = StaffMember(
        fingerprint=b"",
        telegram_id=b"",
        name=b"",
        role="operator",
        consulates=["*"],
        joined_at=NOW,
    )
    async with transaction(async_engine) as session:
        await consulates.load(session, consulates.read())
        session.add(operator)
    return operator


@pytest.fixture
def announced(async_engine, member):
    async def announced(consulate="MAD", day=date(2026, 6, 30)):
        visit = Visit(
            id=uuid4(),
            consulate=consulate,
            state=VisitState.ANNOUNCED,
            writers=[member.id],
            created_at=NOW,
            first_day=day,
            last_day=day + timedelta(days=2),
        )
        async with transaction(async_engine) as session:
            session.add(visit)
        return visit.id

    return announced


@pytest.fixture
def says(async_engine, member):
    """One act of the member, in a transaction of its own."""

    async def says(visit_id, service, persons, *, now=NOW, by=member):
        async with transaction(async_engine) as session:
            visit = await session.get_one(Visit, visit_id)
            await record_served(session, by, visit, service, persons, now=now)

    return says


@pytest.fixture
def kept(async_engine):
    """The rows, in the order in which they were written."""

    async def kept():
        async with transaction(async_engine) as session:
            return (await session.scalars(select(Observation).order_by("id"))).all()

    return kept


async def served(engine, visit_id):
    async with transaction(engine) as session:
        return await served_at(session, visit_id)


async def test_the_first_record_says_that_the_visit_was_made(announced, says, kept, member):
    visit = await announced()
    await says(visit, "dni", 12)
    await says(visit, "visa", 3)
    rows = await kept()
    told = {(row.input, row.service): row.value for row in rows}
    assert told == {
        (PERSONS_SERVED.name, "dni"): 12,
        (PERSONS_SERVED.name, "visa"): 3,
        (VISITS_MADE.name, None): 1,
    }
    assert {(row.visit_id, row.recorded_by, row.recorded_at) for row in rows} == {
        (visit, member.id, NOW)
    }


async def test_an_honorary_consulate_serves_persons_and_makes_no_visit(announced, says, kept):
    await says(await announced("VGO"), "dni", 12)
    assert [row.input for row in await kept()] == [PERSONS_SERVED.name]


async def test_a_correction_supersedes_its_service_alone(announced, says, kept, async_engine):
    visit, other = await announced(), await announced()
    for each in (visit, other):
        await says(each, "dni", 120)
        await says(each, "visa", 3)
    later = NOW + timedelta(days=40)
    await says(visit, "dni", 12, now=later)
    assert await served(async_engine, visit) == {"dni": 12, "visa": 3}
    assert await served(async_engine, other) == {"dni": 120, "visa": 3}
    rows = await kept()
    (old,) = [row for row in rows if row.superseded_at]
    assert (old.visit_id, old.service, old.value) == (visit, "dni", 120)
    assert (old.recorded_at, old.superseded_at) == (NOW, later)
    assert sum(row.input == VISITS_MADE.name for row in rows) == 2


async def test_what_is_recorded_belongs_to_the_month_of_the_visits_first_day(
    announced, says, kept
):
    visit = await announced(day=date(2026, 6, 30))  # to 2 July
    await says(visit, "dni", 12, now=datetime(2026, 7, 3, tzinfo=UTC))
    await says(visit, "dni", 13, now=datetime(2027, 1, 3, tzinfo=UTC))
    assert {row.month for row in await kept()} == {date(2026, 6, 1)}


async def test_a_visit_of_which_nobody_spoke_has_served_nobody_known(announced, async_engine):
    assert await served(async_engine, await announced()) == {}


async def test_an_invented_visit_is_recorded_by_nobody(announced, says, kept):
    await says(await announced(), "dni", 12, by=None)
    assert {row.recorded_by for row in await kept()} == {None}


async def test_fewer_than_nobody_are_not_served(announced, says, kept):
    with pytest.raises(IntegrityError, match="observation_value"):
        await says(await announced(), "dni", -1)
    assert await kept() == []


async def test_colleagues_who_record_at_once_wait_for_each_other(
    announced, says, kept, async_engine
):
    visit = await announced()
    await asyncio.gather(*(says(visit, "dni", persons) for persons in range(8)))
    rows = await kept()
    in_force = [row for row in rows if row.superseded_at is None]
    assert sorted(row.input for row in in_force) == [PERSONS_SERVED.name, VISITS_MADE.name]
    assert sum(row.input == PERSONS_SERVED.name for row in rows) == 8
    assert await served(async_engine, visit) == {"dni": rows[-1].value}


ACTS = st.lists(
    st.tuples(
        st.integers(0, 2), st.sampled_from(["dni", "visa", "notarial"]), st.integers(0, 500)
    ),
    max_size=10,
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=ACTS)
async def test_what_was_said_last_holds_and_nothing_said_is_lost(
    async_engine, announced, says, kept, acts
):
    async with async_engine.begin() as connection:
        for statement in EMPTY:
            await connection.execute(text(statement))
    visits = [await announced() for _ in range(3)]
    for which, service, persons in acts:
        await says(visits[which], service, persons)
    for which, visit in enumerate(visits):
        last = {service: persons for number, service, persons in acts if number == which}
        assert await served(async_engine, visit) == last
    rows = await kept()
    said = [(row.visit_id, row.service, row.value) for row in rows if row.service]
    assert said == [(visits[which], service, persons) for which, service, persons in acts]
    made = [row.visit_id for row in rows if row.input == VISITS_MADE.name]
    assert len(made) == len(set(made)) == len({which for which, *_ in acts})
