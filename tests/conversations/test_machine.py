"""Two people do anything in any order; the database says what a small model of them says.

The handlers, the intake and PostgreSQL are the real ones; only Telegram is cut off at the wire.
"""

import json

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import text as sql

from bot.citizen.conversation import Shelf
from bot.citizen.intake import door
from bot.citizen.routes import dispatcher
from bot.citizen.words import NOTICES_VERSION
from db import surveys as versions
from db.entries import Entry
from db.transaction import clock, transaction
from surveys import Unreadable
from tests.conversations.announced import TOKENS
from tests.conversations.model import ENTRY, FORMS, Somebody, as_stored, in_order

STEPS, EXAMPLES = 25, 40
PEOPLE = st.sampled_from(["Ana", "Beto"])
PICK = st.integers(0, 999)
MEANT = ("acepto", "I agree", "atrás", "OMITIR", "«dejar así»", "Listo", "otro consulado")
REPLIES = ("1", "5", "no aplica", "partida", "trato", "trato, tiempo", "Madrid", "España")
OF_VISITS = ("/visitas", "/start AVISO-TOLEDO", "avísenme Madrid", "Barcelona", "/baja", "baja")
JUNK = ("9", "si", "<b>&amp;</i>", "\u202eabc\u202c", "مرحبا", "👩🇵🇪", "a\0b", "²", " ", "/nada")
MADE_UP = ("", "t", "t:x:c:0", "agree:0:", "agree:0:ñ\0", "speak:xx", "erase:9")
NO_VISITS = (
    *(f"v:{TOKENS[name]}:{act}" for name in ("ALICANTE", "AVILA", "SEGOVIA") for act in "ynfmc"),
    *("v", "v:x:y", "v:AAAAAAAAAAAAAAAAAAAAAA:y", "v:\0:y", f"v:{TOKENS['TOLEDO']}:z"),
    *(f"look:MAD:{it}" for it in (TOKENS["SEGOVIA"], TOKENS["AVILA"], "x\0")),
    *("look:", "look:\0:", "look:99.99,-3.70:", "look:MAD:"),
    *("follow:0:MAD", f"follow:{NOTICES_VERSION}:XXX", f"follow:{NOTICES_VERSION}:\0"),
)
LONG = ("x" * 4000, "x" * 4096)
WORDS = st.one_of(
    st.sampled_from((*MEANT, *REPLIES, *JUNK, *LONG)),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12),
)


