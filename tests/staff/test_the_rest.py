"""An announced visit is announced again to those who have not heard, and to nobody twice."""

from datetime import date

import pytest

from bot.staff.presses import APPROVE, OPEN, STOP, SUBMIT
from db.visits import VisitState
from tests.staff.affairs import agree, approved, changes, drafts, hired, presses, submitted, walk


async def announced(office, people: int):
    carmen, luis, pedro = await hired(office)
    await agree(office, people)
    visit = await drafts(office)
    await submitted(office, carmen, visit)
    return carmen, luis, pedro, visit, await approved(office, luis, visit)


async def labels(person) -> list[str]:
    return [label for label, _ in (await person.messages())[-1].buttons]


async def test_after_a_stop_the_rest_can_be_told(office):
    carmen, luis, _, visit, notice = await announced(office, 3)
    await walk(office, notice, most=1)
    await presses(office, luis, STOP, notice.id, "!")
    await presses(office, carmen, OPEN, visit.id)
    assert "Avisar a quienes faltan (2)" in await labels(carmen)
    rest = await submitted(office, carmen, visit)
    assert (rest.kind, rest.total) == ("notice", 2)
    await walk(office, await approved(office, luis, visit))
    told = "SELECT count(*), count(DISTINCT respondent_id) FROM delivery WHERE state = 2"
    assert await office.rows(told) == [(3, 3)]
    assert await office.rows("SELECT state FROM visit") == [(VisitState.ANNOUNCED,)]


async def test_who_agreed_since_can_be_told_and_with_nobody_there_is_no_button(office):
    carmen, _, pedro, visit, notice = await announced(office, 1)
    await walk(office, notice)
    async with office.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE broadcast SET state = 'done'")
    await presses(office, carmen, OPEN, visit.id)
    assert not [it for it in await labels(carmen) if it.startswith("Avisar a quienes")]
    await agree(office, 2)
    await presses(office, carmen, OPEN, visit.id)
    assert "Avisar a quienes faltan (2)" in await labels(carmen)
    await presses(office, pedro, SUBMIT, visit.id)
    await pedro.reads("ya no está a su alcance")


async def test_a_change_in_which_nothing_changed_is_not_handed_in(office):
    carmen, _, _, visit, notice = await announced(office, 1)
    await walk(office, notice)
    change = await changes(office, visit)
    await presses(office, carmen, SUBMIT, change.id)
    await carmen.reads("Todavía no cambió nada")
    assert await office.rows("SELECT count(*) FROM broadcast") == [(1,)]


async def made(office) -> None:
    async with office.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE visit SET made_at = now() WHERE replaces IS NULL")


@pytest.mark.parametrize("when", ["before it is handed in", "before it is approved"])
async def test_whom_a_visit_served_stays_in_its_month(office, when):
    carmen, luis, _, visit, notice = await announced(office, 1)
    await walk(office, notice)
    async with office.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE broadcast SET state = 'done'")
    change = await changes(office, visit, first_day=date(2036, 1, 5), last_day=date(2036, 1, 5))
    if when == "before it is handed in":
        await made(office)
        await presses(office, carmen, SUBMIT, change.id)
        await carmen.reads("no puede empezar otro día")
    else:
        correction = await submitted(office, carmen, change)
        await made(office)
        await presses(office, luis, APPROVE, correction.id, correction.code)
        await luis.reads("no puede empezar otro día")
    moved = "SELECT count(*) FROM visit WHERE replaces IS NULL AND first_day > '2036-01-01'"
    assert await office.rows(moved) == [(0,)]
