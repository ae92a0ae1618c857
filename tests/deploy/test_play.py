"""The terminal player; its whole walks are in tests/surveys/walks."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.play import GOODBYE, play
from surveys import Survey, load

NOW = datetime(2026, 11, 28, tzinfo=UTC)
LIBRARY = Path(__file__).parents[2] / "surveys" / "library"


@pytest.fixture(scope="module")
def survey() -> Survey:
    loaded = load(LIBRARY / "satisfaccion-consular.xlsx")
    assert isinstance(loaded, Survey)
    return loaded


def test_leaving_keeps_what_was_answered(survey):
    said, lines = iter(["4", "salir"]), []
    assert play(survey, lambda: next(said), lines.append, now=NOW) == {"satisfaccion": "4"}
    assert lines[-1] == GOODBYE


def test_the_end_of_the_input_is_a_farewell(survey):
    def closed():
        raise EOFError

    lines = []
    assert play(survey, closed, lines.append, now=NOW) == {}
    assert lines[-1] == GOODBYE


def test_a_walk_to_the_end_gives_the_answers_and_says_thanks(survey):
    said, lines = iter(["no aplica", "omitir"]), []
    answers = play(survey, lambda: next(said), lines.append, now=NOW)
    assert answers == {"satisfaccion": "na", "comentario": None}
    assert lines[-1].strip().startswith("Gracias")
