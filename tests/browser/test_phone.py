"""The phone of the simulator's page: both keyboards, commands, alerts, the way it is read."""

import re

from playwright.async_api import Page, expect

from bot.simulator.odd import picture
from tests.browser.puppet import inline

UNNAMED = re.compile(r"- (?:button|link|textbox|combobox|checkbox)(?! \")[^\n]*")
LONG = "\n".join(f"línea {n}" for n in range(80))


async def focused(page: Page) -> str:
    """What the keyboard stands on, which must show that it does."""
    name, outlined = await page.evaluate(
        "() => [document.activeElement.innerText || document.activeElement.id,"
        " getComputedStyle(document.activeElement).outlineStyle !== 'none']"
    )
    assert outlined, name
    return name


async def test_the_keyboard_under_the_box_says_its_keys_and_sends_a_place(puppet, opened):
    page = (await opened(puppet.phone)).page
    keys = [[{"text": "Sí"}, {"text": "Mi ubicación", "request_location": True}]]
    markup = {"keyboard": keys, "one_time_keyboard": True, "input_field_placeholder": "¿Dónde?"}
    await puppet.say("¿Dónde está?", reply_markup=markup)
    keyboard = page.get_by_role("group", name="Teclado del bot")
    await expect(page.get_by_placeholder("¿Dónde?")).to_be_visible()
    await keyboard.get_by_role("button", name="Mi ubicación").click()
    (update,) = await puppet.hears()
    assert update["message"]["location"]["latitude"] == 40.4168
    await expect(keyboard).to_be_hidden()
    await puppet.say("¿Y ahora?", reply_markup=markup)
    await keyboard.get_by_role("button", name="Sí").click()
    (update,) = await puppet.hears()
    assert update["message"]["text"] == "Sí"


async def test_an_alert_is_closed_by_escape_and_gives_the_focus_back(puppet, opened):
    page = (await opened(puppet.phone)).page
    await puppet.say("Pulse", reply_markup=inline("Uno", "Dos"))
    await page.get_by_role("button", name="Dos").focus()
    await page.keyboard.press("Enter")
    (update,) = await puppet.hears()
    query = update["callback_query"]
    assert query["data"] == "Dos"
    await puppet.call(
        "answerCallbackQuery", callback_query_id=query["id"], text="¡Cuidado!", show_alert=True
    )
    alert = page.get_by_role("dialog", name="Aviso del bot")
    await expect(alert).to_contain_text("¡Cuidado!")
    await page.keyboard.press("Escape")
    await expect(alert).to_be_hidden()
    assert await focused(page) == "Dos"


async def test_a_message_that_changes_in_place_keeps_the_focus(puppet, opened):
    page = (await opened(puppet.phone)).page
    message = await puppet.say("Marque", reply_markup=inline("☐ Uno", "☐ Dos"))
    await page.get_by_role("button", name="☐ Dos").focus()
    await page.keyboard.press("Space")
    await puppet.change(message, "Marque", reply_markup=inline("☐ Uno", "☑ Dos"))
    await page.get_by_role("button", name="☑ Dos").wait_for()
    assert await focused(page) == "☑ Dos"
    await puppet.change(message, "¿Y esto?", reply_markup=inline("Sí", "No"))
    await page.get_by_role("button", name="No", exact=True).wait_for()
    assert await focused(page) == "Sí"
    await puppet.change(message, "Gracias")
    await page.get_by_text("Gracias").wait_for()
    assert await focused(page) == "text"


async def test_enter_sends_and_with_shift_it_breaks_the_line(puppet, opened):
    page = (await opened(puppet.phone)).page
    box = page.get_by_role("textbox", name="Mensaje")
    await box.type("<b>uno</b>")
    await box.press("Shift+Enter")
    await box.type("dos 👩‍👩‍👧")
    await box.press("Enter")
    (update,) = await puppet.hears()
    assert update["message"]["text"] == "<b>uno</b>\ndos 👩‍👩‍👧"
    await expect(page.get_by_text("<b>uno</b>")).to_be_visible()
    await expect(box).to_have_value("")


async def test_what_could_not_be_sent_stays_in_the_box(puppet, opened):
    page = (await opened(puppet.phone)).page
    box = page.get_by_role("textbox", name="Mensaje")
    await box.fill("no se pierde")
    await page.context.set_offline(True)
    await box.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("El simulador no responde.")
    await expect(box).to_have_value("no se pierde")
    await page.context.set_offline(False)
    await box.press("Enter")
    (update,) = await puppet.hears()
    assert update["message"]["text"] == "no se pierde"


