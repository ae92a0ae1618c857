"""The buttons of each kind of question, as they lie under it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.citizen import presses
from bot.citizen.presses import Press
from bot.citizen.rendering import shown
from bot.citizen.view import AS_ASKED, View
from surveys import Choice, Question, Range, begin
from tests.bot.citizen.test_rendering import walk

LIKERT = ("Muy mal", "Mal", "Ni bien ni mal", "Bien", "Muy bien")
LONG = tuple(f"Opción {letter}" for letter in "abcdefghijklmnopqrstu")
HINT = "Una ayuda que nadie lee de un vistazo, porque sigue y sigue y todavía sigue un poco más."


def listing(*labels, type_="select_one", **more):
    choices = tuple(Choice(str(at), {"es": label}) for at, label in enumerate(labels, start=1))
    return Question("q", type_, {"es": "¿Qué?"}, choices=choices, **more)


def ranging(start, end, step="1"):
    return Question("q", "range", {"es": "¿?"}, range=Range(*map(Decimal, (start, end, step))))


def under(question, view=AS_ASKED):
    """The rows of buttons under the question, where it is all that is asked."""
    walked = walk({}, "q")
    asked = replace(walked.survey, questions=(question,))
    rows = shown(begin(asked), replace(walked, survey=asked), "es", view).buttons.inline_keyboard
    assert all(len(it.callback_data.encode()) <= 64 for row in rows for it in row)
    return rows


def lines(question, view=AS_ASKED):
    """Their words, but for the ways back and on."""
    return [" ".join(it.text for it in row) for row in under(question, view)][:-1]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param(listing("Sí", "No"), ["Sí No"], id="two-short"),
        pytest.param(listing("Sí", "No", "A veces"), ["Sí No A veces"], id="three-short"),
        pytest.param(
            listing("Uno", "Dos", "Tres", "Cuatro"), ["Uno Dos", "Tres Cuatro"], id="even"
        ),
        pytest.param(
            listing("Sí", "Todavía no lo sé"), ["Sí", "Todavía no lo sé"], id="one-is-long"
        ),
        pytest.param(listing(*LIKERT), list(LIKERT), id="scale"),
        pytest.param(
            listing(*LIKERT, appearance=frozenset({"likert"})),
            [f"{face} {it}" for face, it in zip("😞🙁😐🙂😀", LIKERT, strict=True)],
            id="likert",
        ),
        pytest.param(
            listing(*LIKERT[:4], appearance=frozenset({"likert"})),
            ["Muy mal", "Mal", "Ni bien ni mal", "Bien"],
            id="likert-of-four",
        ),
        pytest.param(listing("**Sí**", "_No_"), ["Sí No"], id="marks-of-an-author"),
        pytest.param(ranging(0, 10), ["0 1 2 3 4 5", "6 7 8 9 10"], id="nought-to-ten"),
        pytest.param(ranging(1, 5), ["1 2 3 4 5"], id="one-to-five"),
        pytest.param(ranging(2, 0, "0.5"), ["2 1.5 1 0.5 0"], id="falling-by-halves"),
        pytest.param(ranging(0, 100), [], id="too-many-numbers"),
        pytest.param(Question("q", "integer", {"es": "¿?"}), [], id="integer"),
        pytest.param(Question("q", "time", {"es": "¿?"}), [], id="time"),
        pytest.param(Question("q", "date", {"es": "¿?"}), ["Hoy Ayer", "📅 Otro día"], id="date"),
        pytest.param(listing("OK", type_="acknowledge"), ["Entendido"], id="acknowledge"),
        pytest.param(
            Question("q", "text", {"es": "¿?"}, {"es": HINT}), ["💡 Ayuda"], id="long-hint"
        ),
        pytest.param(Question("q", "text", {"es": "¿?"}, {"es": HINT[:80]}), [], id="short-hint"),
    ],
)
def test_buttons_are_laid_out_by_count_and_length(question, expected):
    assert lines(question) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param("", "a b c d e f g", id="first"),
        pytest.param("3", "o p q r s t u", id="last"),
        pytest.param("4", "a b c d e f g", id="beyond"),
        pytest.param("-1", "a b c d e f g", id="altered"),
    ],
)
def test_a_long_list_is_shown_by_pages(page, expected):
    *listed, turning = lines(listing(*LONG), View(page=page))
    assert " ".join(listed).replace("Opción ", "") == expected
    assert turning == "◀ ▶"


def test_pages_follow_in_a_circle_and_every_choice_stands_on_one():
    question, page, seen = listing(*LONG, type_="select_multiple"), "1", []
    for _ in range(3):
        rows = [[(it.text, Press.unpack(it.callback_data)) for it in row] for row in
                under(question, View(page=page))]  # fmt: skip
        seen += [text for row in rows for text, press in row if press.act == presses.MARK]
        page = next(press.value for row in rows for text, press in row if text == "▶")
    assert seen == [f"☐ {label}" for label in LONG]
    assert page == "1"


def test_a_list_is_searched_by_the_beginnings_of_its_words():
    places = ("Perú", "Nueva York", "República del Perú (Nápoles)", *LONG)
    assert lines(listing(*places), View(typed="na, PERU"))[0] == "República del Perú (Nápoles)"
    assert len(lines(listing(*places), View(typed="eru"))) == len(lines(listing(*places)))


def test_a_month_has_its_days_below_their_weekdays():
    rows = under(Question("q", "date", {"es": "¿?"}), View(month=date(2026, 2, 1)))
    texts = [[it.text for it in row] for row in rows]
    assert texts[:3] == [
        ["◀", "febrero de 2026", "▶"],
        list("LMXJVSD"),
        [*"······", "1"],
    ]
    sent = [Press.unpack(it.callback_data) for row in rows for it in row]
    assert [it.value for it in sent if it.act == presses.SAY] == [
        f"2026-02-{day:02}" for day in range(1, 29)
    ]
    assert (sent[0].value, sent[2].value) == ("2026-01", "2026-03")
