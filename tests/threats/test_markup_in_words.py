"""T28: people's and staff's words arrive as they were typed: never markup, template or link."""

import html
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import catalogue
from bot.broadcasting import notice
from bot.citizen import markdown, rendering
from bot.simulator.html import from_html
from bot.staff import presses as p
from bot.staff import sentences, values
from bot.staff.refusal import Refusal
from db import consulates
from db.interviews import Walk
from db.staff import Role
from surveys import Survey, Typed, back, load, take
from tests.bot.citizen.test_rendering import FORM, walk
from tests.conversations.announced import TOLEDO, visits
from tests.conversations.model import FORMS
from tests.staff.affairs import SAID, press, writes
from tests.threats.budget import FEW

MANY, FEWER = settings(FEW, max_examples=150), settings(FEW, max_examples=60)
NASTY = (
    *("<b>x</b>", "</i>", "<a href='tg://user?id=1'>x</a>", "<script>", "&amp;", "&#60;b&#62;"),
    *('">', "<tg-spoiler>", "{0.__class__}", "{town}", "{{7*7}}", "%s %(x)d", "${satisfaccion}"),
    *("$comentario", "[x](http://y)", "*_`~", "\\", "<", "&", "\u202e", "http://evil.example"),
    *("t.me/premios", "@premios", "/borrar", "www.gob.pe/visas", "👩‍👩‍👧", "a\nb"),
)
LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"])
WORDS = st.lists(
    st.one_of(st.sampled_from(NASTY), st.text(LETTERS, max_size=12)), min_size=1, max_size=6
).map(" ".join)
FORMATS = {"bold", "italic", "date_time", "code"}  # ours; a link to elsewhere is none of them
# What Telegram's clients make a link of by themselves, told without our own filter.
LINK = re.compile(
    r"\w+://|www\.|@\w{4}|\.(com|org|net|me|io|ru|example)\b|(?<![\w/<>])/[a-z]", re.IGNORECASE
)
OURS = re.compile(r"(https?://)?[\w.@-]*gob\.pe(/[^\s<>\"]*)?", re.IGNORECASE)
PIPED = FORM.replace("¿Y otra cosa?", "Usted dijo ${comentario}: ¿y otra cosa?")


@pytest.fixture(scope="module")
def begun() -> Walk:
    loaded = load(PIPED.encode(), ".md")
    assert isinstance(loaded, Survey), loaded
    return replace(walk({"satisfaccion": "5"}, "comentario"), survey=loaded)


def read(text: str) -> str:
    """What stands on the phone; refused, should Telegram not be able to parse it."""
    seen = from_html(text)
    assert {it.kind for it in seen.entities} <= FORMATS, "words became a format"
    return seen.text


def answered(begun: Walk, words: str) -> None:
    """A comment, read again in the next question and on the way back."""
    turn = take(begun.survey, begun.answers, "comentario", Typed(words), "es")
    kept = turn.answers.get("comentario")
    if kept is None:
        return  # nothing that could be kept as an answer
    assert " ".join(str(kept).split()) == " ".join(words.split()), "it was kept otherwise"
    walked = replace(begun, answers=turn.answers)
    again = back(begun.survey, turn.answers, "otro")
    for one in (turn, again):
        assert str(kept) in read(rendering.shown(one, walked, "es").text), "it was shown otherwise"


def test_what_a_person_wrote_is_shown_to_them_as_they_wrote_it(begun):
    MANY(given(WORDS)(lambda words: answered(begun, words)))()


def told_of(words: str) -> None:
    """A visit with these words in each of its fields, wherever a visit is shown."""
    office = next(it for it in consulates.read() if it.code == "MAD")
    planned = next(it for it in visits() if it.id == TOLEDO)
    said = {field: sentences.read(field, words) for field in sentences.LONGEST}
    for field, understood in said.items():
        if isinstance(understood, Refusal):
            continue
        assert not LINK.search(OURS.sub(" ", understood)), "a link that is not the state's"
        setattr(planned, field, understood)
    notices = [notice.notice(planned, office, FORMS["1"])]
    notices.append(notice.correction(planned, planned, office, FORMS["1"]))
    texts = [it.text for contents in notices for it in contents.values()]
    shown = [read(it) for it in (values.summary(planned, FORMS["1"]), *texts)]
    for field, understood in said.items():
        if not isinstance(understood, Refusal):
            assert all(understood in it for it in shown), f"{field} was shown otherwise"
    for content in notice.cancellation(planned, office).values():
        assert planned.town in read(content.text), "a town was shown otherwise"


def test_what_staff_write_of_a_visit_is_shown_to_all_as_they_wrote_it():
    FEWER(given(WORDS)(told_of))()


def test_words_that_are_not_escaped_are_found_out(begun, monkeypatch):
    """The negative control, for both."""
    for module in (catalogue, markdown, rendering, values):
        monkeypatch.setattr(module, "html", Unescaping)
    for check, words in ((told_of, "<b>x</b>"), (lambda it: answered(begun, it), "<b>x</b>")):
        with pytest.raises(AssertionError, match="shown otherwise"):
            check(words)


class Unescaping:
    escape = str
    unescape = html.unescape


ODD = '<b>x</b> &amp; "> {0.__class__} {{7*7}} %s [x](y) *_` <'
TYPED = {"town": ODD, "place": ODD, "requirements": f"{ODD} gob.pe/visas", "contact": ODD}
CALLED = "<i>Luis</i> & {0.__class__} %s"


def test_through_both_bots_every_word_arrives_as_it_was_typed(ministry):
    """Typed by a member of that name, approved, read by citizens, and sent back with a reason."""
    do, chats = ministry.world.do, ministry.staff
    do(ministry.hires(CALLED, Role.APPROVER, ["MAD"]))
    ministry.alters("UPDATE visit SET state = 'discarded'")
    visit = ministry.drafts()
    for field, words in TYPED.items():
        chats.say("Carmen", "/visitas")
        chats.press("Carmen", press(p.EDIT, visit.id, field))
        chats.say("Carmen", words)
    fields = f"SELECT {', '.join(TYPED)} FROM visit WHERE id = :it"  # noqa: S608 - our own names
    kept = ministry.rows(fields, it=visit.id)
    assert kept == [tuple(TYPED.values())]
    again = {it: SAID[it] for it in ("timezone", "opens", "closes")}  # asked of another town
    do(writes(ministry, visit, **again))
    waiting = ministry.hands_in(visit)
    chats.say(CALLED, "/avisos")
    chats.press(CALLED, press(p.REVIEW, waiting.id))
    chats.press(CALLED, press(p.REJECT, waiting.id))
    chats.say(CALLED, ODD)
    assert f"{CALLED} dice: {ODD}" in chats.last("Carmen")["text"]
    waiting = ministry.hands_in(visit)
    ministry.approves(waiting, CALLED)
    chats.say(CALLED, "/start")
    assert f"Bienvenido/a, {CALLED}." in chats.last(CALLED)["text"]
    chats.say("Adela", "/revocar")
    assert chats.button("Adela", f"{CALLED}: aprobador/a, MAD")
    ministry.citizens.say("Ana", "/visitas", "Madrid")
    card = ministry.citizens.last("Ana")
    for words in TYPED.values():
        assert words in card["text"]
    kinds = {it["type"] for it in card["entities"]}
    assert kinds <= FORMATS | {"bot_command"}
