"""T17: nothing of one consulate reaches the staff of another, whatever they press or say."""

import logging
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from itertools import product
from zipfile import ZipFile

from sqlalchemy import true
from sqlmodel import select

from analytics import workbook
from analytics.period import Period
from bot.staff import presses as p
from bot.staff.routes import COMMANDS, PRESSES
from db import broadcasts, recording, units, visits
from db.consulate_inputs import REVENUE
from db.observations import Observation
from db.office_figures import Figure
from db.recording import Place, Record, Recorded
from db.staff import Role
from db.transaction import transaction
from tests.staff.affairs import press
from tests.staff.month_rows import OCTOBER, recorded
from tests.threats.ministry import Chats, Ministry

# What is told of Barcelona alone: in a draft, in what waits, in a colleague's name, in a figure.
CANARIES = ("Canarópolis", "Plaza Canariense", "canario@rree.gob.pe", "Canarilda", "777123")
OF_B = {
    "town": "Canarópolis",
    "place": "Plaza Canariense 1",
    "requirements": "DNI y el canario@rree.gob.pe",
    "contact": "canario@rree.gob.pe",
}
PERIOD = Period.parse("2026-S1")
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
MOST = 40  # presses of one person
ENDS = (p.REVOKE, p.DISCARD, p.STOP, p.WITHDRAW)  # after these there is less to see


def furnish(ministry: Ministry) -> list:
    """Barcelona has a draft, a notice that waits, one that was approved, and its figures."""
    do = ministry.world.do
    do(ministry.hires("Canarilda", Role.APPROVER, ["BCN"]))
    do(recorded(ministry, {Figure(REVENUE): 777123}, OCTOBER, "BCN"))
    draft = ministry.drafts("Pedro", "BCN", **OF_B)
    waiting = ministry.hands_in(ministry.drafts("Pedro", "BCN", **OF_B), "Pedro")
    told = ministry.hands_in(ministry.drafts("Pedro", "BCN", **OF_B), "Pedro")
    ministry.approves(told, "Canarilda")
    members = ministry.rows("SELECT id FROM staff_member WHERE consulates = '{BCN}'")
    ids = [draft.id, waiting.id, waiting.visit_id, told.id, told.visit_id]
    return [*ids, *(it for (it,) in members)]


def crawl(chats: Chats, name: str) -> None:
    """Says every command, and presses every button that is ever shown."""
    seen: set[str] = set()
    for command in (*COMMANDS, "start", "revocar", "datos", "octubre", "visitas"):
        chats.say(name, f"/{command}" if command in COMMANDS else command)
        while len(seen) < MOST:
            shown = [it for it in chats.telegram.screen(name) if it[1] not in seen]
            if not shown:
                break
            message, data = shown[-1]
            seen.add(data)
            act, _, rest = data.partition(":")
            if act not in ENDS or not rest.endswith("!"):
                chats.press(name, data, message)


def found(texts: list[str]) -> set[str]:
    return {canary for canary in CANARIES if any(canary in it for it in texts)}


def look_for(ministry: Ministry, *names: str) -> set[str]:
    """What of Barcelona these came to read, with every button they find and every id of it."""
    ids, chats = furnish(ministry), ministry.staff
    ministry.hands_in(ministry.drafts())
    for name in names:
        crawl(chats, name)
    for act, subject in product(PRESSES, ids):
        chats.press(names[-1], press(act, subject, "!" if act in ENDS else "BCN"))
    for name in names:
        chats.say(name, "Barcelona", "BCN", "/datos", "Barcelona", "octubre")
    return found([it for name in names for it in chats.reads(name)])


def test_whatever_is_pressed_and_said_in_madrid_shows_nothing_of_barcelona(ministry, caplog):
    caplog.set_level(logging.INFO)
    assert look_for(ministry, "Zoila", "Carmen", "Luis", "Adela") == set()
    assert found([caplog.text]) == set()


def test_what_was_approved_there_alone_is_public(ministry):
    """The citizens' chat shows the visit that was announced, and neither draft nor figure."""
    furnish(ministry)
    chats = ministry.citizens
    chats.say("Ana", "/visitas", "Barcelona")
    for message, data in chats.telegram.screen("Ana"):
        chats.press("Ana", data, message)
    ministry.alters("UPDATE visit SET state = 'discarded' WHERE state = 'announced'")
    chats.say("Beto", "/visitas", "Barcelona", "Canarópolis")
    assert found(chats.reads("Ana")) >= {"Canarópolis"}
    assert found(chats.reads("Ana")) & {"Canarilda", "777123"} == set()
    assert found(chats.reads("Beto")[1:]) == set()


def test_the_same_search_finds_it_all_in_barcelona(ministry):
    """The negative control: the canaries are where Barcelona's own people find them."""
    furnish(ministry)
    for name in ("Pedro", "Canarilda"):
        crawl(ministry.staff, name)
    ministry.staff.say("Pedro", "/datos", "octubre")
    read = [it for name in ("Pedro", "Canarilda") for it in ministry.staff.reads(name)]
    assert found(read) >= {"Canarópolis", "Plaza Canariense", "canario@rree.gob.pe", "Canarilda"}


def test_a_bot_without_scopes_is_found_out(ministry, monkeypatch):
    """The negative control of the search itself."""
    for module in (broadcasts, visits):
        monkeypatch.setattr(module, "within", lambda _scope, _column: true())
    assert look_for(ministry, "Adela") >= {"Canarópolis", "Canarilda"}


def unit_of_3_2(code: str) -> units.Unit:
    return units.Unit(code=code, name=code, directo=["3.2"], subsidiario=[], source="plan")


async def test_a_units_workbook_holds_nothing_of_another_units(async_engine):
    """The canary is in the very inputs that both are asked for, in the same period."""
    async with transaction(async_engine) as session:
        await units.load(session, [unit_of_3_2(code) for code in ("OPE", "SAA")])
        for unit, source in (("OPE", "memoria de OPE"), ("SAA", "Canarópolis")):
            place = Place("3.2.3.1a", "cursos", PERIOD.first_month, PERIOD.last_month, unit=unit)
            record = Record(place, Decimal(777123 if unit == "SAA" else 6), source)
            assert isinstance(await recording.record(session, None, [record], now=NOW), Recorded)
    async with transaction(async_engine) as session:
        asker = await session.get_one(units.Unit, "OPE")
        both = (await session.scalars(select(Observation))).all()
        assert len(both) == 2
        book = ZipFile(BytesIO(workbook.write(asker, PERIOD, both)))
    written = [book.read(it).decode() for it in book.namelist() if it.endswith(".xml")]
    assert any("memoria de OPE" in it for it in written)
    assert found(written) == set()
