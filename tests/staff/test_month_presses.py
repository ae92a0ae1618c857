"""Wherever one stands: old, repeated and altered buttons, pictures, restarts and lost offices."""

from datetime import UTC, datetime

import pytest

from bot.staff import figure_cursor
from bot.staff.figure_cursor import Cursor
from bot.staff.presses import FIGURES, OFFICES
from db.consulate_inputs import ASKED
from db.office_figures import Figure
from tests.staff.affairs import presses
from tests.staff.conftest import CARMEN, LUIS, PEDRO
from tests.staff.month_rows import OCTOBER, PASSPORT, in_force, recorded
from tests.staff.times import turn_clock

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
TWO = ("Carmen", "operator", ["MAD", "BCN"])
SEPTEMBER = OCTOBER.replace(month=9)
# Where one can stand: how one comes there, and what one is shown.
STATES = {
    "office": (["/datos"], "¿De qué consulado son los datos?"),
    "month": (["/datos", "madrid"], "¿De qué mes son los datos?"),
    "summary": (["/datos", "madrid", "setiembre", *["omitir"] * 13], "Datos que faltan: 13"),
    "figure": (["/datos", "madrid", "octubre"], "1 de 14"),
    "doubt": (["/datos", "madrid", "octubre", "90000"], "¿Está bien?"),
    "reason": (["/datos", "madrid", "setiembre", "atrás", "130"], "¿Por qué cambia 120 por 130?"),
}
REGISTER = "SELECT id, value, superseded_at FROM observation ORDER BY id"
STANDING = "SELECT asking FROM staff_member WHERE joined_at IS NOT NULL ORDER BY joined_at"


@pytest.fixture(autouse=True)
async def _clock(office):
    await turn_clock(office, NOW)
    await recorded(office, {PASSPORT: 120}, SEPTEMBER)


async def stands(office, state: str):
    """Carmen, where the state says."""
    carmen = await office.hires(*TWO)
    acts, shown = STATES[state]
    for words in acts:
        await carmen.say(words)
        await office.settle()
    await carmen.reads(shown)
    return carmen, shown


async def pressed(person) -> str:
    """What the message says whose buttons `presses` presses."""
    return next(it.text for it in await person.messages() if it.from_bot)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("kind", ["photo", "sticker", "voice", "location"])
async def test_what_is_no_text_is_answered_with_what_is_asked(office, state, kind):
    carmen, shown = await stands(office, state)
    before = await office.rows(STANDING)
    await carmen.sends(kind)
    await carmen.reads("Aquí no podemos leer eso")
    assert shown in (await carmen.messages())[-1].text
    assert await office.rows(STANDING) == before


@pytest.mark.parametrize("state", STATES)
async def test_after_a_restart_one_stands_where_one_stood(office, state):
    carmen, shown = await stands(office, state)
    before = (await carmen.messages())[-1]
    await office.restarts()
    await carmen.repeat_last()
    await office.settle()
    again = (await carmen.messages())[-1]
    assert shown in again.text
    assert again.buttons == before.buttons


@pytest.mark.parametrize("state", STATES)
async def test_buttons_of_elsewhere_change_nothing(office, state):
    carmen, shown = await stands(office, state)
    before, register = await office.rows(STANDING), await office.rows(REGISTER)
    mark = figure_cursor.read(before[0][0]).mark
    elsewhere = Cursor("BCN", OCTOBER, PASSPORT).mark
    answers = ("nc", "keep", "back", "leave", "0", "sure", "2026-10", "MAD", "on", "list", "")
    for value in (*(f"{elsewhere}={it}" for it in answers), "", "=", f"={mark}", mark, "x" * 50):
        await presses(office, carmen, FIGURES, value=value)
        await carmen.reads("" if value == mark else "Ese botón es de antes")
        assert shown in await pressed(carmen)
    assert await office.rows(STANDING) == before
    assert await office.rows(REGISTER) == register


@pytest.mark.parametrize("state", STATES)
async def test_answers_that_are_not_asked_for_change_nothing(office, state):
    """As an altered client may send them, with the mark of where its member stands."""
    carmen, _ = await stands(office, state)
    before, register = await office.rows(STANDING), await office.rows(REGISTER)
    mark = figure_cursor.read(before[0][0]).mark
    answers = {"TOK", "2030-01", "1999-01", "on", "sure", "3.2.5.2a:visa", "3.2.4.1a:bodas", "9"}
    asked_for = {"doubt": {"sure"}, "summary": {"on"}}.get(state, set())
    for answer in answers - asked_for:
        await presses(office, carmen, FIGURES, value=f"{mark}={answer}")
        assert await office.rows(STANDING) == before, answer
    assert await office.rows(REGISTER) == register


