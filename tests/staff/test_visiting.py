"""The wizard of a visit: who may write it, whose cursor is where, and what changes nothing."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from bot.simulator.line import Line
from bot.simulator.odd import picture
from bot.staff.presses import (
    ANSWER,
    BACK,
    CHANGE,
    DISCARD,
    EDIT,
    LEAVE,
    MARK,
    NEW,
    OPEN,
    SERVED,
    Press,
)
from db.staff import EVERYWHERE, Role
from db.visits import FIELDS
from tests.staff.conftest import ADELA, CARMEN, LUIS, PEDRO, STAFF_NAME
from tests.staff.times import turn_clock
from tests.staff.visit_rows import announced, drafted

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
STALE, NOT_FOUND = "Ese botón es de antes", "Eso ya no está a su alcance."
NOT_ALLOWED = "Eso le toca a otra persona de su consulado."
NASTY = ("<b>&amp;</b> {town}", "-1", "dejar así", "ñ" * 4096, "31/10/2027")


@pytest.fixture(autouse=True)
async def _clock(office):
    await turn_clock(office, NOW)


async def says(office, person, *texts: str) -> None:
    for text in texts:
        await person.say(text)
        await office.settle()


async def presses(office, person, act: str, subject=None, value: str = "") -> None:
    """Any button, as an old screen or a forged client may press it."""
    message = (await person.messages())[-1].id
    await person.press_stale(message, Press(act, subject, value).pack())
    await office.settle()


async def content(office):
    return await office.rows("SELECT * FROM visit ORDER BY created_at")


async def audited(office):
    return await office.rows(
        "SELECT act, detail->>'field' FROM audit_entry WHERE act != 'join' ORDER BY id"
    )


async def test_every_answer_is_audited_by_its_field_and_never_its_value(office):
    carmen = await office.hires(*CARMEN)
    await says(office, carmen, "/visita", "Toledo", "Plaza 1")
    assert await audited(office) == [("draft", None), ("write", "town"), ("write", "place")]
    assert await office.rows("SELECT 1 FROM audit_entry WHERE detail::text LIKE '%Toledo%'") == []


WRITING = [
    (ANSWER, "requirements=visa"),
    (MARK, "1!"),
    (BACK, "last_day"),
    (LEAVE, ""),
    (EDIT, "town"),
    (EDIT, ""),
    (DISCARD, "!"),
]


@pytest.mark.parametrize("who", [PEDRO, LUIS])
async def test_who_may_not_write_a_draft_changes_nothing(office, who):
    await office.hires(*CARMEN)
    visit = await drafted(office)
    other = await office.hires(*who)
    before = await content(office)
    refused = NOT_FOUND if who is PEDRO else NOT_ALLOWED
    for act, value in WRITING:
        await presses(office, other, act, visit.id, value)
        await other.reads(STALE if act == LEAVE else refused)
    await says(office, other, "Toledo")
    assert await content(office) == before
    assert await audited(office) == []


async def test_a_stranger_changes_nothing(office):
    await office.hires(*CARMEN)
    visit = await drafted(office)
    before = await content(office)
    zoila = office.person("Zoila")
    await zoila.say("hola")
    await office.settle()
    for act, value in [*WRITING, (NEW, "MAD"), (OPEN, ""), (CHANGE, ""), (SERVED, "")]:
        await presses(office, zoila, act, visit.id, value)
        await zoila.reads("personal de los consulados")
    assert await content(office) == before


async def test_an_approver_sees_a_draft_without_the_buttons_that_write(office):
    await office.hires(*CARMEN)
    await drafted(office)
    luis = await office.hires(*LUIS)
    await says(office, luis, "/visitas")
    await luis.press("✏️ Toledo · sáb 12 dic")
    await luis.reads("Borrador de visita: Toledo")
    labels = [label for label, _ in (await luis.messages())[-1].buttons]
    assert labels == ["Ver las visitas"]
    await says(office, luis, "/visita")
    await luis.reads(NOT_ALLOWED)


async def test_whose_role_changed_loses_the_pen_at_once(office):
    carmen = await office.hires(*CARMEN)
    await says(office, carmen, "/visita")
    await office.hires("Carmen", Role.APPROVER, ["MAD"])
    before = await content(office)
    await says(office, carmen, "Toledo")
    await carmen.reads(NOT_ALLOWED)
    assert await content(office) == before


async def test_two_writers_answer_each_the_question_they_see(office):
    carmen, adela = await office.hires(*CARMEN), await office.hires(*ADELA)
    await says(office, carmen, "/visita")
    ((visit,),) = await office.rows("SELECT id FROM visit")
    await says(office, adela, "/visitas")
    await presses(office, adela, EDIT, visit, "town")
    await says(office, carmen, "Toledo")  # Carmen is now asked for the place, Adela for the town
    await says(office, adela, "Cuenca")
    assert await office.rows("SELECT town, place FROM visit") == [("Cuenca", None)]
    await says(office, carmen, "Plaza 1")
    assert await office.rows("SELECT town, place, cardinality(writers) FROM visit") == [
        ("Cuenca", "Plaza 1", 2)
    ]


async def test_two_writers_at_once_lose_nothing(office):
    carmen, adela = await office.hires(*CARMEN), await office.hires(*ADELA)
    visit = await drafted(office)
    await presses(office, carmen, EDIT, visit.id, "requirements")
    await presses(office, adela, EDIT, visit.id, "contact")
    await asyncio.gather(carmen.say("Una foto"), adela.say("91 562 90 12"))
    await office.settle()
    assert await office.rows("SELECT requirements, contact FROM visit") == [
        ("Una foto", "91 562 90 12")
    ]


async def test_an_update_delivered_twice_is_taken_once(office):
    carmen = await office.hires(*CARMEN)
    await says(office, carmen, "/visita", "Toledo")
    await carmen.repeat_last()
    await office.settle()
    await carmen.reads("¿En qué lugar de Toledo atenderán?")
    assert await office.rows("SELECT town, place FROM visit") == [("Toledo", None)]
    assert await audited(office) == [("draft", None), ("write", "town")]


async def test_beginning_twice_makes_one_draft(office):
    carmen = await office.hires(*CARMEN)
    await says(office, carmen, "/visita")
    await presses(office, carmen, NEW, value="MAD")
    await says(office, carmen, "/visita")
    assert await office.rows("SELECT count(*) FROM visit") == [(1,)]


async def test_who_writes_for_several_consulates_is_asked_which(office):
    carmen = await office.hires("Carmen", Role.OPERATOR, ["MAD", "BCN"])
    await says(office, carmen, "/visita")
    await carmen.reads("¿De qué consulado es la visita?")
    await says(office, carmen, "Lima")
    await carmen.reads("No encontramos ese consulado entre los suyos")
    await presses(office, carmen, NEW, value="NYC")
    await carmen.reads(NOT_FOUND)
    await carmen.press("Consulado General del Perú en Barcelona")
    await carmen.reads("Barcelona · Paso 1 de 11")
    assert await office.rows("SELECT consulate FROM visit") == [("BCN",)]


async def test_who_writes_for_all_types_which_and_one_zone_is_not_asked(office):
    adela = await office.hires("Adela", Role.ADMINISTRATOR, [EVERYWHERE])
    await says(office, adela, "/visita", "estados unidos", "Milán")
    await adela.reads("Milán · Paso 1 de 10")
    await office.settle()
    assert await office.rows("SELECT timezone FROM visit") == [("Europe/Rome",)]
    ((visit,),) = await office.rows("SELECT id FROM visit")
    await presses(office, adela, EDIT, visit, "timezone")  # which has no button there
    await adela.reads("¿Qué dato cambia?")


async def test_any_text_to_any_field_is_answered_and_never_breaks_the_wizard(office):
    carmen = await office.hires(*CARMEN)
    visit = await drafted(office)
    for field in (it for it in FIELDS if it != "fold"):
        for typed in NASTY:
            await presses(office, carmen, EDIT, visit.id, field)
            await says(office, carmen, typed)
    assert await office.rows("SELECT 1 FROM dead_letter") == []


async def test_any_button_of_any_field_changes_nothing_unless_it_is_asked(office):
    carmen = await office.hires(*CARMEN)
    visit = await drafted(office)
    before = await content(office)
    for field in FIELDS:
        for act, value in [(ANSWER, f"{field}=omitir"), (ANSWER, f"{field}="), (BACK, field)]:
            await presses(office, carmen, act, visit.id, value)
            await carmen.reads(STALE)
    for value in ("", "!", "zz!", "ffffffffffffffffffff", "1!"):
        await presses(office, carmen, MARK, visit.id, value)
        await carmen.reads(STALE)
    assert await content(office) == before


async def test_services_are_ticked_in_the_button_and_stored_at_the_end(office):
    carmen = await office.hires(*CARMEN)
    visit = await drafted(office, services=None)
    await presses(office, carmen, EDIT, visit.id, "services")
    await carmen.press("☐ Visa")
    await office.settle()
    assert await office.rows("SELECT services FROM visit") == [(None,)]
    await presses(office, carmen, MARK, visit.id, "!")
    await carmen.reads("¿Qué servicios llevarán?")
    await carmen.press("☐ Visa")
    await office.settle()
    await carmen.press("Listo")
    await carmen.reads("Anotado: Visa")
    assert await office.rows("SELECT services FROM visit") == [(["visa"],)]


async def test_a_place_on_the_map_goes_with_its_words(office):
    carmen = await office.hires(*CARMEN)
    visit = await drafted(office, place=None, timezone=None)
    await presses(office, carmen, EDIT, visit.id, "place")
    await carmen.sends("location", latitude=28.12, longitude=-15.43)
    await carmen.reads("Anotado el punto en el mapa")
    await says(office, carmen, "Casa de Colón")
    await carmen.reads("¿Qué hora rige en Toledo?")
    labels = [label for label, _ in (await carmen.messages())[-1].buttons]
    assert labels[0] == "Islas Canarias (Atlantic/Canary)"  # the nearest to the place
    await presses(office, carmen, EDIT, visit.id, "place")
    await carmen.press("Quitar el punto del mapa")
    await office.settle()
    assert await office.rows("SELECT place, latitude, longitude FROM visit") == [
        ("Casa de Colón", None, None)
    ]


async def test_a_flyer_is_kept_as_it_was_sent_and_can_be_taken_away(office):
    carmen = await office.hires(*CARMEN)
    visit = await drafted(office, flyer=None)
    await presses(office, carmen, EDIT, visit.id, "flyer")
    await carmen.sends("photo", picture=picture(30, 20))
    await carmen.reads("Anotado: con afiche")
    assert await office.rows("SELECT picture FROM flyer") == [(picture(30, 20),)]
    await presses(office, carmen, EDIT, visit.id, "flyer")
    await says(office, carmen, "sin afiche")
    assert await office.rows("SELECT flyer FROM visit") == [(False,)]


async def test_only_a_picture_that_is_asked_for_is_fetched(office):
    carmen, zoila = await office.hires(*CARMEN), office.person("Zoila")
    line = Line(office.telegram, STAFF_NAME)
    await says(office, carmen, "/visita")
    for person in (carmen, zoila):
        await person.sends("photo")
        await office.settle()
    assert await line.calls("getFile") == []


async def test_a_flyer_waits_for_a_telegram_that_is_out_of_reach(office):
    carmen = await office.hires(*CARMEN)
    visit = await drafted(office, flyer=None)
    await presses(office, carmen, EDIT, visit.id, "flyer")
    await Line(office.telegram, STAFF_NAME).garbles("getFile")
    await carmen.sends("photo")
    await carmen.reads("Anotado: con afiche", within=10)


async def test_a_flyer_that_telegram_no_longer_has_is_asked_for_again(office):
    carmen = await office.hires(*CARMEN)
    visit = await drafted(office, flyer=None)
    await presses(office, carmen, EDIT, visit.id, "flyer")
    refusal = "Bad Request: file is too big"
    await Line(office.telegram, STAFF_NAME).refuses("getFile", 400, refusal)
    await carmen.sends("photo")
    await carmen.reads("no sirve de afiche")
    assert await office.rows("SELECT flyer FROM visit") == [(None,)]


async def test_an_announced_visit_is_changed_by_a_draft_that_can_be_discarded(office):
    carmen, luis = await office.hires(*CARMEN), await office.hires(*LUIS)
    visit = await announced(office)
    await presses(office, carmen, CHANGE, visit.id)
    await carmen.reads("¿Qué dato cambia?")
    await presses(office, carmen, CHANGE, visit.id)  # the same change again
    ((change,),) = await office.rows("SELECT id FROM visit WHERE replaces IS NOT NULL")
    await presses(office, carmen, EDIT, change, "place")
    await says(office, carmen, "Otro sitio")
    await carmen.reads("Cambio de la visita a Toledo")
    assert await office.rows("SELECT place FROM visit WHERE id = :id", id=visit.id) == [
        ("Plaza de Zocodover 1",)
    ]
    await presses(office, luis, CHANGE, visit.id)
    await luis.reads(NOT_ALLOWED)
    await presses(office, carmen, DISCARD, change, "!")
    await carmen.reads("queda como se anunció")
    assert await office.rows("SELECT state, place FROM visit ORDER BY created_at") == [
        ("announced", "Plaza de Zocodover 1"),
        ("discarded", "Otro sitio"),
    ]


async def test_what_is_announced_or_over_is_not_written(office):
    carmen = await office.hires(*CARMEN)
    visit = await announced(office)
    past = await announced(office, first_day=date(2026, 11, 20), last_day=date(2026, 11, 20))
    before = await content(office)
    for act, value in [(EDIT, "town"), (DISCARD, "!"), (ANSWER, "town=x")]:
        await presses(office, carmen, act, visit.id, value)
        await carmen.reads("Eso ya no es un borrador.")
    await presses(office, carmen, CHANGE, past.id)
    await carmen.reads("ya no se puede cambiar")
    assert await content(office) == before


async def test_a_draft_whose_days_have_passed_says_so(office):
    carmen = await office.hires(*CARMEN)
    visit = await drafted(office, first_day=date(2026, 11, 20), last_day=date(2026, 11, 20))
    await presses(office, carmen, OPEN, visit.id)
    await carmen.reads("Esa fecha ya pasó")


async def test_a_discarded_draft_takes_no_more_words(office):
    carmen, adela = await office.hires(*CARMEN), await office.hires(*ADELA)
    visit = await drafted(office)
    await presses(office, adela, EDIT, visit.id, "town")
    await presses(office, carmen, DISCARD, visit.id, "!")
    await carmen.reads("Borrador descartado")
    await says(office, adela, "Cuenca")
    await adela.reads("Eso ya no es un borrador.")
    assert await office.rows("SELECT town, state FROM visit") == [("Toledo", "discarded")]
