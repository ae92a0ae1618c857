"""Labels' Markdown becomes HTML that Telegram can read, whatever authors and people wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.citizen.markdown import literal, plain, to_html
from bot.simulator.html import from_html

MARKS = [
    "*",
    "**",
    "_",
    "__",
    "\\",
    "#",
    "# ",
    "[",
    "](",
    ")",
    "<b>",
    "</i>",
    "&amp;",
    "\n",
    "a",
    " ",
]
TEXTS = st.lists(st.sampled_from(MARKS) | st.text(max_size=4), max_size=25).map("".join)


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        pytest.param("¿Fue **muy** bueno?", "¿Fue <b>muy</b> bueno?", id="bold"),
        pytest.param("__muy__ *bueno* _o_ no", "<b>muy</b> <i>bueno</i> <i>o</i> no", id="italic"),
        pytest.param("***las dos***", "<b><i>las dos</i></b>", id="both"),
        pytest.param("**una *en* otra**", "<b>una <i>en</i> otra</b>", id="nested"),
        pytest.param("**a *b** c*", "<b>a *b</b> c*", id="crossed"),
        pytest.param("**a __b__ c**", "<b>a b c</b>", id="twice"),
        pytest.param("## Su trámite\nDíganos", "<b>Su trámite</b>\nDíganos", id="title"),
        pytest.param("[Aquí](http://a.pe/x_y)", "Aquí (http://a.pe/x_y)", id="link"),
        pytest.param("[http://a](http://a)", "http://a", id="link-of-its-address"),
        pytest.param("2 * 3 * 4, un_nombre_largo", "2 * 3 * 4, un_nombre_largo", id="no-marks"),
        pytest.param(r"\*obligatorio\*", "*obligatorio*", id="escaped"),
        pytest.param("**sin fin", "**sin fin", id="open"),
        pytest.param("<b>&*x*</b>", "&lt;b&gt;&amp;<i>x</i>&lt;/b&gt;", id="html"),
    ],
)
def test_a_label_is_shown_as_its_author_meant(label, shown):
    assert to_html(label) == shown
    assert plain(label) == from_html(shown).text


@given(TEXTS)
def test_telegram_can_read_whatever_was_written(text):
    seen = from_html(f"{to_html(text)}.")  # a text of nothing is no message
    assert {it.kind for it in seen.entities} <= {"bold", "italic"}
    assert "".join(seen.text.split()) == "".join(f"{plain(text)}.".split())


@given(TEXTS)
def test_what_people_wrote_is_no_markup_even_among_an_authors_marks(words):
    assert plain(literal(words)) == words
    one_line = " ".join(words.split()) or "x"
    seen = from_html(to_html(f"**Dijo: {literal(one_line)}** ¿y *ahora*?"))
    assert seen.text == f"Dijo: {one_line} ¿y ahora?"
