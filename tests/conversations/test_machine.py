"""Two people do anything in any order; the database says what a small model of them says.

The handlers, the intake, PostgreSQL and the strict Telegram are the real ones; there is no HTTP.
"""

import itertools
import json

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from bot.citizen.conversation import Shelf
from bot.citizen.intake import door
from bot.citizen.routes import KINDS, dispatcher
from bot.citizen.words import NOTICES_VERSION
from bot.simulator.acts import block, press, say, send, unblock
from bot.simulator.people import User
from db import surveys as versions
from db.engine import async_engine as connect
from db.entries import Entry
from db.transaction import clock, transaction
from tests.conversations import kept
from tests.conversations.announced import TOKENS
from tests.conversations.conftest import TOKEN
from tests.conversations.model import ENTRY, FORMS, ODD, Somebody, as_stored
from tests.wireless import Wireless

STEPS, EXAMPLES = 25, 12
NAMES = ("Ana", "Beto")
PEOPLE = st.sampled_from(NAMES)
PICK = st.integers(0, 999)
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
A_LONG_WHILE = 200  # seconds; a press that was not delivered meanwhile never is


class Citizens(RuleBasedStateMachine):
    """What two people do. The world is the same for every example; its people's data are not."""

    @initialize()
    def begin(self) -> None:
        self.people = {name: Somebody(User(name, "es").id) for name in NAMES}
        self.telegram = Wireless(TOKEN, KINDS)
        self.stalled: set = set()  # queues in which Telegram delivers nothing for now
        self.devices: dict = {}  # by person and device, the screen they looked at last
        self.delivered: list[dict] = []
        self.do(kept.empty(self.world.engine))
        self.kept = self.do(kept.read(self.world.engine))
        self.begins_to_work("1", is_called=False)
        self.comes("Ana", ENTRY)
        self.comes("Beto", "BCN-OTRA")

    def do(self, work):
        return self.world.do(work)

    # What reaches the bot

    def does(self, who, act, *given) -> None:
        """Whatever a person does is delivered at once, unless its queue is stalled."""
        self.telegram.does(who, act, *given)
        self.flow()

    def flow(self) -> None:
        for update in self.telegram.flowing(self.stalled):
            self.receives(update)

    def receives(self, update: dict) -> None:
        person = self.people[sender(update)]
        self.delivered.append(update)
        person.meets(update, self.current)
        self.take(update)
        is_silent = "my_chat_member" in update  # that they block us is only noted
        assert self.telegram.has_answered != is_silent, "a dead end: nothing was said"
        for _, data in self.telegram.screen(sender(update)):
            person.buttons.setdefault(data, person.moment)
        self.kept = self.do(kept.read(self.world.engine))
        self.check()
        if update["update_id"] % 3 == 0:
            self.receives_again(update)

    def receives_again(self, update: dict) -> None:
        self.take(update)
        is_silent = "my_chat_member" in update
        assert bool(self.telegram.said) != is_silent, "a dead end: nothing was said"
        assert self.do(kept.read(self.world.engine)) == self.kept, AGAIN

    def take(self, update: dict) -> None:
        self.telegram.said.clear()
        self.hand_in(json.dumps(self.as_the_bot_hears(update)))

    def hand_in(self, body: str) -> None:
        answer = self.do(self.intake.take(body.encode()))
        if isinstance(answer, dict):
            fields = {name: it for name, it in answer.items() if name != "method"}
            self.do(self.telegram.call(answer["method"], fields))
            answer = None
        dead = self.do(kept.read(self.world.engine)).dead_letter if answer else None
        assert answer is None, dead

    def as_the_bot_hears(self, update: dict) -> dict:
        """Where a deliberately wrong bot differs."""
        return update

    # What people do

    @rule(who=PEOPLE, code=st.sampled_from(CODES))
    def comes(self, who, code):
        self.does(who, say, f"/start {code}".strip())

    @rule(who=PEOPLE, picks=st.lists(PICK, min_size=1, max_size=5))
    def says_what_leads_on(self, who, picks):
        for pick in picks:
            fitting = self.people[who].fitting()
            self.does(who, say, fitting[pick % len(fitting)])

    @rule(who=PEOPLE, picks=st.lists(PICK, min_size=2, max_size=6))
    def presses_what_leads_on(self, who, picks):
        person = self.people[who]
        for pick in picks:
            live = [it for it in self.telegram.screen(who) if person.is_live(it[1])]
            if live:
                self.does(who, press, *live[pick % len(live)])
            else:
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

    @rule(who=PEOPLE, device=st.sampled_from(["phone", "tablet"]), pick=PICK)
    def presses_on_a_device(self, who, device, pick):
        """The other device still shows what it showed when its owner last looked at it."""
        shown = self.devices.get((who, device)) or self.telegram.screen(who)
        if shown:
            self.does(who, press, *shown[pick % len(shown)])
        self.devices[who, device] = self.telegram.screen(who)

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

    def last_message(self, who) -> int:
        return max(self.telegram.chat(who).messages)

    # What Telegram and the machine do

    @rule(who=PEOPLE, kind=st.sampled_from(KINDS))
    def telegram_stalls(self, who, kind):
        self.stalled.add((kind, self.people[who].id))

    @rule(pick=PICK, most=st.integers(1, 3))
    def telegram_delivers_the_head(self, pick, most):
        waiting = [it for it in self.telegram.account.updates.queues if it in self.stalled]
        for _ in range(most if waiting else 0):
            for update in self.telegram.head(waiting[pick % len(waiting)]):
                self.receives(update)

    @rule()
    def telegram_flows_again(self):
        self.stalled.clear()
        self.flow()

    @rule(pick=PICK)
    def telegram_repeats(self, pick):
        self.receives_again(self.delivered[pick % len(self.delivered)])

    @rule(pick=PICK)
    def telegram_sends_what_is_not_ours(self, pick):
        self.telegram.said.clear()
        self.hand_in(json.dumps(STRAY[pick % len(STRAY)] | {"update_id": 10_000 + pick}))
        assert self.telegram.said == []
        assert self.do(kept.read(self.world.engine)) == self.kept

    @rule()
    def a_long_while_passes(self):
        self.telegram.account.clock.forward(A_LONG_WHILE)

    @rule(version=st.sampled_from(sorted(FORMS)), is_called=st.booleans())
    def restarts(self, version, is_called):
        """Telegram gives the next bot again what the last one did not confirm."""
        self.begins_to_work(version, is_called=is_called)
        self.receives_again(self.delivered[-1])

    def begins_to_work(self, version, *, is_called) -> None:
        """Another bot on the same database, with one version on its shelf or the other.

        Telegram calls it, or it asks.
        """
        self.current, keyring = FORMS[version], self.world.keyring
        self.do(self.world.engine.dispose())
        self.world.engine = connect(self.world.url)
        routes = dispatcher(self.world.engine, keyring, Shelf(self.current, dict(FORMS)))
        bot = self.world.bot(self.telegram)
        self.intake = door(bot, routes, self.world.engine, keyring, is_answered=is_called)

    def teardown(self) -> None:
        self.telegram_flows_again()

    # What holds after each step

    def check(self) -> None:
        keyring, now = self.world.keyring, self.kept
        people = self.people.values()
        walked = [it for one in people for it in [*one.closed, one.open] if it]
        assert ordered(now.answers(keyring)) == ordered(map(as_stored, walked)), DIFFERENT
        for person in people:
            of_person = now.of_person(keyring.fingerprint(person.id))
            assert of_person == person.as_stored, DIFFERENT
            assert str(person.id) not in str(now)
        assert now.without_consent() == []
        assert now.forgotten() == []
        assert now.dead_letter == []


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


