"""The share kit: two texts and two codes, of announced visits alone."""

import struct

import pytest
import segno

from bot.staff.presses import SHARE
from bot.staff.sharing import qr
from tests.staff.affairs import approved, drafts, hired, presses, submitted


async def test_the_kit_holds_both_texts_with_the_link_and_both_codes(office):
    carmen, luis, _ = await hired(office)
    visit = await drafts(office, town="L'Hospitalet <3")
    await submitted(office, carmen, visit)
    await approved(office, luis, visit)
    await presses(office, carmen, SHARE, visit.id)
    await carmen.reads("Para el día de la visita")
    codes = dict(await office.rows("SELECT kind, code FROM entry"))
    chat = await carmen.transcript()
    for words in ("Más información y avisos", "More information and notices"):
        assert f"{words}: {office.telegram}/?bot=PruebaBot&start={codes['notice']}" in chat
    assert "atenderá en L'Hospitalet <3" in chat
    assert "(foto) Para anunciar: este código lleva a la visita a L'Hospitalet <3." in chat
    assert "(foto) Para el día de la visita" in chat
    await presses(office, carmen, SHARE, visit.id)
    await carmen.reads("Para el día de la visita")
    assert dict(await office.rows("SELECT kind, code FROM entry")) == codes


async def test_of_a_draft_nothing_is_shared(office):
    carmen, *_ = await hired(office)
    visit = await drafts(office)
    await presses(office, carmen, SHARE, visit.id)
    await carmen.reads("cuando la visita está anunciada")
    assert await office.rows("SELECT 1 FROM entry") == []


@pytest.mark.parametrize(
    "link",
    ["https://t.me/PulsoConsularBot?start=MAD-23456789AB", "http://127.0.0.1:8730/?bot=B&start=x"],
)
def test_a_code_is_about_800_pixels_with_a_quiet_zone_and_survives_damage(link):
    picture = qr(link)
    assert picture.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture[16:24])
    assert width == height
    assert 750 <= width <= 850
    code = segno.make(link, error="m", micro=False)
    assert code.error in {"M", "Q", "H"}
    assert width % code.symbol_size(border=4)[0] == 0
