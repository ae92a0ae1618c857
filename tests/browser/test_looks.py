"""Every page that people see, on a phone and on a desk: no fault that a watch or axe can find."""

from tests.conversations.conftest import ENTRY
from tests.staff.conftest import CARMEN


async def test_the_list_of_chats(pulso, opened):
    watch = await opened(pulso.town.telegram)
    await watch.page.get_by_role("link", name="Pulso Consulados").wait_for()
    assert await watch.faults() == []


async def test_the_citizens_chat_before_and_amid_a_survey(pulso, opened):
    watch = await opened(pulso.citizen("Ana", ENTRY))
    page = watch.page
    await page.get_by_role("button", name="Iniciar").wait_for()
    assert await watch.faults() == []
    await page.get_by_role("button", name="Iniciar").click()
    await page.get_by_role("button", name="Acepto y empiezo").click()
    await page.get_by_role("button", name="No aplica").wait_for()
    for kind in ("photo", "sticker", "voice", "location"):
        await pulso.town.person("Ana").sends(kind)
    await page.get_by_role("img", name="Foto").wait_for()
    assert await watch.faults() == []


async def test_a_visit_with_picture_map_and_file(pulso, opened):
    watch = await opened(pulso.citizen("Vera", "AVISO-TOLEDO"))
    page = watch.page
    await page.get_by_role("button", name="Iniciar").click()
    await page.get_by_text("Toledo").first.wait_for()
    assert await watch.faults() == []


async def test_the_staffs_chat(pulso, opened):
    carmen = await pulso.office.hires(*CARMEN)
    watch = await opened(pulso.member("Carmen"))
    await carmen.say("/visita")
    await watch.page.get_by_text("/visita", exact=True).last.wait_for()
    await pulso.office.settle()
    assert await watch.faults() == []


async def test_two_phones_side_by_side(pulso, opened):
    watch = await opened(pulso.pair("Beto", "Carmen"))
    await watch.page.frame_locator("iframe").first.get_by_text("Usted es Beto").wait_for()
    assert await watch.faults() == []
