"""Three members of one consulate and one of another do anything in any order: the laws hold.

The handlers, the intake, PostgreSQL and the strict Telegram are the real ones; there is no HTTP.
"""

import itertools
import json
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test
from sqlalchemy import text
from telegram.ext import Application

from bot.simulator.acts import press, say, send
from bot.simulator.people import User
from bot.staff import app, figure_cursor, freezing, presses
from bot.staff.desk import House
from bot.staff.routes import KINDS, PRESSES
from bot.tokens import token
from db import consulates, grants, installation, staff, walks
from db.deliveries import DeliveryState
from db.grants import Settlement
from db.staff import Role
from db.transaction import clock, transaction
from surveys import load
from tests.secluded import secluded_in
from tests.staff import kept
from tests.staff.affairs import agree, drafts
from tests.staff.conftest import LIBRARY, STAFF_TOKEN
from tests.staff.laws import ANOTHER_QUESTION, BY_AN_AUTHOR, NOT_SHOWN, UNAPPROVED, Act, Laws
from tests.unreliable import AGAIN, PICK, Forgetful, Unreliable, sender
from tests.wireless import LibraryWire

STEPS, EXAMPLES = 20, 6
STAFF = {
    "Carmen": (Role.OPERATOR, "MAD"),
    "Luis": (Role.APPROVER, "MAD"),
    "Adela": (Role.ADMINISTRATOR, "MAD"),
    "Pedro": (Role.ADMINISTRATOR, "BCN"),
}
HERS = "Cádiz"  # Adela's own draft
WHO = st.sampled_from(["Carmen", "Luis", "Adela", "Pedro", "Carmen", "Adela"])
PICKS = st.tuples(*[PICK] * 6)
COMMANDS = ("/visita", "/visitas", "/datos", "/avisos", "/revocar", "/ayuda", "/start", "/nada")
WAYS_OUT = ("atrás", "dejar así", "salir", "omitir", "sí", "no")
WRONG = ("32/13", "99999999", "<b>&", "x" * 4096, "\u202eabc", "25:00 - 3:00", "²", "a\0b")
FITTING = {
    "town": ("Huelva", "Cádiz"),
    "place": ("Casa Colón", "Plaza 1"),
    "timezone": ("Europe/Madrid", "Canarias"),
    "first_day": ("mañana", "el sábado"),
    "last_day": ("el mismo día", "el domingo"),
    "hours": ("9:00 - 14:00", "10:00 - 13:00"),
    "services": ("pasaporte", "dni"),
    "requirements": ("DNI", "omitir"),
    "capacity": ("50", "sin límite"),
    "contact": ("omitir", "a@b.pe"),
    "flyer": ("sin afiche", "omitir"),
    "served": ("12", "3000", "0"),
    "datos": ("12", "31", "se contó dos veces", "pasado"),
    "reject": ("falta la hora", "atrás"),
}
FIRST, SECOND = -1, -2  # of the buttons, where 0 is the last
FITS = "what fits"  # what is asked
WAYS = {
    "hands in": ("/visitas", presses.OPEN, presses.PREVIEW, presses.SUBMIT),
    "reads": ("/avisos", presses.REVIEW),
    "approves": ("/avisos", presses.REVIEW, presses.APPROVE),
    "approves what was read": (presses.APPROVE,),
    "rejects": ("/avisos", presses.REVIEW, presses.REJECT, "falta la hora"),
    "pauses": ("/avisos", presses.REVIEW, presses.PAUSE),
    "goes on": ("/avisos", presses.REVIEW, presses.RESUME),
    "stops": ("/avisos", presses.REVIEW, presses.STOP, presses.STOP),
    "changes": ("/visitas", presses.OPEN, presses.CHANGE, presses.EDIT, FITS, presses.SUBMIT),
    "edits": ("/visitas", presses.OPEN, presses.EDIT, presses.EDIT, FITS),
    "discards": ("/visitas", presses.OPEN, presses.DISCARD, presses.DISCARD),
    "withdraws": ("/visitas", presses.OPEN, presses.WITHDRAW, presses.WITHDRAW),
    "records": ("/visitas", presses.OPEN, presses.SERVED, FITS, FITS),
    "tells": ("/datos", presses.FIGURES, FITS, FITS),
    "begins": ("/visita", presses.NEW, "Huelva", "Casa Colón"),
}
WRITERS, DECIDERS = ("Carmen", "Adela"), ("Luis", "Luis", "Adela")
OF_A_NOTICE = {
    **dict.fromkeys(["hands in", "edits", "changes"], WRITERS),
    **dict.fromkeys(["approves", "approves what was read", "rejects", "pauses"], DECIDERS),
}
RACE = [
    *[("Carmen", "hands in"), ("Luis", "reads")],
    *[("Carmen", "edits"), ("Luis", "approves what was read")],
]
REVOKES = ("/revocar", presses.REVOKE, presses.REVOKE)
ACTS = sorted(PRESSES)
MADE_UP = ("", "ap", "ap::", "x:y:z", "a::town=Huelva", "dt:::", "m::ff!", "st:AAAA:!", "\0")


