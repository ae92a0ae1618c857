"""Visits in the chat: what is stored, what comes twice, and what must show nothing."""

from datetime import UTC, date, datetime

import aiohttp
import pytest
from icalendar import Calendar

from bot.citizen.words import NOTICES_VERSION
from db import deliveries
from db.broadcasts import Broadcast, BroadcastKind, BroadcastState
from db.deliveries import DeliveryState
from db.transaction import clock, transaction
from tests.conversations.announced import PICTURE, TOKENS, TOLEDO

GOING = "SELECT going FROM attendance"
AGREED = "SELECT purpose, text_version, language, withdrawn_at IS NULL FROM consent ORDER BY id"
TABLES = ("respondent", "consent", "interview", "answer", "attendance")


@pytest.fixture
async def ana(town):
    """Ana, who does one thing after another and waits for the bot each time."""
    person = town.person("Ana")

    async def acts(*steps):
        for step in steps:
            if step == "(ubicación)":
                await person.sends("location")
            else:
                await (person.press(step[2:]) if step.startswith("▸ ") else person.say(step))
            await town.settle()
        return (await person.messages())[-1]

    person.acts = acts
    return person


async def everything(town):
    return [await town.rows(f"SELECT t::text FROM {it} t ORDER BY 1") for it in TABLES]  # noqa: S608


def labels(message):
    return [label for label, _ in message.buttons]


async def test_who_says_they_go_is_counted_once_however_often_they_say_it(town, ana):
    await ana.acts("/start AVISO-TOLEDO", "▸ Iré", "▸ ✓ Iré", "▸ No iré", "▸ Iré")
    assert await town.rows(GOING) == [(True,)]
    assert labels(await ana.acts("/start AVISO-TOLEDO"))[:2] == ["✓ Iré", "No iré"]


async def test_a_stranger_who_goes_is_a_hash_and_has_agreed_to_nothing(town, ana):
    await ana.acts("/start AVISO-TOLEDO", "▸ Iré", "acepto")
    assert await town.rows("SELECT telegram_id, consulate, entry FROM respondent") == [
        (None, None, None)
    ]
    assert await town.rows("SELECT FROM consent") == []
    assert await town.rows("SELECT FROM interview") == []


async def test_notices_are_a_consent_of_their_own_that_begins_no_survey(town, ana):
    await ana.acts("/start AVISO-TOLEDO", "▸ Sí, avísenme", "acepto")
    assert await town.rows(AGREED) == [("notices", NOTICES_VERSION, "es", True)]
    assert await town.rows("SELECT consulate, telegram_id IS NULL FROM respondent") == [
        ("MAD", False)
    ]
    asked = await ana.acts(f"/start {town.entry}")
    assert "Acepto y empiezo" in labels(asked)
    await ana.acts("▸ Acepto y empiezo")
    assert [row[0] for row in await town.rows(AGREED)] == ["notices", "survey"]


async def test_agreeing_to_notices_keeps_the_welcome_that_waits(town, ana):
    await ana.acts(f"/start {town.entry}", "/start AVISO-TOLEDO", "▸ Sí, avísenme", "acepto")
    assert await town.rows("SELECT entry FROM interview") == [(town.entry,)]


async def test_notices_of_another_consulate_replace_the_first(town, ana):
    await ana.acts("avísenme Madrid")
    shown = await ana.acts("Barcelona")
    assert "Reemplaza a los avisos del otro consulado." in shown.text
    await ana.acts("▸ Sí, avísenme")
    assert await town.rows("SELECT consulate FROM respondent") == [("BCN",)]
    assert len(await town.rows(AGREED)) == 1


async def test_an_offer_in_older_words_agrees_to_nothing_and_is_made_anew(town, ana):
    shown = await ana.acts("/start AVISO-TOLEDO")
    await ana.press_stale(shown.id, "follow:2020-01:MAD")
    await town.settle()
    assert await town.rows(AGREED) == []
    assert "decida de nuevo" in (await ana.messages())[-1].text
    await ana.acts("▸ Sí, avísenme")
    assert len(await town.rows(AGREED)) == 1


@pytest.mark.parametrize("words", ["/baja", "/Stop", "Baja", "«darme de baja»", "unsubscribe"])
async def test_leaving_ends_the_notices_and_nothing_else_at_once(town, ana, words):
    await ana.acts(f"/start {town.entry}", "acepto", "/start AVISO-TOLEDO", "▸ Sí, avísenme")
    before = len(await ana.messages())
    await ana.acts(words)
    assert [row[:1] + row[3:] for row in await town.rows(AGREED)] == [
        ("survey", True), ("notices", False),
    ]  # fmt: skip
    assert len([it for it in (await ana.messages())[before:] if it.from_bot]) == 1
    assert await town.rows("SELECT count(*) FROM interview WHERE closed_at IS NULL") == [(1,)]


