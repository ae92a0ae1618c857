"""Several connections record, close and publish at once; what remains is some order of them."""

import asyncio

import pytest
from sqlalchemy import func, select

from db import publications
from db.engine import async_engine as connect
from db.flow import State, Step
from db.observations import Observation
from db.recording import Recorded, Why
from db.register import lock
from db.transaction import transaction
from tests.db.register import NOW, S2, month, told, told_by_consulate

MANY = 8


async def test_of_those_who_correct_one_value_at_once_one_remains_and_none_is_lost(register):
    said = [told(value, reason="yo lo sé") for value in range(MANY)]
    await asyncio.gather(*(register.records(it) for it in said))
    rows = await register.kept()
    assert sorted(it.value for it in rows) == list(range(MANY))
    assert [it.superseded_by for it in rows] == [*(it.id for it in rows[1:]), None]


async def test_of_those_who_are_first_at_once_one_is_and_the_others_hear_of_it(register):
    found = await asyncio.gather(*(register.records(told(value)) for value in range(MANY)))
    assert found.count(Recorded(new=1)) == 1
    refusals = [why for it in found if isinstance(it, list) for why in it]
    assert {it.why for it in refusals} == {Why.UNEXPLAINED}
    (value,) = (await register.in_force()).values()
    assert {it.known.value for it in refusals} == {value}


async def test_what_is_said_of_different_places_is_all_kept(register):
    said = [
        told_by_consulate(value, month(7 + value % 6), f"servicio-{value}") for value in range(20)
    ]
    await asyncio.gather(*(register.records(it) for it in said))
    assert sorted((await register.in_force()).values()) == list(range(20))


async def test_a_month_and_the_period_that_holds_it_never_stand_together(register):
    said = [told(1, S2), *(told(1, month(number)) for number in range(7, 13))]
    found = await asyncio.gather(*(register.records(it) for it in said))
    recorded = [it for it in found if isinstance(it, Recorded)]
    assert len(recorded) == len(await register.in_force())
    assert len(recorded) in {1, 6}
    assert (found[0] == Recorded(new=1)) == (len(recorded) == 1)


AT = range(0, 9, 2)  # how many come before the one who closes or publishes


@pytest.mark.parametrize("place", AT)
async def test_what_a_unit_says_while_the_period_closes_is_in_it_or_refused(register, place):
    acts = [register.records(told(1, statement=f"{it}")) for it in range(MANY)]
    acts.insert(place, register.takes(Step.CLOSE))
    found = await asyncio.gather(*acts)
    assert found.pop(place) is None
    assert (await register.stands()).whole is State.CLOSED
    refused = [it for it in found if it != Recorded(new=1)]
    assert {it.why for each in refused for it in each} <= {Why.SEALED}
    assert len(await register.in_force()) == MANY - len(refused)


@pytest.mark.parametrize("place", AT)
async def test_what_a_consulate_says_after_the_close_reopens_it_and_before_does_not(
    register, place
):
    acts = [
        register.records(told_by_consulate(1, month(8), f"{it}"), late="faltaba")
        for it in range(MANY)
    ]
    acts.insert(place, register.takes(Step.CLOSE))
    found = await asyncio.gather(*acts)
    assert found.pop(place) is None
    stands = await register.stands()
    late = [it for it in found if it.reopened]
    assert len(late) <= 1  # after which it is open
    assert stands.whole is (State.OPEN if late else State.CLOSED)
    assert len(await register.in_force()) == MANY


@pytest.mark.parametrize("place", AT)
async def test_an_edition_holds_exactly_what_came_before_it(register, async_engine, url, place):
    """It is read by another connection, as the command does, while nobody may write."""

    async def publish() -> None:
        async with transaction(async_engine) as session:
            await lock(session)
            reader = connect(url)
            async with transaction(reader) as reading:
                there = await reading.scalar(select(func.count()).select_from(Observation))
            await reader.dispose()
            files = {"whole.csv": str(there).encode()}
            made = await publications.publish(
                session, None, "2026-S2", files, definitions="", now=NOW
            )
            seen.append((there, made.last_observation))

    seen: list[tuple[int, int]] = []
    acts = [register.records(told(1, statement=f"{it}")) for it in range(MANY)]
    acts[place:place] = [publish(), publish()]
    await asyncio.gather(*acts)
    ids = [it.id for it in await register.kept()]
    assert len(ids) == MANY
    for there, last in seen:
        assert there == sum(it <= last for it in ids)
    async with transaction(async_engine) as session:
        editions = await publications.editions(session, "2026-S2")
    assert [it.edition for it in editions] == [1, 2]