class Forgetful(Citizens):
    """A bot that keeps no list of the updates it has seen."""

    numbers = itertools.count(10**12)

    def as_the_bot_hears(self, update: dict) -> dict:
        return update | {"update_id": next(self.numbers)}


class InMemory(Forgetful):
    """A bot that keeps the updates it has seen in its memory."""

    def as_the_bot_hears(self, update: dict) -> dict:
        if update["update_id"] in self.seen:
            return update | {"update_id": self.seen[update["update_id"]]}
        heard = super().as_the_bot_hears(update)
        self.seen[update["update_id"]] = heard["update_id"]
        return heard

    def begins_to_work(self, version, *, is_called) -> None:
        self.seen: dict[int, int] = {}
        super().begins_to_work(version, is_called=is_called)


def sender(update: dict) -> str:
    [event] = [it for it in update.values() if isinstance(it, dict)]
    return event["from"]["first_name"]


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
AGAIN = "what was delivered again changed something"


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


@pytest.mark.parametrize(
    ("wrong", "found"), [(AnyTurn, DIFFERENT), (Forgetful, AGAIN), (InMemory, AGAIN)]
)
def test_a_wrong_bot_is_found_out(furnished_machine, wrong, found):
    """The negative controls."""
    quickly = settings(BUDGET, phases=[Phase.generate], max_examples=200)
    with pytest.raises(AssertionError, match=found):
        run_state_machine_as_test(furnished_machine(wrong), settings=quickly)
