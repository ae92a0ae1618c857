"""Every message fits, whatever people wrote before and authors wrote now."""

from datetime import UTC, datetime
from uuid import uuid4

from bot.citizen.rendering import shown, visiting
from db import consulates
from db.interviews import Interview, Walk
from surveys import Survey, back, load

FORM = """
| survey |
| | type | name | label |
| | select_one n | satisfaccion | <b>¿Bien?</b> & más |
| | text | comentario | ¿Algo más? |
| | text | otro | ¿Y otra cosa? |
| choices |
| | list_name | name | label |
| | n | 1 | Uno |
| | n | 2 | Dos |
| | n | 3 | Tres |
| | n | 4 | Cuatro |
| | n | 5 | <Cinco> & fin |
| settings |
| | form_id | version | default_language |
| | prueba | 1 | Español (es) |
"""
LONGEST = 4096  # letters of a message, says Telegram


def walk(answers, at):
    survey = load(FORM.encode(), ".md")
    assert isinstance(survey, Survey), survey
    madrid = next(it for it in consulates.read() if it.code == "MAD")
    held = Interview(
        respondent_id=uuid4(),
        form_id="prueba",
        version="1",
        language="es",
        at=at,
        turn="x" * 12,
        started_at=datetime(2026, 6, 30, tzinfo=UTC),
    )
    return Walk(survey, held, madrid, answers, frozenset())


def seen_going_back(answers, at):
    walked = walk(answers, at)
    return shown(back(walked.survey, answers, at), walked, "es")


def test_a_long_earlier_answer_is_shown_by_its_beginning():
    seen = seen_going_back({"satisfaccion": "5", "comentario": "<&> " * 1000}, "otro")
    assert len(seen.text) < LONGEST
    assert "Antes respondió: &lt;&amp;&gt;" in seen.text
    assert "…" in seen.text


def test_a_long_earlier_answer_of_one_word_too():
    seen = seen_going_back({"satisfaccion": "5", "comentario": "x" * 4000}, "otro")
    assert "Antes respondió: xxx" in seen.text
    assert len(seen.text) < LONGEST


def test_an_authors_signs_are_no_markup_in_text_and_are_plain_on_buttons():
    seen = seen_going_back({"satisfaccion": "5"}, "comentario")
    assert "&lt;b&gt;¿Bien?&lt;/b&gt; &amp; más" in seen.text
    assert "Antes respondió: &lt;Cinco&gt; &amp; fin" in seen.text
    assert "<Cinco> & fin" in [it.text for row in seen.buttons.inline_keyboard for it in row]


def test_a_visit_is_named_after_its_town_and_its_office():
    madrid = next(it for it in consulates.read() if it.code == "MAD")
    section = next(it for it in consulates.read() if it.name.startswith("Sección"))
    assert visiting("Toledo", madrid, "es") == f"la visita a Toledo del {madrid.name}"
    assert visiting("Toledo", section, "es") == f"la visita a Toledo de la {section.name}"
    assert visiting("Toledo", madrid, "en") == f"the {madrid.name}, visiting Toledo,"