async def test_the_commands_are_chosen_by_keyboard(puppet, opened):
    command = {"command": "ayuda", "description": "Qué hace este bot"}
    await puppet.call("setMyCommands", commands=[command])
    page = (await opened(puppet.phone)).page
    menu = page.get_by_label("Órdenes y adjuntos")
    await expect(menu).to_be_visible()
    await menu.focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="/ayuda — Qué hace este bot").wait_for()
    await page.keyboard.press("Tab")
    assert "/ayuda" in await focused(page)
    await page.keyboard.press("Escape")
    assert await focused(page) == await menu.inner_text()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="/ayuda — Qué hace este bot").wait_for()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    (update,) = await puppet.hears()
    assert update["message"]["text"] == "/ayuda"
    assert await focused(page) == "text"


async def test_who_blocks_the_bot_can_take_it_back_without_losing_the_focus(puppet, opened):
    page = (await opened(puppet.phone)).page
    await page.get_by_label("Órdenes y adjuntos").click()
    await page.get_by_role("button", name="Bloquear al bot").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Desbloquear").wait_for()
    assert await focused(page) == "Desbloquear"
    await page.keyboard.press("Enter")
    await page.get_by_role("textbox", name="Mensaje").wait_for()
    assert await focused(page) == "text"
    states = [it["my_chat_member"]["new_chat_member"]["status"] for it in await puppet.hears()]
    assert states == ["kicked", "member"]


async def test_another_person_has_another_chat(puppet, opened):
    await puppet.say("Hola, Rosa")
    page = (await opened(puppet.phone)).page
    await page.get_by_text("Hola, Rosa").wait_for()
    page.on("dialog", lambda dialog: dialog.accept("Ignacio"))
    await page.get_by_text("Usted es Rosa").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Otra persona…").click()
    await page.get_by_text("Usted es Ignacio").wait_for()
    await expect(page.get_by_text("Hola, Rosa")).to_have_count(0)
    await page.get_by_text("Usted es Ignacio").click()
    await page.get_by_role("navigation", name="Personas").get_by_role("link", name="Rosa").click()
    await page.get_by_text("Hola, Rosa").wait_for()


async def test_who_reads_what_came_before_is_not_moved_but_told(puppet, opened):
    await puppet.say(LONG)
    page = (await opened(puppet.phone)).page
    first = page.get_by_text("línea 0")
    await first.scroll_into_view_if_needed()
    before = await first.bounding_box()
    await puppet.say("la última")
    end = page.get_by_role("button", name="1 mensaje nuevo: ir al final")
    await end.wait_for()
    after = await first.bounding_box()
    assert abs(after["y"] - before["y"]) < 2
    await end.click()
    await expect(page.get_by_text("la última")).to_be_in_viewport()
    await expect(end).to_be_hidden()


async def test_what_is_new_is_read_aloud_and_what_was_there_is_not(puppet, opened):
    page = (await opened(puppet.phone)).page
    log = page.get_by_role("log", name="Conversación")
    await expect(log).to_contain_text("hola")
    await expect(log).to_have_attribute("aria-live", "off")
    await puppet.say("algo nuevo")
    await expect(log).to_contain_text("Bot: algo nuevo")
    await expect(log).to_have_attribute("aria-live", "polite")


async def test_every_control_has_a_name(puppet, opened):
    page = (await opened(puppet.phone)).page
    await puppet.say("Lea https://example.org o /ayuda", reply_markup=inline("Uno"))
    await page.get_by_role("button", name="Uno").wait_for()
    await page.get_by_label("Órdenes y adjuntos").click()
    await page.get_by_role("button", name="Bloquear al bot").wait_for()
    assert UNNAMED.findall(await page.locator("body").aria_snapshot()) == []
    await page.get_by_role("button", name="Fallas y reloj").click()
    await page.get_by_role("button", name="Adelantar 25 horas").wait_for()
    assert UNNAMED.findall(await page.locator("body").aria_snapshot()) == []
    await page.evaluate("document.querySelector('#drawer header button').ariaLabel = ''")
    await page.evaluate("document.querySelector('#drawer header button').textContent = ''")
    assert UNNAMED.findall(await page.locator("body").aria_snapshot()) != []


async def test_a_picture_of_this_machine_is_sent_and_shown(puppet, opened):
    page = (await opened(puppet.phone)).page
    await page.get_by_label("Imagen de este equipo").set_input_files(
        {"name": "foto.png", "mimeType": "image/png", "buffer": picture()}
    )
    (update,) = await puppet.hears()
    assert update["message"]["photo"][-1]["width"] == 240
    await expect(page.get_by_role("img", name="Foto")).to_have_js_property("naturalWidth", 240)
