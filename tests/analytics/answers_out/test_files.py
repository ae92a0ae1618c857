"""What is written is read back the same by other programs, whatever people wrote."""

import csv
import json
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pyreadstat
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from analytics.answers_out import FORMATS
from tests.analytics.answers_out.forms import ANA, LUIS, book, submission

STEM = "salida"
FORMULA = tuple("=+-@|%\t\r\n\0＝＋－＠")  # noqa: RUF001 - the full-width signs are the point
PEOPLE = [submission(1, **ANA), submission(2, **LUIS)]
BEGINNINGS = st.sampled_from([*FORMULA, "", " =", "'", '"', "=HYPERLINK(", "@SUM(1+1)*cmd|", ";"])
WORDS = st.builds(str.__add__, BEGINNINGS, st.text(max_size=40))
untidy = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def write(folder: Path, form: str, people) -> Path:
    FORMATS[form].write(folder, STEM, book(), iter(people))
    return folder / f"{STEM}.{form}"


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_sheet(path: Path, sheet: str) -> list[dict]:
    header, *rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


# The same values, in every format.


def test_csv_has_what_was_said_and_a_file_of_words_a_language(tmp_path):
    ana, luis = read_csv(write(tmp_path, "csv", PEOPLE))
    assert ana == ana | {
        "satisfaccion": "5",
        "visita/mejoras": "dni visa",
        "visita/mejoras/pasaporte": "0",
        "visita/mejoras/dni": "1",
        "visita/veces": "-2",
        "dia": "2026-11-20",
        "_id": f"{1:032x}",
        "_submission_time": "2026-11-23T15:04:05",
        "__version__": "2",
        "_month": "2026-11-01",
        "_wave": "",
    }
    assert luis == luis | {"visita/mejoras": "", "visita/mejoras/dni": "", "comentario": "'=1+1"}
    assert {it.name for it in tmp_path.iterdir()} == {
        f"{STEM}.csv",
        f"{STEM}.etiquetas-es.csv",
        f"{STEM}.etiquetas-en.csv",
        f"{STEM}.libro-de-codigos.csv",
    }
    said = read_csv(tmp_path / f"{STEM}.etiquetas-en.csv")
    assert [it["Are you satisfied?"] for it in said] == ["Very satisfied", "Not applicable"]


def test_excel_has_the_same_in_one_book(tmp_path):
    path = write(tmp_path, "xlsx", PEOPLE)
    ana, luis = read_sheet(path, "respuestas")
    assert ana["visita/veces"] == -2
    assert ana["visita/mejoras"] == "dni visa"
    assert (luis["comentario"], luis["visita/mejoras/dni"]) == ("=1+1", None)
    assert openpyxl.load_workbook(path).sheetnames == [
        "respuestas",
        "etiquetas-es",
        "etiquetas-en",
        "libro-de-codigos",
    ]
    assert read_sheet(path, "etiquetas-es")[0]["¿Está satisfecho?"] == "Muy satisfecho/a"


def test_spss_has_labels_value_labels_and_missing_values(tmp_path):
    path = write(tmp_path, "sav", PEOPLE)
    frame, meta = pyreadstat.read_sav(path, user_missing=True)
    ana, luis = frame.to_dict("records")
    assert (ana["satisfaccion"], luis["satisfaccion"]) == (5, 99)
    assert (ana["visita_tema"], ana["visita_mejoras_dni"], ana["visita_veces"]) == (3, 1, -2)
    assert (ana["dia"], ana["month"]) == (date(2026, 11, 20), date(2026, 11, 1))
    assert ana["submission_time"] == datetime(2026, 11, 23, 15, 4, 5)  # noqa: DTZ001 - as SPSS has it
    assert luis["comentario"] == "=1+1"
    assert meta.column_names_to_labels["comentario"] == "¿Algo que añadir?"
    assert meta.variable_value_labels["visita_tema"] == {1: "Pasaporte", 2: "DNI", 3: "Visa"}
    assert meta.variable_value_labels["satisfaccion"][99] == "No aplica"
    assert meta.missing_ranges == {"satisfaccion": [{"lo": 99, "hi": 99}]}
    without, _ = pyreadstat.read_sav(path)
    assert without[["satisfaccion", "visita_veces"]].isna().sum().tolist() == [1, 1]