class Citizens(RuleBasedStateMachine):
    """What two people do. The world is the same for every example; its people's data are not."""

    heeds_turns = True

    @initialize()
    def begin(self) -> None:
        self.people = {"Ana": Somebody(1001), "Beto": Somebody(1002)}
        self.updates: list[dict] = []
        self.wire = self.world.bot()
        self.do(self.empty())
        self.restart("1")
        self.comes("Ana", ENTRY)
        self.comes("Beto", "BCN-OTRA")

    async def empty(self) -> None:
        async with self.world.engine.begin() as connection:
            everybody = "TRUNCATE respondent, seen_update, dead_letter CASCADE"
            await connection.execute(sql(everybody))

    def do(self, work):
        return self.world.do(work)

    def receive(self, who: str, **event) -> list:
        update = {"update_id": len(self.updates) + 1} | event
        self.updates.append(update)
        if "my_chat_member" not in event:
            self.people[who].is_blocking = False
        said = list(self.deliver(who, update))
        if update["update_id"] % 3 == 0:
            self.repeat(update)
        return said

    def deliver(self, who: str, update: dict) -> list:
        """Whatever a person does is answered; that they block us is only noted."""
        self.wire.session.sent.clear()
        later = self.do(self.intake.take(json.dumps(update).encode()))
        assert later is None, self.do(self.rows("SELECT error FROM dead_letter"))
        is_said = bool(self.wire.session.sent)
        assert is_said != ("my_chat_member" in update), "a dead end: nothing was said"
        person = self.people[who]
        for data in self.wire.session.shown_to(person.id):
            person.buttons.setdefault(data, -1)
        return self.wire.session.sent

    def said(self, who: str, **content) -> None:
        person = self.people[who].id
        user = {"id": person, "is_bot": False, "first_name": who}
        chat = {"id": person, "type": "private"}
        number = len(self.updates) + 1
        message = {"message_id": number, "date": 1_790_000_000, "chat": chat, "from": user}
        self.receive(who, message=message | content)

    @rule(who=PEOPLE, code=st.sampled_from(["", ENTRY, "BCN-OTRA", "NO-EXISTE", "ñ 'x\u0000"]))
    def comes(self, who, code):
        self.people[who].start(code)
        self.said(who, text=f"/start {code}".strip())
        self.check()

    @rule(who=PEOPLE, picks=st.lists(PICK, min_size=1, max_size=6))
    def says_what_leads_on(self, who, picks):
        for pick in picks:
            fitting = self.people[who].fitting()
            self.says(who, fitting[pick % len(fitting)])

    @rule(who=PEOPLE, picks=st.lists(PICK, min_size=4, max_size=8))
    def presses_what_leads_on(self, who, picks):
        person = self.people[who]
        for pick in picks:
            on_screen = self.wire.session.screen(person.id)
            live = [it for it in on_screen if person.is_live(it[1])]
            if not live:
                self.says(who, person.fitting()[0])
            else:
                self.press(who, *live[pick % len(live)])

    @rule(who=PEOPLE, words=WORDS)
    def says(self, who, words):
        if words.startswith("/start "):
            self.people[who].start(words.removeprefix("/start "))
        else:
            self.people[who].say(words, self.current)
        self.said(who, text=words)
        self.check()

    @rule(who=PEOPLE, words=st.sampled_from(OF_VISITS), picks=st.lists(PICK, max_size=4))
    def asks_for_visits(self, who, words, picks):
        self.says(who, words)
        self.presses_under_a_visit(who, picks)

    @rule(who=PEOPLE, data=st.sampled_from(NO_VISITS))
    def presses_what_is_no_coming_visit(self, who, data):
        self.says(who, "/visitas")  # who blocked us is here again
        before = self.do(self.everything())
        self.press(who, 1, data)
        assert self.do(self.everything()) == before

    def presses_under_a_visit(self, who, picks):
        for pick in picks:
            on_screen = self.wire.session.screen(self.people[who].id)
            of_visits = [it for it in on_screen if it[1].startswith(("v:", "look:", "follow:"))]
            if of_visits:
                self.press(who, *of_visits[pick % len(of_visits)])

    @rule(who=PEOPLE, status=st.sampled_from(["kicked", "member"]))
    def blocks_or_comes_back(self, who, status):
        person = self.people[who]
        person.is_blocking = person.is_known and status == "kicked"
        user = {"id": person.id, "is_bot": False, "first_name": who}
        us = {"id": 1, "is_bot": True, "first_name": "Pulso"}
        member = {"user": us, "status": status} | ({"until_date": 0} if status == "kicked" else {})
        chat = {"id": person.id, "type": "private"}
        told = {"chat": chat, "from": user, "date": 1, "old_chat_member": member}
        self.receive(who, my_chat_member=told | {"new_chat_member": member})
        self.check()

    @rule(who=PEOPLE, kind=st.sampled_from(["sticker", "photo", "forwarded", "location"]))
    def sends_something_odd(self, who, kind):
        person = self.people[who]
        content = ODD[kind]
        if "text" in content:
            person.say(content["text"], self.current)
        elif person.open is not None and person.open.is_placed:
            person.reply(Unreadable(kind))
        self.said(who, **content)
        self.check()

    @rule(who=PEOPLE, command=st.sampled_from(["/Privacidad", "/ayuda", "/borrar", "/AYUDA@x"]))
    def asks(self, who, command):
        self.said(who, text=command)
        self.check()

    @rule(who=PEOPLE)
    def switches_language(self, who):
        person = self.people[who]
        person.language = "en" if person.language == "es" else "es"
        person.comes_to_be_known()
        self.said(who, text="/idioma")
        self.check()

    @rule(who=PEOPLE, whose=PEOPLE, pick=PICK, is_gone=st.booleans())
    def presses_anything_ever_shown(self, who, whose, pick, is_gone):
        if ever := list(self.people[whose].buttons):
            self.press(who, 1, ever[pick % len(ever)], is_gone=is_gone)

    @rule(who=PEOPLE, data=st.sampled_from(MADE_UP))
    def presses_what_we_never_made(self, who, data):
        if data in {"agree:0:", "agree:0:ñ\0", "speak:xx"}:
            self.people[who].comes_to_be_known()
        self.press(who, 1, data)

    def press(self, who, message, data, *, is_gone=False):
        person = self.people[who]
        if not data.startswith("speak:xx"):
            person.press(data, self.current)
        chat = {"id": person.id, "type": "private"}
        pressed = {"message_id": message, "date": 0, "chat": chat}
        if not is_gone:
            author = {"id": 1, "is_bot": True, "first_name": "Pulso"}
            pressed |= {"date": 1_790_000_000, "from": author, "text": "?"}
        if not self.heeds_turns:
            data = self.do(self.with_the_turn_of_now(person, data))
        query = {"id": str(len(self.updates) + 1), "chat_instance": "1", "data": data}
        user = {"id": person.id, "is_bot": False, "first_name": who}
        self.receive(who, callback_query=query | {"message": pressed, "from": user})
        self.check()

    async def with_the_turn_of_now(self, person, data):
        """What a bot would see that took a button for the question now asked."""
        of_person = "SELECT i.turn FROM interview i JOIN respondent r ON r.id = i.respondent_id"
        where = " WHERE i.closed_at IS NULL AND r.fingerprint = :who"
        found = await self.rows(of_person + where, who=self.world.keyring.fingerprint(person.id))
        kind, *rest = data.split(":")
        return ":".join([kind, found[0][0], *rest[1:]]) if found and kind == "t" else data

    @rule(pick=PICK)
    def telegram_repeats(self, pick):
        if self.updates:
            self.repeat(self.updates[pick % len(self.updates)])
            self.check()

    def repeat(self, update: dict) -> None:
        [event] = [it for it in update.values() if isinstance(it, dict)]
        before = self.do(self.everything())
        self.deliver(event["from"]["first_name"], update)
        assert self.do(self.everything()) == before

    @rule(pick=PICK)
    def telegram_sends_what_is_not_ours(self, pick):
        before = self.do(self.everything())
        self.wire.session.sent.clear()
        stray = STRAY[pick % len(STRAY)] | {"update_id": 10_000 + pick}
        assert self.do(self.intake.take(json.dumps(stray).encode())) is None
        assert self.wire.session.sent == []
        assert self.do(self.everything()) == before

    @rule(version=st.sampled_from(sorted(FORMS)))
    def restart(self, version):
        """A bot that started with one version on its shelf, or the other."""
        self.current = FORMS[version]
        shelf = Shelf(self.current, dict(FORMS))
        routes = dispatcher(self.world.engine, self.world.keyring, shelf)
        self.intake = door(self.wire, routes, self.world.engine, self.world.keyring)

    async def rows(self, query, **values):
        async with self.world.engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(sql(query), values)]

    async def everything(self):
        tables = ("respondent", "consent", "interview", "answer", "attendance")
        return [await self.rows(f"SELECT t::text FROM {it} t ORDER BY 1") for it in tables]  # noqa: S608

    def check(self) -> None:
        for person in self.people.values():
            for data, moment in person.buttons.items():
                if moment == -1:
                    person.buttons[data] = person.moment
        walked = [it for one in self.people.values() for it in [*one.closed, one.open] if it]
        assert self.do(self.stored()) == sorted(map(as_stored, walked)), DIFFERENT
        assert self.do(self.rows(WITHOUT_CONSENT)) == []
        assert self.do(self.rows("SELECT * FROM dead_letter")) == []
        for person in self.people.values():
            fingerprint = self.world.keyring.fingerprint(person.id)
            assert self.do(self.rows(OF_PERSON, who=fingerprint)) == person.as_stored, DIFFERENT
        open_ones = sum(one.open is not None for one in self.people.values())
        counted = self.do(self.rows("SELECT count(*) FROM interview WHERE closed_at IS NULL"))
        assert counted == [(open_ones,)]

    async def stored(self):
        """Each interview's answers, a sealed one as what it says."""
        interviews = {it[0]: {} for it in await self.rows("SELECT id FROM interview")}
        for row in await self.rows("SELECT interview_id, question, value, sealed FROM answer"):
            sealed = row[3] and self.world.keyring.unseal(row[3], f"{row[0]}:{row[1]}")
            interviews[row[0]][row[1]] = row[2] if row[3] is None else sealed
        return sorted(in_order(it) for it in interviews.values())


