"""Who records for which consulates: one, several, all of them, or none."""

from datetime import UTC, datetime

import pytest

from bot.staff.presses import FIGURES
from db.staff import Role
from tests.staff.affairs import presses
from tests.staff.conftest import ADELA, LUIS
from tests.staff.month_rows import in_force
from tests.staff.times import turn_clock

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
TWO = ("Tomás", Role.OPERATOR, ["MAD", "BCN"])
ALL = ("Olga", Role.OPERATOR, ["*"])
PLANNER = ("Paula", Role.PLANNER, ["*"])
ASKED = "¿De qué consulado son los datos?"


@pytest.fixture(autouse=True)
async def _clock(office):
    await turn_clock(office, NOW)


async def says(office, person, *texts: str) -> None:
    for text in texts:
        await person.say(text)
        await office.settle()


async def labels(person) -> list[str]:
    return [label for label, _ in (await person.messages())[-1].buttons]


async def test_an_approver_records_nothing_and_is_not_told_of_it(office):
    luis = await office.hires(*LUIS)
    assert "/datos" not in (await luis.messages())[-1].text
    await luis.say("/datos")
    await luis.reads("Eso le toca a otra persona de su consulado.")
    await presses(office, luis, FIGURES, value="x=nc")
    await luis.reads("Ese botón es de antes")
    assert await office.rows("SELECT asking FROM staff_member") == [(None,)]


async def test_an_administrator_records_too(office):
    adela = await office.hires(*ADELA)
    assert "/datos" in (await adela.messages())[-1].text
    await says(office, adela, "/datos", "octubre", "7")
    assert await in_force(office) == [("pasaporte", 7)]


async def test_a_planner_is_told_where_their_work_is(office):
    paula = await office.hires(*PLANNER)
    for words in ("/ayuda", "/datos", "hola"):
        await paula.say(words)
        told = await paula.reads("Su trabajo está en la terminal y en las páginas")
        assert "/datos" not in told


async def test_a_stranger_is_told_how_to_come_in(office):
    zoila = office.person("Zoila")
    await zoila.say("/datos")
    await zoila.reads("personal de los consulados")


async def test_with_two_consulates_one_is_chosen_first_and_there_is_a_way_back(office):
    tomas = await office.hires(*TWO)
    await says(office, tomas, "/datos")
    await tomas.reads(ASKED)
    await tomas.press("Consulado General del Perú en Barcelona")
    await tomas.reads("Barcelona")
    await says(office, tomas, "octubre", "5")
    assert await in_force(office, consulate="BCN") == [("pasaporte", 5)]
    await says(office, tomas, "atrás", "atrás", "atrás")
    await tomas.reads(ASKED)
    await says(office, tomas, "MAD")
    await tomas.reads("Madrid")
    await tomas.press("← Atrás")
    await tomas.reads(ASKED)
    await says(office, tomas, "madrid", "octubre", "6")
    assert await in_force(office) == [("pasaporte", 6)]


async def test_a_consulate_beyond_ones_own_is_not_found(office):
    tomas = await office.hires(*TWO)
    await says(office, tomas, "/datos")
    for elsewhere in ("Tokio", "Roma"):
        await tomas.say(elsewhere)
        await tomas.reads("No encontramos ese consulado entre los suyos.")
    assert await office.rows("SELECT asking FROM staff_member") == [("datos",)]


async def test_all_consulates_are_paged_and_can_be_typed(office):
    olga = await office.hires(*ALL)
    await says(office, olga, "/datos")
    await olga.reads("Página 1 de 15")
    seen = await labels(olga)
    for page in range(2, 16):
        await olga.press("Siguientes →")
        await olga.reads(f"Página {page} de 15")
        seen += await labels(olga)
    offices = {it for it in seen if it.startswith(("Consul", "Secci", "Embaj", "Ofici"))}
    assert len(offices) == 120
    await olga.press("← Anteriores")
    await olga.reads("Página 14 de 15")
    await says(office, olga, "estados unidos")
    await olga.reads("Hay muchos así. Escriba la ciudad.")
    await says(office, olga, "Chile")
    found = await labels(olga)
    assert 1 < len(found) <= 9
    await olga.press(found[0])
    await olga.reads("¿De qué mes son los datos?")
    await says(office, olga, "/datos", "nyc")
    await olga.reads("Nueva York")


async def test_each_consulate_has_its_own_month(office):
    await turn_clock(office, datetime(2026, 11, 1, 1, tzinfo=UTC))
    olga = await office.hires(*ALL)
    for code, running in (("MAD", "noviembre de 2026"), ("LAX", "octubre de 2026")):
        await says(office, olga, "/datos", code)
        assert (await labels(olga))[2].startswith(f"{running} (en curso)")
    await says(office, olga, "noviembre de 2026")
    await olga.reads("Ese mes todavía no llega: noviembre de 2026")
