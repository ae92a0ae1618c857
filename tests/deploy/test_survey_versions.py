"""`pulso survey check`, `list` and `diff`, on what is published and on files."""

import openpyxl
import pytest

from deploy.loading import LIBRARY

WORKBOOK = LIBRARY / "satisfaccion-turismo.xlsx"
PUBLISHED = "satisfaccion-turismo@2026-11"


@pytest.fixture
def edited(tmp_path):
    """The workbook with another text in one cell of the sheet survey."""

    def edit(cell: str, words: str) -> str:
        book = openpyxl.load_workbook(WORKBOOK)
        book["survey"][cell] = words
        book.save(tmp_path / "editado.xlsx")
        return str(tmp_path / "editado.xlsx")

    return edit


def test_a_published_version_is_listed(pulso):
    assert pulso("survey", "list").out == "Todavía no se publicó ningún cuestionario.\n"
    pulso("survey", "publish", str(WORKBOOK))
    (line,) = pulso("survey", "list").out.splitlines()
    assert line.startswith(f"{PUBLISHED}  2")


def test_a_file_is_compared_with_what_is_published(pulso, edited):
    pulso("survey", "publish", str(WORKBOOK))
    same = pulso("survey", "diff", PUBLISHED, str(WORKBOOK))
    assert same.out == "No cambió nada de lo que se pregunta. La serie sigue.\n"
    said = pulso("survey", "diff", PUBLISHED, edited("C2", "¿Está contento?")).out.splitlines()
    assert said[0].startswith("- En «satisfaccion» cambió el texto (es): era «En general")
    assert said[1:] == [
        "Para publicarlo, cambie la versión: las dos dicen «2026-11».",
        "La serie se corta.",
    ]


def test_two_files_need_no_database(pulso, edited, monkeypatch):
    monkeypatch.setenv("PULSO_DATABASE_URL", "postgresql://127.0.0.1:1/nada")
    said = pulso("survey", "diff", str(WORKBOOK), edited("C6", "¿Y el trato?")).out
    assert said.splitlines()[-1] == "La serie sigue."


def test_a_version_that_is_not_published_is_named(pulso):
    refusal = pulso("survey", "diff", "satisfaccion-turismo@1", str(WORKBOOK)).refusal
    assert refusal == "No está publicada la versión «satisfaccion-turismo@1». [version]"


def test_a_workbook_is_checked_before_anything_is_published(pulso, edited):
    assert pulso("survey", "check", str(WORKBOOK)).out.splitlines() == [
        "Sin errores: «satisfaccion-turismo», versión 2026-11, 13 preguntas.",
        "Idiomas que se ofrecen: es, en.",
    ]
    refusal = pulso("survey", "check", edited("A3", "select_one ninguna")).refusal
    assert "Hoja survey, fila 3, columna type: " in refusal
    assert pulso("survey", "list").out == "Todavía no se publicó ningún cuestionario.\n"
