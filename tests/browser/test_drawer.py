"""The drawer of faults: ordered with a tap, seen to be waiting, observed, mended."""

from playwright.async_api import Page, expect

from tests.browser.puppet import inline
from tests.conversations.conftest import ENTRY

TWICE = "El mensaje llega dos veces"


async def order(page: Page, fault: str) -> None:
    """By keyboard: the drawer is opened, the fault ordered, the drawer closed."""
    await page.get_by_role("button", name="Fallas y reloj").focus()
    await page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog", name="Fallas y reloj")
    await drawer.get_by_role("button", name=fault).focus()
    await page.keyboard.press("Enter")
    await expect(drawer.get_by_role("status")).to_contain_text(f"Pedida: {fault}")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Fallas y reloj")).to_be_focused()


async def waiting(page: Page) -> list[str]:
    """The faults that the drawer says are still to come."""
    await page.get_by_role("button", name="Fallas y reloj").click()
    await expect(page.get_by_text("Va con la hora")).to_be_visible()
    lines = await page.locator("#ordered li").all_inner_texts()
    await page.get_by_role("button", name="Cerrar").click()
    return lines


async def test_a_press_that_comes_twice_is_stored_once(pulso, opened):
    page = (await opened(pulso.citizen("Dora", ENTRY))).page
    await page.get_by_role("button", name="Iniciar").click()
    await page.get_by_role("button", name="Acepto y empiezo").click()
    await page.get_by_text("Pregunta 1 de 8").wait_for()
    await order(page, TWICE)
    ((before,),) = await pulso.town.rows("SELECT count(*) FROM answer")
    await page.get_by_role("button", name="Satisfecho/a", exact=True).click()
    await page.get_by_text("Pregunta 2 de 8").wait_for()
    await pulso.town.settle()
    assert await pulso.town.rows("SELECT count(*) FROM answer") == [(before + 1,)]
    assert await waiting(page) == [f"{TWICE}: lo que se le escribe, una vez"]
    await page.get_by_role("button", name="Fallas y reloj").click()
    await page.get_by_role("button", name="Reparar todo").click()
    await expect(page.get_by_text("Ninguna.")).to_be_visible()


async def test_a_bot_that_does_not_look_would_hear_it_twice(puppet, opened):
    page = (await opened(puppet.phone)).page
    await puppet.say("Pulse", reply_markup=inline("Uno"))
    await page.get_by_role("button", name="Uno").click()
    assert len(await puppet.hears()) == 1
    await puppet.say("Otra vez", reply_markup=inline("Dos"))
    await order(page, TWICE)
    await page.get_by_role("button", name="Dos").click()
    first, second = await puppet.hears()
    assert first == second


async def test_every_fault_of_the_drawer_is_one_that_the_simulator_knows(puppet, opened):
    watch = await opened(puppet.phone)
    page = watch.page
    await page.get_by_role("button", name="Fallas y reloj").click()
    told = page.locator("#told")
    for fault in await page.locator("#presets button").all():
        await fault.click()
        name = (await fault.inner_text()).splitlines()[0]
        await expect(told).to_contain_text(f"Pedida: {name}")
    assert await watch.faults() == []
    assert await page.locator("#ordered li").count() == 15
    await page.get_by_role("button", name="Reparar todo").click()
    await expect(page.locator("#ordered li")).to_have_count(0)


async def test_the_clock_goes_forward_and_a_new_day_begins(puppet, opened):
    page = (await opened(puppet.phone)).page
    await expect(page.locator("#log .day")).to_have_count(1)
    await page.get_by_role("button", name="Fallas y reloj").click()
    await page.get_by_role("button", name="Adelantar 3 minutos").click()
    await page.get_by_role("button", name="Adelantar 25 horas").click()
    await expect(page.get_by_text("Va 25 h 3 min por delante")).to_be_visible()
    await page.get_by_role("button", name="Cerrar").click()
    await puppet.say("Buenos días")
    await expect(page.locator("#log .day")).to_have_count(2)


async def test_who_deletes_the_account_can_write_no_more(puppet, opened):
    watch = await opened(puppet.phone)
    page = watch.page
    await page.get_by_role("button", name="Fallas y reloj").click()
    await page.get_by_role("button", name="Eliminar su cuenta de Telegram").click()
    await page.get_by_text("Esta persona eliminó su cuenta.").wait_for()
    await expect(page.get_by_role("textbox", name="Mensaje")).to_be_hidden()
    assert await watch.faults() == []
