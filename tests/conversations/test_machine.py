"""Two people do anything in any order; the database says what a small model of them says.

The handlers, the intake, PostgreSQL and the strict Telegram are the real ones; there is no HTTP.
"""

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from bot.citizen.conversation import Shelf
from bot.citizen.intake import door
from bot.citizen.routes import KINDS, dispatcher
from bot.citizen.words import NOTICES_VERSION
from bot.simulator.acts import block, press, say, send, unblock
from bot.simulator.people import User
from db import surveys as versions
from db.entries import Entry
from db.transaction import clock, transaction
from tests.conversations import kept
from tests.conversations.announced import TOKENS
from tests.conversations.conftest import TOKEN
from tests.conversations.model import ENTRY, FORMS, ODD, Somebody, as_stored
from tests.unreliable import AGAIN, PICK, Forgetful, InMemory, Unreliable, sender
from tests.wireless import AiogramWire

STEPS, EXAMPLES = 25, 10
PEOPLE = st.sampled_from(["Ana", "Beto"])
CODES = ("", ENTRY, "BCN-OTRA", "NO-EXISTE", "ñ 'x\0", "QR-BURGOS", "QR-ALICANTE", "AVISO-TOLEDO")
MEANT = ("acepto", "I agree", "atrás", "OMITIR", "«dejar así»", "Listo", "otro consulado")
REPLIES = ("1", "5", "no aplica", "partida", "trato", "trato, tiempo", "Madrid", "España")
COMMANDS = ("/Privacidad", "/ayuda", "/borrar", "/AYUDA@x", "/idioma", "/nada")
OF_VISITS = ("/visitas", "/start AVISO-TOLEDO", "avísenme Madrid", "Barcelona", "/baja", "baja")
JUNK = ("9", "si", "<b>&amp;</i>", "\u202eabc\u202c", "مرحبا", "👩🇵🇪", "a\0b", "²")
MADE_UP = (
    *("", "t", "t:x:c:0", "agree:0:", "agree:0:ñ\0", "speak:xx", "erase:9"),
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


class Citizens(Unreliable):
    """What two people do. The world is the same for every example; its people's data are not."""

    names = ("Ana", "Beto")
    kinds = KINDS
    silent = ("my_chat_member",)  # that they block us is only noted

    @initialize()
    def begin(self) -> None:
        self.people = {name: Somebody(User(name, "es").id) for name in self.names}
        self.current, self.is_called = FORMS["1"], False
        self.do(kept.empty(self.world.engine))
        self.opens(TOKEN)
        self.comes("Ana", "BCN-OTRA")
        self.says("Ana", "acepto")
        self.comes("Beto", ENTRY)

    async def read(self):
        return await kept.read(self.world.engine)

    def begins_to_work(self):
        shelf = Shelf([self.current, *FORMS.values()])
        routes = dispatcher(self.world.engine, self.world.keyring, shelf)
        defaults = DefaultBotProperties(parse_mode="HTML")
        bot = Bot(TOKEN, session=AiogramWire(self.telegram), default=defaults)
        there = (self.world.engine, self.world.keyring)
        return door(bot, routes, *there, is_answered=self.is_called)

    def expect(self, who, update):
        self.people[who].meets(update, self.current)

    def check(self, who, update):
        for _, data in self.telegram.screen(who):
            self.people[who].buttons.setdefault(data, self.people[who].moment)
        keyring, now, people = self.world.keyring, self.kept, self.people.values()
        walked = [it for one in people for it in [*one.closed, one.open] if it]
        assert ordered(now.answers(keyring)) == ordered(map(as_stored, walked)), DIFFERENT
        for person in people:
            of_person = now.of_person(keyring.fingerprint(person.id))
            assert of_person == person.as_stored, DIFFERENT
            assert str(person.id) not in str(now)
        assert (now.without_consent(), now.forgotten(), now.dead_letter) == ([], [], [])

    @rule(who=PEOPLE, code=st.sampled_from(CODES))
    def comes(self, who, code):
        self.does(who, say, f"/start {code}".strip())

    @rule(who=PEOPLE, picks=st.lists(PICK, min_size=2, max_size=5))
    def says_what_leads_on(self, who, picks):
        for pick in picks:
            fitting = self.people[who].fitting()
            self.does(who, say, fitting[pick % len(fitting)])

    @rule(who=PEOPLE, picks=st.lists(PICK, min_size=3, max_size=6), taps=st.integers(1, 2))
    def presses_what_leads_on(self, who, picks, taps):
        """Some tap twice at once."""
        person = self.people[who]
        for pick in picks:
            live = [it for it in self.telegram.screen(who) if person.is_live(it[1])]
            for _ in range(taps if live else 0):
                self.does(who, press, *live[pick % len(live)])
            if not live:
                self.does(who, say, person.fitting()[0])

    @rule(who=PEOPLE, words=WORDS)
    def says(self, who, words):
        self.does(who, say, words)

    @rule(who=PEOPLE, command=st.sampled_from(COMMANDS))
    def commands(self, who, command):
        self.does(who, say, command)

    @rule(who=PEOPLE, is_sure=st.booleans())
    def asks_to_be_erased(self, who, is_sure):
        self.does(who, say, "/borrar")
        self.does(who, press, self.last_message(who), f"erase:{int(is_sure)}")

    @rule(who=PEOPLE, words=st.sampled_from(OF_VISITS), picks=st.lists(PICK, max_size=3))
    def asks_for_visits(self, who, words, picks):
        self.does(who, say, words)
        for pick in picks:
            shown = self.telegram.screen(who)
            found = [it for it in shown if it[1].startswith(("v:", "look:", "follow:"))]
            if found:
                self.does(who, press, *found[pick % len(found)])

    @rule(who=PEOPLE, kind=st.sampled_from(ODD))
    def sends_something_odd(self, who, kind):
        self.does(who, send, kind, {})

    @rule(who=PEOPLE)
    def forwards(self, who):
        self.does(who, forward)

    @rule(who=PEOPLE, whose=PEOPLE, pick=PICK, is_gone=st.booleans())
    def presses_anything_ever_shown(self, who, whose, pick, is_gone):
        if ever := list(self.people[whose].buttons):
            message = 1 if is_gone else self.last_message(who)
            self.does(who, press, message, ever[pick % len(ever)])

    @rule(who=PEOPLE, data=st.sampled_from(MADE_UP))
    def presses_what_we_never_made(self, who, data):
        self.does(who, press, self.last_message(who), data)

    @rule(who=PEOPLE, act=st.sampled_from([block, unblock]))
    def blocks_or_comes_back(self, who, act):
        act(self.telegram.account, self.telegram.chat(who))
        self.flow()

    @rule(pick=PICK)
    def telegram_sends_what_is_not_ours(self, pick):
        self.telegram.said.clear()
        self.hand_in(STRAY[pick % len(STRAY)] | {"update_id": 10_000 + pick})
        assert (self.telegram.said, self.do(self.read())) == ([], self.kept)

    @rule(version=st.sampled_from(sorted(FORMS)), is_called=st.booleans())
    def restarts(self, version, is_called):
        """With one version on the shelf or the other; Telegram calls it, or it asks."""
        self.current, self.is_called = FORMS[version], is_called
        self.restart()


class AnyTurn(Citizens):
    """A bot that takes a button for the question that is now asked."""

    def as_the_bot_hears(self, update: dict) -> dict:
        query = update.get("callback_query", {"data": ""})
        kind, *rest = query["data"].split(":")
        fingerprint = self.world.keyring.fingerprint(self.people[sender(update)].id)
        turn = self.kept.turn_of(fingerprint)
        if kind != "t" or turn is None:
            return update
        return update | {"callback_query": query | {"data": ":".join([kind, turn, *rest[1:]])}}


class ForgetfulCitizens(Forgetful, Citizens):
    """The negative controls of Telegram's own faults, over citizens."""


class InMemoryCitizens(InMemory, Citizens):
    """The same."""


def forward(account, chat) -> None:
    origin = {"type": "hidden_user", "sender_user_name": "Otro", "date": 1}
    account.post("message", chat, chat.person_writes({"text": "5", "forward_origin": origin}))


def ordered(answers) -> list:
    return sorted((sorted(it.items()) for it in answers), key=str)


_CHANNEL = {"id": -100, "type": "channel", "title": "x"}
_ANA = User("Ana", "es").json()
_OWN = User("Ana", "es").chat_json()
STRAY = [
    {"channel_post": {"message_id": 1, "date": 1, "chat": _CHANNEL, "text": "5"}},
    {"message": {"message_id": 1, "date": 1, "chat": _OWN, "text": "5"}},
    {"message": {"message_id": 1, "date": 1, "chat": _CHANNEL, "from": _ANA, "text": "/start"}},
    {"edited_message": {"message_id": 1, "date": 1, "chat": _OWN, "from": _ANA, "text": "5"}},
    {"callback_query": {"id": "1", "chat_instance": "1", "from": _ANA, "inline_message_id": "x"}},
]
DIFFERENT = "the database says otherwise than the model"


@pytest.fixture
def furnished_machine(secluded):
    """Machines in a world where both versions of the survey are published."""

    async def prepare():
        async with transaction(secluded.engine) as session:
            session.add(Entry(code="BCN-OTRA", consulate="BCN"))
            for survey in FORMS.values():
                await versions.publish(session, survey, b"", now=await clock(session))

    secluded.do(prepare())
    return lambda kind: type(kind.__name__, (kind,), {"world": secluded})


BUDGET = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


def test_whatever_two_people_do_the_database_says_what_the_model_says(furnished_machine):
    run_state_machine_as_test(furnished_machine(Citizens), settings=BUDGET)


WRONG = [(AnyTurn, DIFFERENT), (ForgetfulCitizens, AGAIN), (InMemoryCitizens, AGAIN)]


@pytest.mark.parametrize(("wrong", "found"), WRONG)
def test_a_wrong_bot_is_found_out(furnished_machine, wrong, found):
    """The negative controls."""
    quickly = settings(BUDGET, phases=[Phase.generate], max_examples=200)
    with pytest.raises(AssertionError, match=found):
        run_state_machine_as_test(furnished_machine(wrong), settings=quickly)
