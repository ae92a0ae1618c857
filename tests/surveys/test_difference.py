"""What changed between two versions is told in a planner's words; a cut series is never silent."""

from dataclasses import replace

import pytest

from surveys import Survey, load
from surveys.difference import differences

FORM = """
| survey |
| | type | name | label::Español (es) | label::English (en) | relevant |
| | select_one n | satisfaccion | ¿Satisfecho? | Satisfied? | |
| | text | uno | ¿Uno? | One? | ${satisfaccion} <= 3 |
| | text | dos | ¿Dos? | Two? | |
| | text | tres | ¿Tres? | Three? | |
| choices |
| | list_name | name | label::Español (es) | label::English (en) |
| | n | 5 | Cinco | Five |
| | n | 4 | Cuatro | Four |
| | n | 3 | Tres | Three |
| | n | 2 | Dos | Two |
| | n | 1 | Uno | One |
| settings |
| | form_id | form_title | version | default_language |
| | prueba | Prueba | 1 | Español (es) |
"""
DOS, TRES = "| | text | dos | ¿Dos? | Two? | |\n", "| | text | tres | ¿Tres? | Three? | |\n"
CINCO, CUATRO = "| | n | 5 | Cinco | Five |\n", "| | n | 4 | Cuatro | Four |\n"


def read(text: str) -> Survey:
    loaded = load(text.encode(), ".md")
    assert isinstance(loaded, Survey), [str(problem) for problem in loaded]
    return loaded


def changed(old: str, new: str) -> list[str]:
    assert old in FORM
    return [str(it) for it in differences(read(FORM), read(FORM.replace(old, new, 1)))]


def test_a_version_does_not_differ_from_itself_nor_from_its_number(consular):
    assert differences(consular, consular) == ()
    assert differences(consular, replace(consular, version="otra")) == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param(DOS, "", "Se quitó «dos»: «¿Dos?».", id="removed"),
        pytest.param(
            TRES,
            TRES + "| | text | cuatro | ¿4? | 4? | |\n",
            "Se añadió «cuatro»: «¿4?».",
            id="added",
        ),
        pytest.param(
            "¿Dos?",
            "¿Y dos?",
            "En «dos» cambió el texto (es): era «¿Dos?» y es «¿Y dos?».",
            id="wording",
        ),
        pytest.param(
            "<= 3",
            "<= 2",
            "En «uno» cambió cuándo se pregunta: era «${satisfaccion} <= 3» y es "
            "«${satisfaccion} <= 2».",
            id="logic",
        ),
        pytest.param(
            "| text | dos",
            "| integer | dos",
            "En «dos» cambió el tipo: era text y es integer.",
            id="type",
        ),
        pytest.param("| Prueba |", "| Otra |", "El título era «Prueba» y es «Otra».", id="title"),
    ],
)
def test_one_change_is_one_sentence_and_the_series_goes_on(old, new, said):
    assert changed(old, new) == [said]


def test_of_two_questions_that_changed_places_one_moved():
    (said,) = changed(DOS + TRES, TRES + DOS)
    assert said in {
        "«dos» cambió de lugar: ahora va después de «tres».",
        "«tres» cambió de lugar: ahora va después de «uno».",
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("¿Satisfecho?", "¿Contento?", id="wording"),
        pytest.param("Satisfied?", "Happy?", id="wording in another language"),
        pytest.param("| Cinco |", "| Excelente |", id="a level's words"),
        pytest.param(CINCO + CUATRO, CUATRO + CINCO, id="the order of the levels"),
        pytest.param(CINCO, CINCO + "| | n | na | No aplica | None |\n", id="one level more"),
        pytest.param("| | prueba |", "| | otra |", id="another questionnaire"),
    ],
)
def test_the_headline_s_wording_and_scale_cut_the_series(old, new):
    for before, after in ((FORM, FORM.replace(old, new, 1)), (FORM.replace(old, new, 1), FORM)):
        changes = differences(read(before), read(after))
        assert [it.breaks_series for it in changes] == [True]
        assert str(changes[0]).endswith(" → la serie se corta")


def test_another_headline_cuts_the_series():
    changes = differences(read(FORM), read(FORM.replace("satisfaccion", "general")))
    assert any(it.breaks_series for it in changes)