class Offices(Unreliable):
    """What members of two consulates do."""

    names = tuple(STAFF)
    kinds = KINDS

    @initialize(how_far=st.integers(0, 2))
    def begin(self, how_far) -> None:
        self.do(kept.empty(self.world.engine))
        self.laws, self.granted = Laws(), itertools.count(1)
        self.do(self._open())
        self.opens(STAFF_TOKEN)
        for visit in self.kept.visit:
            author = "Adela" if visit["town"] == HERS else "Carmen"
            self.laws.authors[visit["id"]].add(self.id_of(author))
        for who, way in [("Carmen", "hands in"), ("Luis", "approves")][:how_far]:
            self._go(who, WAYS[way], [0, SECOND, 0, 0])
        self.workers_send(most=how_far)

    async def _open(self) -> None:
        """Four members, two drafts, a visit of yesterday, and two who want to be told."""
        for name, (role, office) in STAFF.items():
            await self._invited(name, role, office, is_at_once=True)
        await drafts(self.world)
        await drafts(self.world, "Adela", town=HERS)
        past = await drafts(self.world, town="Sevilla")
        await agree(self.world, 2)
        async with self.world.engine.begin() as connection:
            await connection.execute(text(_YESTERDAY), {"it": past.id})

    async def _invited(self, name, role, office, *, is_at_once=False) -> str:
        number, keyring = User(name, "es").id, self.world.keyring
        about = {"telegram_id": number, "name": name, "role": role, "consulates": [office]}
        async with transaction(self.world.engine) as session:
            now = await clock(session)
            code = await staff.invite(session, keyring, **about, now=now)
            if is_at_once:
                assert await staff.join(session, keyring, code, number, now=now)
        return code

    async def read(self):
        return await kept.read(self.world.engine)

    def begins_to_work(self):
        wire = LibraryWire(self.telegram)
        made = Application.builder().token(STAFF_TOKEN).updater(None)
        bot = made.request(wire).get_updates_request(wire).build()
        self.do(bot.initialize())
        return app.door(bot, self.world.engine, self.house)

    def id_of(self, name: str) -> str:
        fingerprint = rf"\x{self.world.keyring.fingerprint(User(name, 'es').id).hex()}"
        found = self.kept.staff_member
        return next(it["id"] for it in found if it["fingerprint"] == fingerprint)

    def expect(self, who, update):
        self.before = self.kept

    def check(self, who, update):
        pressed = update.get("callback_query", {"data": ""})["data"]
        act = Act(self.id_of(who), pressed, self.before, self.kept)
        self.laws.judge(act)
        told = [it for _, it in self.telegram.said if it.get("chat_id") == str(self.chat_id(who))]
        markup = [json.loads(it["reply_markup"]) for it in told if "reply_markup" in it]
        rows = [row for one in markup for row in one["inline_keyboard"]]
        buttons = [it["callback_data"] for row in rows for it in row]
        self.laws.sees(act, buttons, [it["text"] for it in told if "text" in it])
        assert self.kept.dead_letter == []

    def chat_id(self, who: str) -> int:
        return self.telegram.chat(who).id

    @rule(who=WHO, way=st.sampled_from(sorted(WAYS)), picks=PICKS)
    def goes(self, who, way, picks):
        """Towards something: words, and the newest button of each kind."""
        self._go(who, WAYS[way], picks)

    @rule(ways=st.lists(st.tuples(st.sampled_from(sorted(OF_A_NOTICE)), PICKS), min_size=3))
    def work_on_a_notice(self, ways):
        """Those whose work it is, in any order."""
        for way, picks in ways[:5]:
            doers = OF_A_NOTICE[way]
            self._go(doers[picks[0] % len(doers)], WAYS[way], picks)

    @rule(way=st.sampled_from(["hands in", "edits", "changes"]), field=st.integers(1, 3))
    def adela_tries_it_alone(self, way, field):
        """She may write and approve."""
        for each in dict.fromkeys([way, "hands in", "approves"]):
            self._go("Adela", WAYS[each], [0, SECOND, 0, field, field, 0])

    @rule(field=st.integers(1, 3))
    def carmen_edits_what_luis_reads(self, field):
        for who, way in RACE:
            self._go(who, WAYS[way], [0, SECOND, 0, field, field, 0])

    @rule(who=WHO, way=st.sampled_from(["records", "tells"]), pick=PICK)
    def records_figures(self, who, way, pick):
        """Of the first visit, which is over, or of the first month."""
        self._go(who, WAYS[way], [FIRST, FIRST, FIRST, pick, pick])

    @rule(who=st.sampled_from(WRITERS), picks=st.lists(PICK, min_size=4, max_size=8))
    def begins_a_visit(self, who, picks):
        """Taps what is ready, or types it."""
        self._go(who, WAYS["begins"], picks)
        self.answers_what_is_asked(who, picks, 2)

    @rule(picks=PICKS)
    def adela_revokes(self, picks):
        self._go("Adela", REVOKES, picks)

    def _go(self, who, way, picks) -> None:
        for step, pick in zip(way, picks, strict=False):
            if step == FITS:
                self.does(who, say, self._fitting(who, pick))
            elif step not in ACTS:
                self.does(who, say, step)
            elif found := self._newest(who, step):
                self.does(who, press, *found[-1 - pick % len(found)])

    def _newest(self, who, act):
        """The buttons of that act in the last message that has any."""
        found = [it for it in self.telegram.screen(who) if it[1].startswith(f"{act}:")]
        return [it for it in found if it[0] == found[-1][0]]

    @rule(who=WHO, picks=st.lists(PICK, min_size=2, max_size=5), taps=st.integers(0, 2))
    def answers_what_is_asked(self, who, picks, taps):
        """Typed, or pressed where there are ready answers; some tap twice at once."""
        for pick in picks:
            ready = self._newest(who, presses.ANSWER) if self._asked(who) in FITTING else []
            for _ in range(taps if ready else 0):
                self.does(who, press, *ready[pick % len(ready)])
            if not (taps and ready):
                self.does(who, say, self._fitting(who, pick))

    def _asked(self, who) -> str:
        """The field of a draft, or the beginning of what else is asked."""
        asked = self.kept.member(self.id_of(who))["asking"] or ""
        return asked.replace(" ", ":").partition(":")[0]

    def _fitting(self, who, pick) -> str:
        fitting = FITTING.get(self._asked(who), COMMANDS)
        return fitting[pick % len(fitting)]

    @rule(who=WHO, words=st.sampled_from((*COMMANDS, *WAYS_OUT, *WRONG)))
    def says(self, who, words):
        self.does(who, say, words)

    @rule(who=WHO, kind=st.sampled_from(["photo", "location", "sticker"]))
    def sends(self, who, kind):
        self.does(who, send, kind, {})

    @rule(who=WHO, pick=PICK, taps=st.integers(1, 2))
    def presses_the_newest(self, who, pick, taps):
        """Some tap twice at once."""
        shown = self.telegram.screen(who)
        found = [it for it in shown if it[0] == shown[-1][0]]
        for _ in range(taps if found else 0):
            self.does(who, press, *found[pick % len(found)])

    @rule(who=WHO, pick=PICK, is_gone=st.booleans())
    def presses_anything_ever_shown(self, who, pick, is_gone):
        """To anybody."""
        if ever := list(self.laws.stood):
            message = 1 if is_gone else self.last_message(who)
            self.does(who, press, message, ever[pick % len(ever)])

    @rule(who=WHO, data=st.sampled_from(MADE_UP))
    def presses_what_we_never_made(self, who, data):
        self.does(who, press, self.last_message(who), data)

    @rule(who=WHO, act=st.sampled_from(ACTS), pick=PICK)
    def alters_a_button(self, who, act, pick):
        """An act on a visit or a broadcast of any consulate, as a forged client sends it."""
        subjects = [it["id"] for it in (*self.kept.visit, *self.kept.broadcast)]
        subject = token(UUID(subjects[pick % len(subjects)]))
        self.does(who, press, self.last_message(who), f"{act}:{subject}:!")

    @rule()
    def restarts(self):
        self.restart()

    @rule(who=WHO)
    def comes_back(self, who):
        """By a new invitation, be they revoked or not."""
        code = self.do(self._invited(who, *STAFF[who]))
        self.does(who, say, f"/start {code}")

    @rule(most=st.integers(1, 3))
    def workers_send(self, most):
        for broadcast in self.kept.broadcast:
            if self.do(self._granted(broadcast["id"], most)):
                assert broadcast["state"] == "running", UNAPPROVED
                assert broadcast["id"] in self.laws.approved, UNAPPROVED
        self.kept = self.do(self.read())

    async def _granted(self, broadcast_id, most) -> bool:
        async with transaction(self.world.engine) as session:
            now = await clock(session) + timedelta(seconds=2 * next(self.granted))
            grant = await grants.claim(session, broadcast_id, most, now=now)
            if grant is not None:
                sent = [Settlement(it.seq, DeliveryState.SENT, 1) for it in grant.deliveries]
                await grants.settle(session, grant, sent, now=now)
            await walks.tend(session, broadcast_id, now=now)
        return grant is not None