def test_json_lines_nest_the_groups_and_tell_skipped_from_never_asked(tmp_path):
    lines = write(tmp_path, "jsonl", PEOPLE).read_text("utf-8").splitlines()
    ana, luis = map(json.loads, lines)
    assert ana["visita"] == {"tema": "visa", "mejoras": "dni visa", "veces": -2}
    assert luis["visita"] == {"tema": None, "mejoras": None}
    assert (luis["comentario"], "dia" in luis) == ("=1+1", False)


@pytest.mark.parametrize("form", ["csv", "sav", "jsonl"])
def test_a_codebook_lies_beside_what_has_no_room_for_it(tmp_path, form):
    write(tmp_path, form, PEOPLE)
    rows = read_csv(tmp_path / f"{STEM}.libro-de-codigos.csv")
    scale = [it for it in rows if it["columna"] == "satisfaccion"]
    assert (scale[0]["tipo"], scale[0]["etiqueta (en)"]) == ("select_one", "Are you satisfied?")
    assert {it["opcion"]: it["codigo_spss"] for it in scale[1:]}["na"] == "99"
    assert [it["opcion"] for it in scale if it["perdido_spss"]] == ["na"]


# Whatever people wrote.


@untidy
@given(WORDS)
@example("=cmd|' /C calc'!A0")
@example("\uffff\ufffe\x00")
@example("a\r\nb\rc")
def test_no_cell_begins_a_formula_and_nothing_said_is_lost(tmp_path, words):
    person = submission(1, satisfaccion="5", comentario=words)
    (row,) = read_csv(write(tmp_path, "csv", [person]))
    assert row["comentario"] in {words, f"'{words}"}
    for path in tmp_path.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for line in csv.reader(file) for cell in line]
        assert not any(it.lstrip(" ").startswith(FORMULA) for it in cells)

    book_path = write(tmp_path, "xlsx", [person])
    kept = ILLEGAL_CHARACTERS_RE.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
    kept = kept.replace("\ufffe", "").replace("\uffff", "")
    assert (read_sheet(book_path, "respuestas")[0]["comentario"] or "") == kept
    with zipfile.ZipFile(book_path) as parts:
        sheets = [it for it in parts.namelist() if it.startswith("xl/worksheets/")]
        assert len(sheets) == 4
        assert not any(b"<f>" in parts.read(it) or b"<f " in parts.read(it) for it in sheets)

    (line,) = write(tmp_path, "jsonl", [person]).read_text("utf-8").split("\n")[:-1]
    assert json.loads(line)["comentario"] == (words or None)

    frame, _ = pyreadstat.read_sav(write(tmp_path, "sav", [person]))
    assert frame["comentario"][0] == words.replace("\0", "\ufffd").rstrip(" ")


CHOICE = st.sampled_from(["1", "2", "3", "4", "5", "na"])
TOPICS = st.sampled_from(["pasaporte", "dni", "visa"])
SAID = st.fixed_dictionaries(
    {"satisfaccion": CHOICE},
    optional={
        "tema": st.none() | TOPICS,
        "mejoras": st.none() | st.lists(TOPICS, min_size=1, unique=True).map(tuple),
        "veces": st.none() | st.integers(-999_999_999, 999_999_999),
        "dia": st.none() | st.dates(date(1900, 1, 1)).map(str),
    },
)


@untidy
@given(st.lists(SAID, min_size=1, max_size=4))
def test_every_format_reads_back_as_the_columns_say(tmp_path, said):
    people = [submission(number, **answers) for number, answers in enumerate(said)]
    columns, variables = book().columns, book().variables
    expected = [[it.read(person) for it in columns] for person in people]
    plain = [[it.isoformat() if isinstance(it, date) else it for it in row] for row in expected]

    rows = read_csv(write(tmp_path, "csv", people))
    assert [list(it.values()) for it in rows] == [
        ["" if it is None else str(it) for it in row] for row in plain
    ]
    sheet = read_sheet(write(tmp_path, "xlsx", people), "respuestas")
    assert [list(it.values()) for it in sheet] == plain

    frame, _ = pyreadstat.read_sav(write(tmp_path, "sav", people), user_missing=True)
    for variable, column in zip(variables, zip(*expected, strict=True), strict=True):
        coded = [variable.codes.get(str(it), it) for it in column]
        found = [None if it != it or it == "" else it for it in frame[variable.name]]  # noqa: PLR0124
        assert found == coded, variable.name


def test_nobody_answered_a_question_and_spss_still_opens(tmp_path):
    frame, _ = pyreadstat.read_sav(write(tmp_path, "sav", [submission(1, satisfaccion="1")]))
    assert frame["dia"].isna().all()
    assert frame["comentario"].tolist() == [""]