WITHOUT_CONSENT = """
SELECT * FROM answer a JOIN interview i ON i.id = a.interview_id WHERE NOT EXISTS (
  SELECT 1 FROM consent c WHERE c.respondent_id = i.respondent_id AND c.purpose = 'survey'
  AND c.given_at <= a.answered_at AND (c.withdrawn_at IS NULL OR c.withdrawn_at >= a.answered_at))
"""
OF_PERSON = """
SELECT greeted_at IS NOT NULL, blocked_at IS NOT NULL,
  EXISTS (SELECT FROM consent WHERE respondent_id = r.id AND purpose = 'notices'
    AND withdrawn_at IS NULL AND r.telegram_id IS NOT NULL), r.consulate,
  (SELECT string_agg(visit_id || ' ' || going, ',' ORDER BY visit_id)
    FROM attendance WHERE respondent_id = r.id)
FROM respondent r WHERE fingerprint = :who
"""
PHOTO = [{"file_id": "f", "file_unique_id": "f", "width": 1, "height": 1}]
ODD = {
    "sticker": {
        "sticker": {"type": "regular", "is_animated": False, "is_video": False} | PHOTO[0]
    },
    "photo": {"photo": PHOTO, "caption": "5"},
    "location": {"location": {"latitude": 1.0, "longitude": 1.0}},
    "forwarded": {
        "text": "5",
        "forward_origin": {"type": "hidden_user", "sender_user_name": "Otro", "date": 1},
    },
}
_CHANNEL = {"id": -100, "type": "channel", "title": "x"}
_ANA = {"id": 1001, "is_bot": False, "first_name": "Ana"}
_OWN = {"id": 1001, "type": "private"}
STRAY = [
    {"channel_post": {"message_id": 1, "date": 1, "chat": _CHANNEL, "text": "5"}},
    {"message": {"message_id": 1, "date": 1, "chat": _OWN, "text": "5"}},
    {"message": {"message_id": 1, "date": 1, "chat": _CHANNEL, "from": _ANA, "text": "/start"}},
    {"edited_message": {"message_id": 1, "date": 1, "chat": _OWN, "from": _ANA, "text": "5"}},
    {"callback_query": {"id": "1", "chat_instance": "1", "from": _ANA, "inline_message_id": "x"}},
]


@pytest.fixture
def machine(secluded):
    async def prepare():
        async with transaction(secluded.engine) as session:
            session.add(Entry(code="BCN-OTRA", consulate="BCN"))
            for survey in FORMS.values():
                await versions.publish(session, survey, b"", now=await clock(session))

    secluded.do(prepare())
    return type("Furnished", (Citizens,), {"world": secluded})


DIFFERENT = "the database says otherwise than the model"
BUDGET = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


def test_whatever_two_people_do_the_database_says_what_the_model_says(machine):
    run_state_machine_as_test(machine, settings=BUDGET)


def test_a_bot_that_took_any_button_for_the_question_now_asked_is_found_out(machine):
    """The negative control."""
    naive = type("Naive", (machine,), {"heeds_turns": False})
    quickly = settings(BUDGET, phases=[Phase.generate], max_examples=200)
    with pytest.raises(AssertionError, match=DIFFERENT):
        run_state_machine_as_test(naive, settings=quickly)
