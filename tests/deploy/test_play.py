"""The terminal player; its whole walks are in tests/surveys/walks."""

from pathlib import Path

import pytest

from deploy.play import GOODBYE, play
from surveys import Survey, load

LIBRARY = Path(__file__).parents[2] / "surveys" / "library"


@pytest.fixture(scope="module")
def survey() -> Survey:
    loaded = load(LIBRARY / "satisfaccion-consular.xlsx")
    assert isinstance(loaded, Survey)
    return loaded


def test_leaving_keeps_what_was_answered(survey):
    said, lines = iter(["4", "salir"]), []
    assert play(survey, lambda: next(said), lines.append) == {"satisfaccion": "4"}
    assert lines[-1] == GOODBYE


def test_the_end_of_the_input_is_a_farewell(survey):
    def closed():
        raise EOFError

    lines = []
    assert play(survey, closed, lines.append) == {}
    assert lines[-1] == GOODBYE


def test_a_walk_to_the_end_gives_the_answers_and_says_thanks(survey):
    said, lines = iter(["no aplica", "omitir"]), []
    answers = play(survey, lambda: next(said), lines.append)
    assert answers == {"satisfaccion": "na", "comentario": None}
    assert lines[-1].strip().startswith("Gracias")