async def test_where_a_text_is_asked_baja_is_one(town, ana):
    await ana.acts("avísenme Madrid", f"/start {town.entry}", "acepto", "no aplica", "Baja")
    assert "quedó registrada" in (await ana.messages())[-1].text
    assert [row[3] for row in await town.rows(AGREED)] == [True, True]


async def test_a_notice_that_waits_is_not_sent_to_who_left(town, ana):
    await ana.acts("avísenme Madrid")
    async with transaction(town.engine) as session:
        now = await clock(session)
        broadcast = Broadcast(
            visit_id=TOLEDO,
            consulate="MAD",
            kind=BroadcastKind.NOTICE,
            state=BroadcastState.RUNNING,
            writers=[],
            draft="",
            fingerprint=b"",
            submitted_at=now,
        )
        session.add(broadcast)
        await session.flush()
        audience = deliveries.Audience(broadcast.id, TOLEDO, "MAD", ("es",))
        broadcast.total = await deliveries.freeze_consulate(session, audience)
    await ana.acts("/baja")
    states = await town.rows("SELECT d.state, total, opted_out FROM delivery d, broadcast")
    assert states == [(DeliveryState.OPTED_OUT, 1, 1)]
    await ana.acts("/borrar", "▸ Sí, borrar todo")
    assert await town.rows("SELECT respondent_id FROM delivery") == []


async def test_who_is_erased_goes_nowhere_any_more(town, ana):
    await ana.acts(
        "/start AVISO-TOLEDO", "▸ Iré", "▸ Sí, avísenme", "/borrar", "▸ Sí, borrar todo"
    )
    assert await town.rows(GOING) == []
    assert await town.rows(
        "SELECT fingerprint, telegram_id, consulate, blocked_at FROM respondent"
    ) == [(None, None, None, None)]
    assert labels(await ana.acts("/start AVISO-TOLEDO"))[0] == "Iré"


TWICE = {
    "opens a notice's code": ["/start AVISO-TOLEDO"],
    "says they go": ["/start AVISO-TOLEDO", "▸ Iré"],
    "says they do not": ["/start AVISO-TOLEDO", "▸ No iré"],
    "agrees to notices": ["/start AVISO-TOLEDO", "▸ Sí, avísenme"],
    "agrees in words": ["avísenme Madrid"],
    "leaves": ["avísenme Madrid", "/baja"],
    "leaves in a word": ["avísenme Madrid", "baja"],
    "asks for visits": ["avísenme Madrid", "/visitas"],
    "names a place": ["Madrid"],
    "names a town": ["Cuenca"],
    "shares a place": ["(ubicación)"],
    "opens a card": ["Madrid", "▸ Toledo · sáb, 13 jun. 2099"],
    "goes back": ["Madrid", "▸ Toledo · sáb, 13 jun. 2099", "▸ ← Todas las visitas"],
}


@pytest.mark.parametrize("acts", TWICE.values(), ids=TWICE)
async def test_what_telegram_delivers_again_changes_nothing_and_is_answered_again(town, ana, acts):
    await ana.acts(*acts)
    before, screen = await everything(town), await ana.messages()
    await ana.repeat_last()
    await town.settle()
    assert await everything(town) == before
    after = await ana.messages()
    assert after[-1].text == screen[-1].text
    assert labels(after[-1]) == labels(screen[-1])
    assert len(after) - len(screen) == (0 if acts[-1].startswith("▸ ") else 1)


async def test_a_press_under_a_notice_leaves_its_words(ana):
    shown = await ana.acts("/start AVISO-TOLEDO")
    again = await ana.acts("▸ Iré", "▸ Ver el afiche", "▸ Sí, avísenme")
    [card] = [it for it in await ana.messages() if it.id == shown.id]
    assert card.text == shown.text
    assert labels(card) == ["✓ Iré", *labels(shown)[1:-1], "✓ Sí, avísenme"]
    assert again.id != shown.id


async def test_a_notice_whose_buttons_were_taken_away_gets_none_back(town, ana):
    """As when the broadcast's worker has edited it into a cancellation meanwhile."""
    shown = await ana.acts("/start AVISO-ALICANTE", "/baja")
    await ana.press_stale(shown.id, f"v:{TOKENS['TOLEDO']}:y")
    await town.settle()
    [same] = [it for it in await ana.messages() if it.id == shown.id]
    assert labels(same) == []
    assert await town.rows(GOING) == [(True,)]


