"""The list of visits: what lacks its persons first, in the member's scope only, page by page."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.staff.presses import LIST, OPEN, Press
from db import observations, staff
from db.transaction import clock, transaction
from db.visits import Visit, VisitState
from tests.staff.conftest import CARMEN, LUIS, PEDRO
from tests.staff.times import turn_clock
from tests.staff.visit_rows import announced, drafted

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
async def _clock(office):
    await turn_clock(office, NOW)


async def labels(office, person) -> list[str]:
    await person.say("/visitas")
    await office.settle()
    return [label for label, _ in (await person.messages())[-1].buttons]


async def on(office, day: date, **changed) -> Visit:
    return await announced(office, first_day=day, last_day=day, **changed)


async def test_reminders_come_first_then_drafts_then_what_comes_then_what_is_recorded(office):
    carmen = await office.hires(*CARMEN)
    await on(office, date(2026, 12, 5), town="Ávila")
    await drafted(office, town="Cuenca", first_day=None, last_day=None)
    await on(office, date(2026, 11, 20), town="Soria")
    done = await on(office, date(2026, 11, 14), town="Huesca")
    await on(office, date(2026, 8, 1), town="Zamora")  # too long ago
    async with transaction(office.engine) as session:
        visit, member = await session.get_one(Visit, done.id), (await staff.members(session))[0]
        now = await clock(session)
        await observations.record_served(session, member, visit, "visa", 3, now=now)
    assert await labels(office, carmen) == [
        "❗ Soria · vie 20 nov",
        "✏️ Cuenca · sin fecha",
        "📣 Ávila · sáb 5 dic",
        "✅ Huesca · sáb 14 nov",
    ]
    await carmen.reads("Falta anotar a quiénes atendieron")


async def test_a_cancelled_visit_is_listed_until_its_day(office):
    carmen = await office.hires(*CARMEN)
    for town, day in [("Ávila", date(2026, 12, 5)), ("Soria", date(2026, 11, 20))]:
        visit = await on(office, day, town=town)
        async with transaction(office.engine) as session:
            cancelled = await session.get_one(Visit, visit.id)
            cancelled.state = VisitState.CANCELLED
            session.add(cancelled)
    assert await labels(office, carmen) == ["❌ Ávila · sáb 5 dic"]


async def test_another_consulates_visit_is_neither_listed_nor_opened(office):
    await office.hires(*CARMEN)
    visit = await drafted(office)
    pedro, luis = await office.hires(*PEDRO), await office.hires(*LUIS)
    assert await labels(office, pedro) == []
    await pedro.reads("No hay visitas")
    message = (await pedro.messages())[-1].id
    await pedro.press_stale(message, Press(OPEN, visit.id).pack())
    await pedro.reads("Eso ya no está a su alcance.")
    assert "Toledo" not in await pedro.transcript()
    assert await labels(office, luis) == ["✏️ Toledo · sáb 12 dic"]
    zoila = office.person("Zoila")
    await zoila.say("/visitas")
    await zoila.reads("personal de los consulados")


async def test_many_visits_are_turned_page_by_page(office):
    carmen = await office.hires(*CARMEN)
    for number in range(10):
        await on(office, date(2026, 12, 1) + timedelta(days=number), town=f"Pueblo {number}")
    first = await labels(office, carmen)
    assert first[0] == "📣 Pueblo 0 · mar 1 dic"
    assert first[-1] == "Siguientes →"
    await carmen.press("Siguientes →")
    await carmen.reads("Página 2 de 2")
    await office.settle()
    assert [label for label, _ in (await carmen.messages())[-1].buttons] == [
        "📣 Pueblo 8 · mié 9 dic",
        "📣 Pueblo 9 · jue 10 dic",
        "← Anteriores",
    ]
    message = (await carmen.messages())[-1].id
    for page in ("99", "0", "-1", "x", "²"):
        await carmen.press_stale(message, Press(LIST, value=page).pack())
        await office.settle()
    assert await office.rows("SELECT 1 FROM dead_letter") == []


async def test_a_visit_shows_who_says_they_come_and_who_were_served(office):
    carmen = await office.hires(*CARMEN)
    visit = await on(office, date(2026, 11, 20))
    async with transaction(office.engine) as session:
        told, member = await session.get_one(Visit, visit.id), (await staff.members(session))[0]
        now = await clock(session)
        await observations.record_served(session, member, told, "visa", 3, now=now)
        await observations.record_served(session, member, told, "pasaporte", 4, now=now)
    await labels(office, carmen)
    await carmen.press("✅ Toledo · vie 20 nov")
    seen = await carmen.reads("Visita anunciada: Toledo")
    assert "Personas atendidas: 7" in seen
