"""Columns bear the headers of KoboToolbox and ODK, and stay where they are over versions."""

from tests.analytics.answers_out.forms import ANA, FIRST, LUIS, book, submission

QUESTIONS = [
    "satisfaccion",
    "visita/tema",
    "visita/mejoras",
    "visita/mejoras/pasaporte",
    "visita/mejoras/dni",
    "visita/veces",
    "comentario",
]
SYSTEM = [
    "_id",
    "_respondent",
    "_submission_time",
    "__version__",
    "_language",
    "_consulate",
    "_service",
    "_month",
    "_entry_kind",
    "_wave",
    "_disposition",
]


def column(header: str):
    return {it.header: it for it in book().columns}[header]


def test_headers_are_groups_and_names_and_a_column_a_choice():
    assert [it.header for it in book(FIRST).columns] == QUESTIONS + SYSTEM


def test_what_a_later_version_adds_comes_after_and_moves_no_code():
    first, both = book(FIRST), book()
    headers = [it.header for it in both.columns]
    assert [it for it in headers if it in QUESTIONS] == QUESTIONS
    assert set(headers) - {*QUESTIONS, *SYSTEM} == {"visita/mejoras/visa", "dia"}
    before, after = (
        {it.column.header: it.codes for it in book.variables} for book in (first, both)
    )
    assert before["visita/tema"] == {"pasaporte": 1, "dni": 2}
    assert after["visita/tema"] == {"pasaporte": 1, "dni": 2, "visa": 3}


def test_the_words_are_those_of_the_latest_version():
    assert column("comentario").label("es") == "¿Algo que añadir?"
    assert column("dia").versions == ("2",)
    assert column("comentario").versions == ("1", "2")


def test_a_marked_choice_is_1_another_0_and_no_answer_is_blank():
    marks = [column(f"visita/mejoras/{it}") for it in ("pasaporte", "dni", "visa")]
    assert [it.read(submission(**ANA)) for it in marks] == [0, 1, 1]
    assert [it.read(submission(**LUIS)) for it in marks] == [None, None, None]
    assert [it.read(submission()) for it in marks] == [None, None, None]


def test_in_words_a_choice_is_its_label_in_each_language():
    said = [column("visita/mejoras").said(submission(**ANA), it) for it in ("es", "en")]
    assert said == ["DNI; Visa", "ID card; Visa"]
    assert column("satisfaccion").said(submission(**LUIS), "en") == "Not applicable"
    assert column("visita/veces").said(submission(**ANA), "en") == -2


def test_a_question_that_became_another_kind_is_text():
    changed = FIRST.replace("todo-tipo | 1 ", "todo-tipo | 2 ").replace("| integer |", "| text |")
    (found,) = [it for it in book(FIRST, changed).columns if it.header == "visita/veces"]
    assert found.read(submission(veces=3)) == "3"
    assert found.read(submission(veces="tres")) == "tres"
