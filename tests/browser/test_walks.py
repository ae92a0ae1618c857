"""Whole walks through the page: a citizen's survey by tapping and by keyboard, a visit drafted."""

from playwright.async_api import Page, expect

from bot.simulator.people import User
from tests.browser.test_phone import focused
from tests.conversations.conftest import ENTRY
from tests.staff.conftest import CARMEN

SATISFIED = "Satisfecho/a"
MOST_STEPS = 20


async def answers(pulso, person: str) -> list[str]:
    """What is stored of that person's satisfaction."""
    mine = pulso.office.keyring.fingerprint(User(person, "es").id)
    rows = await pulso.town.rows(
        "SELECT a.value FROM answer a JOIN interview i ON i.id = a.interview_id"
        " JOIN respondent r ON r.id = i.respondent_id WHERE r.fingerprint = :mine"
        " AND a.value IN ('na', '1', '2', '3', '4', '5')",
        mine=mine,
    )
    return [value for (value,) in rows]


async def walk_to(page: Page, control: str, key: str = "Tab") -> None:
    """With that key alone, from wherever the keyboard stands."""
    for _ in range(MOST_STEPS):
        await page.keyboard.press(key)
        if await focused(page) == control:
            return
    raise AssertionError(f"{key} does not lead to {control}")


async def begin(page: Page) -> None:
    await page.get_by_role("button", name="Iniciar").click()
    await page.get_by_role("button", name="Acepto y empiezo").click()


async def test_a_citizen_taps_goes_back_and_finishes_in_words(pulso, opened):
    watch = await opened(pulso.citizen("Gala", ENTRY), has_touch=True)
    page = watch.page
    await begin(page)
    await page.get_by_role("button", name=SATISFIED, exact=True).tap()
    await page.get_by_text("Pregunta 2 de 8").wait_for()
    await page.get_by_role("button", name="← Atrás").tap()
    await page.get_by_text("Pregunta 1 de 8").wait_for()
    await page.get_by_role("button", name="No aplica").tap()
    await page.get_by_text("Pregunta 2 de 2").wait_for()
    await page.get_by_role("textbox", name="Mensaje").fill("Todo bien")
    await page.get_by_role("button", name="Enviar", exact=True).tap()
    await page.get_by_text("Su opinión quedó registrada.").wait_for()
    assert await answers(pulso, "Gala") == ["na"]
    assert watch.seen == []


async def test_a_survey_is_finished_by_keyboard_alone(pulso, opened):
    watch = await opened(pulso.citizen("Hilda", ENTRY))
    page = watch.page
    await page.get_by_role("button", name="Iniciar").wait_for()
    await walk_to(page, "Iniciar")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Acepto y empiezo").wait_for()
    assert await focused(page) == "text"
    await walk_to(page, "Acepto y empiezo", "Shift+Tab")
    await page.keyboard.press("Space")
    for number in range(1, 8):
        await page.get_by_text(f"Pregunta {number} de 8").wait_for()
        assert await focused(page) == "Muy satisfecho/a"
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter" if number % 2 else "Space")
    await page.get_by_text("Pregunta 8 de 8").wait_for()
    assert await focused(page) == "← Atrás"
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.get_by_text("Su opinión quedó registrada.").wait_for()
    assert await focused(page) == "Sí, avísenme"
    assert await answers(pulso, "Hilda") == ["4"] * 7
    assert watch.seen == []


async def test_a_member_of_the_staff_drafts_a_visit(pulso, opened):
    await pulso.office.hires(*CARMEN)
    watch = await opened(pulso.member("Carmen"))
    page = watch.page
    box = page.get_by_role("textbox", name="Mensaje")
    for said, asked in (
        ("/visita", "¿A qué localidad van?"),
        ("Huelva", "¿En qué lugar de Huelva atenderán?"),
        ("Casa Colón, plaza del Punto", "¿Qué hora rige en Huelva?"),
    ):
        await box.fill(said)
        await box.press("Enter")
        await expect(page.get_by_text(asked).last).to_be_visible()
    drafts = await pulso.office.rows("SELECT town, place FROM visit WHERE town = 'Huelva'")
    assert drafts == [("Huelva", "Casa Colón, plaza del Punto")]
    assert watch.seen == []