async def test_a_press_delivered_twice_counts_once(office):
    carmen, _ = await stands(office, "figure")
    (message,) = [it for it in await carmen.messages() if "1 de 14" in it.text]
    none = dict(message.buttons)["No corresponde"]
    for _ in range(3):
        await carmen.press_stale(message.id, none)
        await office.settle()
    await carmen.reads("Ese botón es de antes")
    assert await in_force(office) == [("pasaporte", None)]


async def test_a_colleagues_button_is_none_of_ones_own(office):
    carmen, _ = await stands(office, "doubt")
    sure = dict((await carmen.messages())[-1].buttons)["Sí, 90000"]
    for who in (LUIS, PEDRO):
        other = await office.hires(*who)
        message = (await other.messages())[-1].id
        await other.press_stale(message, sure)
        await other.reads("Ese botón es de antes")
    zoila = office.person("Zoila")
    await zoila.say("hola")
    await office.settle()
    await zoila.press_stale((await zoila.messages())[-1].id, sure)
    await zoila.reads("personal de los consulados")
    assert await in_force(office) == []


@pytest.mark.parametrize("state", [it for it in STATES if it != "office"])
@pytest.mark.parametrize("way", ["press", "words", "again"])
async def test_who_loses_the_consulate_meanwhile_is_told_so(office, state, way):
    carmen, _ = await stands(office, state)
    register = await office.rows(REGISTER)
    last = (await carmen.messages())[-1]
    async with office.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE staff_member SET consulates = '{BCN}'")
    match way:
        case "press":
            await carmen.press_stale(last.id, last.buttons[0][1])
        case "words":
            await carmen.say("77")
        case _:
            await carmen.repeat_last()
    await office.settle()
    await carmen.reads("Ese consulado ya no está a su alcance")
    assert await office.rows(REGISTER) == register
    if way != "again":
        assert await office.rows(STANDING) == [(None,)]


async def test_who_may_record_no_more_is_told_so_where_a_consulate_is_chosen(office):
    carmen, _ = await stands(office, "office")
    async with office.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE staff_member SET role = 'approver'")
    await carmen.say("Madrid")
    await carmen.reads("ya no está a su alcance")
    await presses(office, carmen, OFFICES, value="1")
    await carmen.reads("Ese botón es de antes")


async def test_a_page_of_consulates_is_turned_only_while_one_is_chosen(office):
    carmen, shown = await stands(office, "figure")
    await presses(office, carmen, OFFICES, value="1")
    await carmen.reads("Ese botón es de antes")
    assert shown in await pressed(carmen)


@pytest.mark.parametrize("state", STATES)
async def test_a_way_out_leads_out_of_everywhere(office, state):
    carmen, _ = await stands(office, state)
    await carmen.say("salir")
    await carmen.reads("Guardado lo que ya anotó. Para seguir: /datos.")
    assert await office.rows(STANDING) == [(None,)]


def test_a_cursor_is_read_as_it_was_written():
    figures = [Figure(it, service) for it in ASKED for service in (None, "visa", "a:b")]
    cursors = [Cursor(), Cursor("MAD"), Cursor("MAD", OCTOBER)]
    for it in figures:
        cursors += [
            Cursor("MAD", OCTOBER, it),
            *(Cursor("MAD", OCTOBER, it, amount) for amount in ("7", "7.50", "nc")),
            *(Cursor("MAD", OCTOBER, it, amount, 12) for amount in ("7", "7.50", "nc")),
        ]
    assert [figure_cursor.read(str(it)) for it in cursors] == cursors
    assert len({it.mark for it in cursors}) == len(cursors)


@pytest.mark.parametrize("other", [None, "", "town", "consulate", "served:visa", "datoso"])
def test_what_is_asked_of_a_visit_is_no_cursor_of_a_month(other):
    assert figure_cursor.read(other) is None


def test_a_series_that_consulates_record_no_more_leaves_the_month():
    assert figure_cursor.read("datos:MAD:2026-10:9.9.9.9a:=7?") == Cursor("MAD", OCTOBER)


async def test_a_button_fits_into_what_telegram_carries(office):
    carmen = await office.hires(*CARMEN)
    service = "a_service_with_a_rather_long_name_" * 3
    await recorded(office, {Figure(ASKED[0], service): 1})
    for words in ("/datos", "octubre", *["omitir"] * 14):
        await carmen.say(words)
        await office.settle()
    await carmen.press("Cambiar un dato")
    await carmen.reads("¿Qué dato cambia?")
    await carmen.press(service)
    await carmen.reads(service)