_YESTERDAY = """
UPDATE visit SET state = 'announced', announced_at = now() - interval '9 days',
  first_day = now()::date - 1, last_day = now()::date - 1 WHERE id = :it
"""


class AnyQuestion(Offices):
    """A bot that takes a button for what is now asked."""

    def as_the_bot_hears(self, update):
        query = update.get("callback_query", {"data": ""})
        act, _, value = query["data"].partition(":")
        member = self.kept.member(self.id_of(sender(update)))
        asked, now = member["asking"] or "", figure_cursor.read(member["asking"])
        if act == presses.FIGURES and now is not None:
            data = f"{act}::{now.mark}={value.partition('=')[2]}"
        elif act == presses.ANSWER and asked in FITTING and member["visit"]:
            data = f"{act}:{token(UUID(member['visit']))}:{asked}={value.partition('=')[2]}"
        else:
            return update
        return update | {"callback_query": query | {"data": data}}


class ForgetfulOffices(Forgetful, Offices):
    """A bot that keeps no list of the updates it has seen."""


class NoAuthors(Offices):
    """A bot that does not know who wrote what."""

    async def _open(self):
        await super()._open()
        async with self.world.engine.begin() as connection:
            for statement in NOBODY_WROTE:
                await connection.execute(text(statement))


NOBODY_WROTE = [
    """CREATE OR REPLACE FUNCTION nobody_wrote() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN NEW.writers := ARRAY[]::uuid[]; RETURN NEW; END'""",
    """CREATE OR REPLACE TRIGGER nobody_wrote BEFORE INSERT OR UPDATE ON visit
    FOR EACH ROW EXECUTE FUNCTION nobody_wrote()""",
    """CREATE OR REPLACE TRIGGER nobody_wrote BEFORE INSERT OR UPDATE ON broadcast
    FOR EACH ROW EXECUTE FUNCTION nobody_wrote()""",
    "UPDATE visit SET writers = writers",
]


