"""What is sent back: its writers are told whatever fails, and its reason is stored nowhere."""

import pytest

from bot.simulator.line import Line
from bot.staff.presses import REJECT
from tests.staff.affairs import drafts, hired, presses, submitted, watched
from tests.staff.conftest import STAFF_NAME
from tests.staff.test_approving import acts


async def test_a_reason_reaches_the_writers_as_it_was_typed_and_is_stored_nowhere(office):
    carmen, luis, _ = await hired(office)
    visit = await drafts(office)
    waiting = await submitted(office, carmen, visit)
    await presses(office, luis, REJECT, waiting.id)
    await luis.reads("¿Por qué lo devuelve?")
    await luis.sends("sticker")
    await luis.reads("¿Por qué lo devuelve?")
    await luis.say("Falta la <b>hora</b> & el lugar")
    await luis.reads("Devuelto")
    told = await carmen.reads("se devolvió sin aprobar")
    assert "Luis dice: Falta la <b>hora</b> & el lugar" in told
    assert await acts(office) == ["submit", "reject"]
    stored = await office.rows("SELECT detail::text FROM audit_entry")
    assert not any("hora" in detail for (detail,) in stored)
    await luis.say("Falta algo más")
    await office.settle()
    assert await acts(office) == ["submit", "reject"]
    await submitted(office, carmen, visit)
    await carmen.reads("Enviado a aprobación")


async def test_it_is_sent_back_without_a_reason_too(office):
    carmen, luis, _ = await hired(office)
    waiting = await submitted(office, carmen, await drafts(office))
    await presses(office, luis, REJECT, waiting.id)
    await luis.press("Sin motivo")
    await luis.reads("Devuelto")
    async with watched(office):
        await carmen.reads("Se devolvió sin aprobar")
    assert "dice:" not in await carmen.transcript()


@pytest.mark.parametrize("method", ["answerCallbackQuery", "editMessageText"])
async def test_its_writers_hear_of_a_rejection_after_an_outage(office, method):
    carmen, luis, _ = await hired(office)
    waiting = await submitted(office, carmen, await drafts(office))
    await Line(office.telegram, STAFF_NAME).garbles(method)
    await presses(office, luis, REJECT, waiting.id, "!")
    async with watched(office):
        await carmen.reads("Se devolvió sin aprobar")


async def test_a_reason_goes_first_and_words_that_come_again_show_how_it_stands(office):
    carmen, luis, _ = await hired(office)
    waiting = await submitted(office, carmen, await drafts(office))
    await presses(office, luis, REJECT, waiting.id)
    line = Line(office.telegram, STAFF_NAME)
    before = len(await line.calls("sendMessage"))
    await luis.say("La fecha no es")
    await luis.reads("Devuelto")
    told, answer = (await line.calls("sendMessage"))[before:]
    assert told.chat_id != answer.chat_id
    await carmen.reads("Luis dice: La fecha no es")
    await luis.repeat_last()
    await luis.reads("Se devolvió sin aprobar")
    await luis.say("Y otra cosa")
    await luis.reads("itinerantes")
    assert await acts(office) == ["submit", "reject"]


async def test_an_outage_while_the_reason_is_sent_hides_no_rejection(office):
    carmen, luis, _ = await hired(office)
    waiting = await submitted(office, carmen, await drafts(office))
    await presses(office, luis, REJECT, waiting.id)
    await Line(office.telegram, STAFF_NAME).garbles("sendMessage")
    await luis.say("La fecha no es")
    await luis.reads("Se devolvió sin aprobar")
    async with watched(office):
        await carmen.reads("Se devolvió sin aprobar")


@pytest.mark.parametrize("way", ["atrás", "▸ No, volver"])
async def test_one_may_think_better_of_it(office, way):
    carmen, luis, _ = await hired(office)
    visit = await drafts(office)
    broadcast = await submitted(office, carmen, visit)
    await presses(office, luis, REJECT, broadcast.id)
    await luis.reads("¿Por qué lo devuelve?")
    if way.startswith("▸ "):
        await luis.press(way.removeprefix("▸ "))
    else:
        await luis.say(way)
    await office.settle()
    assert await office.rows("SELECT state FROM broadcast") == [("submitted",)]
    await luis.say("hola")
    await office.settle()
    assert await office.rows("SELECT state FROM broadcast") == [("submitted",)]