@pytest.mark.parametrize(
    ("name", "told", "files"),
    [("ALICANTE", "se canceló", 1), ("AVILA", "ya pasó", 0), ("SEGOVIA", "No encontramos", 0)],
)
async def test_a_visit_that_is_not_coming_is_answered_kindly(town, ana, name, told, files):
    """Of a cancelled one the calendar's file is sent all the same: it strikes the day out."""
    shown = await ana.acts("/start AVISO-TOLEDO")
    for act in "ynfmc":
        await ana.press_stale(shown.id, f"v:{TOKENS[name]}:{act}")
        await ana.reads(told)
    await town.settle()
    assert await everything(town) == [[]] * len(TABLES)
    sent = [it for it in await ana.messages() if it.from_bot and it.id != shown.id]
    assert len(sent) == files


@pytest.mark.parametrize("entry", ["AVISO-SEGOVIA", f"look:MAD:{TOKENS['SEGOVIA']}"])
async def test_a_draft_shows_nothing(town, ana, entry):
    if entry.startswith("look:"):
        shown = await ana.acts("Madrid")
        await ana.press_stale(shown.id, entry)
        await ana.reads("No encontramos esa visita")
    else:
        await ana.acts(f"/start {entry}")
    await town.settle()
    assert "Segovia" not in await ana.transcript()


async def test_an_altered_button_under_a_visit_changes_nothing_but_a_wish(town, ana):
    """Another act of the same visit is the only thing it can come to mean."""
    shown = await ana.acts("/start AVISO-TOLEDO")
    data = shown.buttons[0][1]
    for place in range(len(data)):
        altered = data[:place] + chr(ord(data[place]) ^ 1) + data[place + 1 :]
        if place < len(data) - 3:  # the token's last letter holds four bits that say nothing
            await ana.press_stale(shown.id, altered)
    await town.settle()
    assert await town.rows(GOING) == []
    assert await town.rows("SELECT * FROM dead_letter") == []


async def sent_file(town, ana) -> bytes:
    """What the newest photo or document in the chat holds, as the bot sent it."""
    content = next(
        it["message"]["document"] if "document" in it["message"] else it["message"]["photo"][0]
        for it in reversed(await ana._log())
        if {"document", "photo"} & it.get("message", {}).keys()
    )
    telegram, asked = town.telegram, {"file_id": content["file_id"]}
    async with aiohttp.ClientSession() as client:
        async with client.get(f"{telegram}/bot{town.token}/getFile", params=asked) as response:
            path = (await response.json())["result"]["file_path"]
        async with client.get(f"{telegram}/file/bot{town.token}/{path}") as response:
            return await response.read()


async def test_the_flyer_and_the_calendar_are_those_of_the_visit(town, ana):
    await ana.acts("/start AVISO-TOLEDO", "▸ Ver el afiche")
    assert await sent_file(town, ana) == PICTURE
    await ana.acts("▸ Guardar en mi calendario")
    [day] = Calendar.from_ical(await sent_file(town, ana)).walk("VEVENT")
    assert day["DTSTART"].dt == datetime(2099, 6, 13, 7, tzinfo=UTC)
    assert str(TOLEDO) in day["UID"]


async def test_a_visits_answer_carries_visit_consulate_service_and_its_day(town, ana):
    """It is answered today, and speaks of a day in July 2020, in Madrid's calendar."""
    await ana.acts("/start QR-BURGOS", "acepto", "4")
    of_visit = "SELECT v.town, i.consulate, i.service, i.service_date, i.entry_kind"
    of_visit += " FROM interview i JOIN visit v ON v.id = i.visit"
    assert await town.rows(of_visit) == [("Burgos", "MAD", "dni", date(2020, 7, 5), "visit")]
    counted = "SELECT month, consulate, service, entry_kind FROM answer WHERE month IS NOT NULL"
    assert await town.rows(counted) == [(date(2020, 7, 1), "MAD", "dni", "visit")]


async def test_with_several_services_the_person_says_which_and_the_day_stays_the_visits(town, ana):
    await ana.acts("/start QR-SORIA", "acepto", "4", "dni")
    counted = "SELECT month, consulate, service FROM answer WHERE month IS NOT NULL"
    assert await town.rows(counted) == [(date(2020, 6, 1), "MAD", "dni")]


