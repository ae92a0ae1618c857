"""Persons served: recorded at once, corrected by superseding, by those who may and in time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.staff.presses import CHANGE, SERVED, Press
from db.transaction import transaction
from db.visits import Visit
from tests.staff.conftest import CARMEN, LUIS, PEDRO
from tests.staff.times import turn_clock
from tests.staff.visit_rows import announced, drafted

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
YESTERDAY = date(2026, 11, 22)
IN_FORCE = (
    "SELECT service, value FROM observation WHERE superseded_at IS NULL"
    " AND input = 'personas_atendidas' ORDER BY service"
)


@pytest.fixture(autouse=True)
async def _clock(office):
    await turn_clock(office, NOW)


async def past(office, **changed) -> Visit:
    return await announced(office, first_day=YESTERDAY, last_day=YESTERDAY, **changed)


async def press(office, person, visit, value: str = "") -> None:
    message = (await person.messages())[-1].id
    await person.press_stale(message, Press(SERVED, visit.id, value).pack())
    await office.settle()


async def says(office, person, *texts: str) -> None:
    for text in texts:
        await person.say(text)
        await office.settle()


async def test_each_number_is_recorded_at_once_and_a_correction_supersedes_it(office):
    carmen = await office.hires(*CARMEN)
    visit = await past(office)
    await press(office, carmen, visit)
    await says(office, carmen, "12")
    assert await office.rows(IN_FORCE) == [("pasaporte", 12)]
    await says(office, carmen, "0")
    await carmen.reads("En Toledo atendieron a 12 personas")
    await press(office, carmen, visit, "pasaporte")
    await carmen.reads("Ahora dice: 12")
    await says(office, carmen, "15")
    assert await office.rows(IN_FORCE) == [("pasaporte", 15), ("visa", 0)]
    counted = "SELECT count(*) FROM observation WHERE input = "
    assert await office.rows(f"{counted} 'personas_atendidas'") == [(3,)]
    assert await office.rows(f"{counted} 'visitas_itinerantes'") == [(1,)]
    assert await office.rows(
        "SELECT act, detail->>'service' FROM audit_entry WHERE act != 'join' ORDER BY id"
    ) == [("record", "pasaporte"), ("record", "visa"), ("record", "pasaporte")]


async def test_the_same_number_again_is_no_correction(office):
    carmen = await office.hires(*CARMEN)
    visit = await past(office, services=["visa"])
    await press(office, carmen, visit)
    await says(office, carmen, "12")
    await press(office, carmen, visit)
    await says(office, carmen, "12")
    assert await office.rows("SELECT count(*) FROM observation") == [(2,)]


async def test_only_a_whole_number_of_persons_is_taken(office):
    carmen = await office.hires(*CARMEN)
    visit = await past(office)
    await press(office, carmen, visit)
    for typed in ("doce", "-1", "1.5", "5001", "99999999999", "12 personas"):
        await carmen.say(typed)
        await carmen.reads("Escriba solo un número, de 0 a 5000")
    await carmen.sends("voice")
    await carmen.reads("Escriba solo un número, de 0 a 5000")
    assert await office.rows(IN_FORCE) == []


async def test_an_unlikely_number_is_asked_twice(office):
    carmen = await office.hires(*CARMEN)
    visit = await past(office, capacity=0)
    await press(office, carmen, visit)
    await says(office, carmen, "501")
    await carmen.reads("más de las 500")
    assert await office.rows(IN_FORCE) == []
    await carmen.press("Sí, son 501")
    await carmen.reads("¿Cuántas personas fueron atendidas en Visa?")
    assert await office.rows(IN_FORCE) == [("pasaporte", 501)]
    for stale in ("pasaporte=9", "visa=99999", "visa=x", "bodas=1", "visa="):
        await press(office, carmen, visit, stale)
    assert await office.rows(IN_FORCE) == [("pasaporte", 501)]


async def test_who_may_not_record_changes_nothing(office):
    await office.hires(*CARMEN)
    visit = await past(office)
    refused = [
        (PEDRO, "Eso ya no está a su alcance."),
        (LUIS, "Eso le toca a otra persona de su consulado."),
    ]
    for who, reason in refused:
        other = await office.hires(*who)
        for value in ("", "visa", "visa=5"):
            await press(office, other, visit, value)
            await other.reads(reason)
        await says(office, other, "5")
    zoila = office.person("Zoila")
    await says(office, zoila, "hola")
    await press(office, zoila, visit, "visa=5")
    await zoila.reads("personal de los consulados")
    assert await office.rows(IN_FORCE) == []


async def test_persons_are_recorded_from_the_first_day_on_of_an_announced_visit(office):
    carmen = await office.hires(*CARMEN)
    tomorrow = NOW.date() + timedelta(days=1)
    early = await announced(office, first_day=tomorrow, last_day=tomorrow)
    draft = await drafted(office, first_day=YESTERDAY, last_day=YESTERDAY)
    for visit in (early, draft):
        await press(office, carmen, visit)
        await carmen.reads("desde el primer día")
    await turn_clock(office, NOW + timedelta(hours=9))  # in Madrid the day has begun
    await press(office, carmen, early)
    await carmen.reads("¿Cuántas personas fueron atendidas en Pasaporte")


async def test_what_was_recorded_can_be_corrected_after_its_service_was_taken_away(office):
    carmen = await office.hires(*CARMEN)
    visit = await past(office)
    await press(office, carmen, visit, "visa")
    await says(office, carmen, "12")
    async with transaction(office.engine) as session:
        corrected = await session.get_one(Visit, visit.id)
        corrected.services = ["pasaporte"]
        session.add(corrected)
    await press(office, carmen, visit, "visa")
    await carmen.reads("Ahora dice: 12")
    await says(office, carmen, "3")
    assert await office.rows(IN_FORCE) == [("visa", 3)]


async def test_a_visit_whose_persons_were_recorded_keeps_its_first_day(office):
    carmen = await office.hires(*CARMEN)
    tomorrow = NOW.date() + timedelta(days=1)
    visit = await announced(office, first_day=YESTERDAY, last_day=tomorrow)
    await press(office, carmen, visit, "visa")
    await says(office, carmen, "12")
    message = (await carmen.messages())[-1].id
    await carmen.press_stale(message, Press(CHANGE, visit.id).pack())
    await carmen.reads("¿Qué dato cambia?")
    await carmen.press("Primer día")
    await carmen.reads("Ahora dice: domingo, 22 de noviembre de 2026")
    await carmen.say("1/12/2026")
    await carmen.reads("la visita sigue empezando el domingo, 22 de noviembre de 2026")
    await carmen.say("22/11/2026")
    await carmen.reads("Anotado: domingo, 22 de noviembre de 2026")
    assert await office.rows("SELECT DISTINCT first_day FROM visit") == [(YESTERDAY,)]


async def test_a_number_said_once_is_recorded_once_however_often_it_is_delivered(office):
    carmen = await office.hires(*CARMEN)
    visit = await past(office)
    await press(office, carmen, visit)
    await says(office, carmen, "12")
    await carmen.repeat_last()
    await office.settle()
    await carmen.reads("¿Cuántas personas fueron atendidas en Visa?")
    assert await office.rows(IN_FORCE) == [("pasaporte", 12)]
