"""Moments in which a person could lose an answer, a receipt or the way on, one test each."""

import asyncio

import pytest

from db.entries import Entry
from db.transaction import transaction

ANSWERS = "SELECT question, value FROM answer ORDER BY question"
OPEN = "SELECT count(*) FROM interview WHERE closed_at IS NULL"


@pytest.fixture
async def ana(town):
    """Ana, who does one thing after another and waits for the bot each time."""
    person = town.person("Ana")

    async def acts(*steps):
        for step in steps:
            await (person.press(step[2:]) if step.startswith("▸ ") else person.say(step))
            await town.settle()
        return (await person.messages())[-1]

    person.acts = acts
    return person


def _data(message, label):
    return next(data for present, data in message.buttons if present == label)


async def test_a_second_tap_on_erase_leaves_the_receipt_on_the_screen(town, ana):
    asked = await ana.acts(f"/start {town.entry}", "acepto", "5", "/borrar")
    yes = _data(asked, "Sí, borrar todo")
    await ana.press_stale(asked.id, yes)
    await ana.press_stale(asked.id, yes)
    await town.settle()
    assert "Constancia" in (await ana.messages())[-1].text


async def test_a_redelivered_erasure_gives_the_same_receipt(town, ana):
    erased = await ana.acts(f"/start {town.entry}", "acepto", "5", "/borrar", "▸ Sí, borrar todo")
    await ana.repeat_last()
    await town.settle()
    number = erased.text.partition("Constancia")[2][:9]
    assert number in (await ana.messages())[-1].text


async def test_the_language_button_under_the_welcome_keeps_the_welcome(town, ana):
    await ana.acts(f"/start {town.entry}", "acepto", "no aplica", "omitir")
    greeted = await ana.acts("/start", "▸ English")
    assert "I agree, start" in [label for label, _ in greeted.buttons]


async def test_a_first_wish_for_a_language_is_heeded(ana):
    assert "Ministry of Foreign Affairs" in (await ana.acts("/idioma")).text


async def test_a_yes_in_passing_begins_nothing(town, ana):
    await ana.acts(f"/start {town.entry}", "acepto", "no aplica", "omitir", "sí")
    assert await town.rows(OPEN) == [(0,)]


async def test_a_second_visit_is_agreed_to_in_words_as_well(town, ana):
    await ana.acts(f"/start {town.entry}", "acepto", "no aplica", "omitir")
    waiting = await ana.acts(f"/start {town.entry}", "hola")
    assert "escriba «acepto»" in waiting.text
    await ana.acts("Acepto.")
    assert await town.rows(OPEN) == [(1,)]


@pytest.mark.parametrize("slip", ["/Privacidad", "/AYUDA", "/atras", "/start@OtroBot", "/"])
async def test_a_command_typed_in_any_way_is_never_an_answer(town, ana, slip):
    await ana.acts(f"/start {town.entry}", "acepto", "no aplica")
    before = await town.rows(ANSWERS)
    await ana.acts(slip)
    assert await town.rows(ANSWERS) == before
    assert await town.rows(OPEN) == [(1,)]


async def test_who_only_looks_back_keeps_the_answer(town, ana):
    await ana.acts(f"/start {town.entry}", "acepto", "4", "5")
    again = await ana.acts("▸ ← Atrás")
    assert "Antes respondió: Muy satisfecho/a" in again.text
    assert "Omitir →" not in [label for label, _ in again.buttons]
    assert "información" in (await ana.acts("▸ Dejar así →")).text
    assert ("trato", "5") in await town.rows(ANSWERS)
    assert "información" in (await ana.acts("atrás", "«dejar así»")).text
    assert ("trato", "5") in await town.rows(ANSWERS)


async def test_a_choice_is_kept_by_its_name_whatever_its_label(town, ana):
    await ana.acts("/start", "acepto", "Valencia", "4", "Ayuda o asistencia a peruanos", "atrás")
    before = await town.rows(ANSWERS)
    assert "trato" in (await ana.acts("▸ Dejar así →")).text
    assert "trato" in (await ana.acts("atrás", "dejar así")).text
    assert await town.rows(ANSWERS) == before


async def test_the_consulate_is_corrected_after_answers_and_they_go_along(town, ana):
    await ana.acts("/start", "acepto", "Valencia", "4", "visa", "3")
    corrected = await ana.acts("otro consulado", "Milan")
    assert corrected.text.startswith("Milán · Pregunta 4")
    first = await ana.acts("atrás", "atrás", "atrás", "▸ ← Otro consulado", "Madrid")
    assert "Antes respondió: Satisfecho/a" in first.text
    counted = "SELECT DISTINCT consulate FROM answer WHERE month IS NOT NULL"
    assert await town.rows(counted) == [("MAD",)]


async def test_done_may_be_typed(town, ana):
    await ana.acts(f"/start {town.entry}", "acepto", "1", *["omitir"] * 6)
    await ana.acts("▸ ☐ Información", "listo")
    assert ("mejoras", "informacion") in await town.rows(ANSWERS)


@pytest.mark.parametrize("value", ["99", "²", "-1", "", "00"])
async def test_a_made_up_choice_is_not_a_skip(town, ana, value):
    asked = await ana.acts(f"/start {town.entry}", "acepto", "4")
    before = await town.rows(ANSWERS)
    data = _data(asked, "Satisfecho/a")
    await ana.press_stale(asked.id, data[: data.rindex(":") + 1] + value)
    await town.settle()
    assert await town.rows(ANSWERS) == before
    assert await town.rows("SELECT * FROM dead_letter") == []


async def test_two_devices_pressing_at_once_give_one_answer(town, ana):
    asked = await ana.acts(f"/start {town.entry}", "acepto", "4")
    presses = [_data(asked, label) for label in ("Satisfecho/a", "Insatisfecho/a", "No aplica")]
    await asyncio.gather(*(ana.press_stale(asked.id, data) for data in presses))
    await town.settle()
    answered = [question for question, _ in await town.rows(ANSWERS)]
    assert answered == ["satisfaccion", "servicio", "trato"]


async def test_placing_a_person_with_answers_is_five_statements(ana, statements):
    await ana.acts("/start", "acepto", "Madrid", "4", "visa", "otro consulado", "España")
    statements.clear()
    await ana.acts("▸ Consulado General del Perú en Valencia")
    assert [len(it) for it in statements] == [5]


async def test_an_older_welcome_agrees_to_nothing_once_another_code_was_scanned(town):
    """Two codes, two welcomes: a yes under the first must not be taken for the second place."""
    async with transaction(town.engine) as session:
        session.add(Entry(code="PAR-OTRA", consulate="PAR"))
    ana = town.person("Ana")
    await ana.start(town.entry)
    await town.settle()
    older = (await ana.messages())[-1]
    await ana.start("PAR-OTRA")
    await town.settle()
    await ana.press_stale(older.id, older.buttons[0][1])
    await ana.reads("Ese botón es de antes")
    await town.settle()
    assert await town.rows("SELECT * FROM consent") == []
    await ana.press("Acepto y empiezo")
    await town.settle()
    assert await town.rows("SELECT consulate FROM interview") == [("PAR",)]


async def test_a_button_pressed_under_a_picture_is_answered_below_it(town, ana):
    """Only a forged client does so; a picture cannot be edited into a text."""
    picture = await ana.acts("/start AVISO-TOLEDO", "▸ Ver el afiche")
    await ana.press_stale(picture.id, "look:MAD:")
    await town.settle()
    assert (await ana.messages())[-1].id > picture.id