@pytest.mark.parametrize(
    ("code", "shown"), [("QR-TOLEDO", "atenderá en Toledo"), ("QR-ALICANTE", "Se canceló")]
)
async def test_nobody_is_asked_how_it_was_before_it_was(town, ana, code, shown):
    """The survey's code of a visit still to come, or cancelled, shows the visit."""
    await ana.acts(f"/start {code}")
    assert shown in (await ana.messages())[-1].text
    await ana.acts("acepto")
    assert await town.rows("SELECT 1 FROM interview") == []


BLOCKED = "SELECT blocked_at IS NOT NULL FROM respondent"


async def test_who_blocks_the_bot_is_noted_until_they_come_back(either_town):
    ana = either_town.person("Ana")
    await ana.say("avísenme Madrid")
    await either_town.settle()
    await ana.block()
    await either_town.settle()
    assert await either_town.rows(BLOCKED) == [(True,)]
    await ana.unblock()
    await either_town.settle()
    assert await either_town.rows(BLOCKED) == [(False,)]


async def _change(town, sql):
    async with town.engine.begin() as connection:
        await connection.exec_driver_sql(sql)


@pytest.mark.parametrize("typed", ["Ávila", "AVILA", "avila.", "«Ávila»"])
async def test_the_town_of_a_visit_shows_its_card_however_it_is_typed(town, ana, typed):
    await _change(town, "UPDATE visit SET town = 'Ávila' WHERE town = 'Cuenca'")
    shown = await ana.acts(typed)
    assert "atenderá en Ávila" in shown.text
    assert labels(shown)[0] == "Iré"


@pytest.mark.parametrize("typed", ["Segovia", "Alicante", "Burgos", "Tole", "Toledo y más"])
async def test_a_town_to_which_nobody_comes_shows_nothing(ana, typed):
    assert "No tiene ninguna encuesta abierta" in (await ana.acts(typed)).text


async def test_two_visits_to_a_town_are_a_list_that_opens_either(town, ana):
    await _change(town, "UPDATE visit SET town = 'Ávila' WHERE first_day > '2099-01-01'")
    shown = await ana.acts("avila")
    days = ["sáb, 13 jun. 2099", "sáb, 20 jun. 2099", "sáb, 4 jul. 2099"]
    assert labels(shown) == [f"Ávila · {day}" for day in days]  # of two offices: no offer
    card = await ana.acts(f"▸ Ávila · {days[1]}")
    assert "Barcelona atenderá en Ávila" in card.text


async def test_a_town_that_is_also_a_consulates_shows_the_way_to_that_as_well(town, ana):
    await _change(town, "UPDATE visit SET town = 'Valencia' WHERE town = 'Toledo'")
    shown = await ana.acts("Valencia")
    assert "Madrid atenderá en Valencia" in shown.text
    [way] = [it for it in labels(shown) if "Consulado" in it]
    assert "no hay visitas anunciadas" in (await ana.acts(f"▸ {way}")).text


async def test_within_a_survey_a_towns_name_is_an_answer(town, ana):
    await ana.acts(f"/start {town.entry}", "acepto", "Toledo")
    assert "atenderá en" not in await ana.transcript()


async def test_where_nothing_comes_who_has_notices_is_offered_no_others(town, ana):
    await _change(town, "UPDATE visit SET state = 'cancelled'")
    assert "Sí, avísenme" in labels(await ana.acts("(ubicación)"))
    shown = await ana.acts("avísenme Barcelona", "(ubicación)")
    assert labels(shown) == []
    assert "/visitas" in shown.text


@pytest.mark.parametrize("act", ["hola", "▸ Iré"])
async def test_whatever_they_do_shows_that_they_are_back(town, ana, act):
    await ana.acts("avísenme Madrid", "/start AVISO-TOLEDO")
    await _change(town, "UPDATE respondent SET blocked_at = now()")
    await ana.acts(act)
    assert await town.rows(BLOCKED) == [(False,)]


async def test_a_press_under_a_visit_is_at_most_seven_statements(ana, statements):
    await ana.acts(
        *("/start AVISO-TOLEDO", "▸ Iré", "▸ No iré", "▸ Ver el afiche", "▸ Ver en el mapa"),
        *("▸ Guardar en mi calendario", "▸ Sí, avísenme", "/visitas"),
        *("▸ Toledo · sáb, 13 jun. 2099", "▸ ← Todas las visitas", "/baja"),
        *("Toledo", "hola", "(ubicación)"),
    )
    assert max(len(it) for it in statements) <= 7, statements  # the first three at once