@pytest.fixture
def machine(url, keyring):
    """Machines in a world with the consular network."""
    survey = load((LIBRARY / "satisfaccion-consular.xlsx").read_bytes(), ".xlsx")
    offices = [it for it in consulates.read() if isinstance(it, consulates.Consulate)]

    async def furnish(engine):
        async with transaction(engine) as session:
            await installation.claim(session, keyring, "demonstration")
            await consulates.load(session, offices)

    with secluded_in(url, keyring) as made:
        made.do(furnish(made.engine))
        house = House(keyring, survey, "https://t.me/PruebaBot")
        yield lambda kind: type(kind.__name__, (kind,), {"world": made, "house": house})


BUDGET = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
QUICKLY = settings(BUDGET, phases=[Phase.generate], max_examples=200)


def test_whatever_members_do_the_laws_hold(machine):
    run_state_machine_as_test(machine(Offices), settings=BUDGET)


WRONG_BOTS = [
    (AnyQuestion, ANOTHER_QUESTION),
    (ForgetfulOffices, AGAIN),
    (NoAuthors, BY_AN_AUTHOR),
]


@pytest.mark.parametrize(("wrong", "found"), WRONG_BOTS)
def test_a_wrong_bot_is_found_out(machine, wrong, found):
    """The negative controls."""
    with pytest.raises(AssertionError, match=found):
        run_state_machine_as_test(machine(wrong), settings=QUICKLY)


def test_a_bot_that_does_not_look_whether_the_draft_changed_is_found_out(machine, monkeypatch):
    async def never(*_arguments) -> bool:
        return False

    monkeypatch.setattr(freezing, "is_outdated", never)
    with pytest.raises(AssertionError, match=NOT_SHOWN):
        run_state_machine_as_test(machine(Offices), settings=QUICKLY)
