"""Every language says everything, with the same places to fill, in Telegram's own HTML."""

import re
import string

import pytest
from aiogram.utils.text_decorations import html_decoration
from hypothesis import given
from hypothesis import strategies as st

from bot import catalogue
from bot.broadcasting import words as notices
from bot.catalogue import LANGUAGES, plain
from bot.citizen import words
from bot.citizen.rendering import named
from bot.citizen.words import after, means, say
from db import consulates


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("package", [words.__name__, notices.__name__])
@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_each_language_has_the_same_keys_and_places(language, package):
    first, other = (catalogue.texts(package, it) for it in (LANGUAGES[0], language))
    assert first.keys() == other.keys()
    for key, text in first.items():
        if isinstance(text, str):
            assert _places(text) == _places(other[key]), key


@pytest.mark.parametrize("package", [words.__name__, notices.__name__])
@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_use_only_bold_and_fit_a_message(language, package):
    for key, text in catalogue.texts(package, language).items():
        if isinstance(text, str):
            assert set(re.findall(r"</?(\w+)", text)) <= {"b"}, key
            assert text.count("<b>") == text.count("</b>"), key
            assert len(text) < 4096


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_privacy_text_tells_what_the_law_asks(language):
    """The elements of art. 18 of Ley 29733.

    Who and where, each purpose, who receives, whether it is voluntary, abroad, automated, how
    long, how to exercise rights.
    """
    told = say(language, "privacy")
    elements = {
        "es": "guarda para voluntari planificadores extranjero automáticas meses derechos 29733",
        "en": "keeps for voluntary planners abroad automated months rights 29733",
    }[language]
    assert [word for word in elements.split() if word.lower() not in told.lower()] == []
    assert "reclamos.servicios.gob.pe" in told
    assert all(command in told for command in ("/borrar", "/baja"))
    assert "30" in told  # days after a visit
    assert "90" in told  # days for notices


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_offer_of_notices_says_who_what_for_and_how_to_stop(language):
    offer = say(language, "notices_offer", place="X", city="Y")
    said = {"es": "Cancillería cuando solo cuántas /baja /privacidad escriba",
            "en": "Ministry when only many /baja /privacidad type"}[language]  # fmt: skip
    assert [word for word in said.split() if word not in offer] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_in_a_toast_fits_one(language):
    toasts = ["visit_unknown", "visit_over", "visit_cancelled", "no_longer_there"]
    said = [say(language, key) for key in (*toasts, "noted_going", "noted_not_going", "stale")]
    said += [say(language, "notices_given", place=named(it, language)) for it in consulates.read()]
    assert [it for it in said if len(it) > 200] == []


@given(st.text())
def test_what_people_write_is_never_markup(typed):
    said = say("es", "no_consulate", typed=typed)
    assert html_decoration.unparse(typed, None) == html_decoration.quote(typed)
    assert "<" not in said.replace("&lt;", "")


@given(st.text(max_size=30))
def test_plain_is_the_same_twice(text):
    assert plain(plain(text)) == plain(text)


def test_words_are_known_whatever_their_accents_and_case():
    assert means("typed_back", "  ATRÁS ")
    assert means("typed_skip", "Skip")
    assert not means("typed_agree", "no acepto")


def test_what_follows_the_words_is_heard():
    assert after("typed_notices", "¡Avísenme Nueva York!") == "nueva york"
    assert after("typed_notices", "sí, avísenme") == ""
    assert after("typed_notices", "Yes, notify me.") == ""
    assert after("typed_notices", "no me avisen") is None
