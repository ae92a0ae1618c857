"""What becomes of a form: a survey, or every mistake in its place."""

import csv
import zipfile
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from surveys import Survey, load

FULL = (
    "| | type | name | label | hint | required | required_message | relevant | constraint "
    "| constraint_message | calculation |"
)
BILINGUAL = "| | type | name | label::Español (es) | label::English (en) |"
TWO_LANGUAGES = """
| choices |
| | list_name | name | label::Español (es) | label::English (en) |
| | nivel | 1 | Uno | One |
| | nivel | 2 | Dos | Two |
| | nivel | 3 | Tres | Three |
| | nivel | 4 | Cuatro | Four |
| | nivel | 5 | Cinco | Five |
| settings |
| | form_id | form_title | version | default_language |
| | prueba | Prueba | 1 | Español (es) |
"""


def test_a_form_becomes_a_survey(survey):
    read = survey(
        "| | integer | edad | Su edad | En años | yes | Díganos su edad | "
        "${satisfaccion} != 'na' | . >= 18 | Desde 18 | |",
        "| | calculate | doble | | | | | | | | ${edad} * 2 |",
        "| | select_multiple fruta | frutas | Frutas, de ${edad} años | | | | | | | |",
        "| | note | fin | Gracias | | | | | | | |",
        header=FULL,
    )
    assert (read.form_id, read.version, read.title) == ("prueba", "1", "Prueba")
    assert (read.default_language, read.languages) == ("es", ("es",))
    assert [question.type for question in read.questions] == [
        "select_one",
        "integer",
        "calculate",
        "select_multiple",
        "note",
    ]
    age = read.question("edad")
    assert (age.labels["es"], age.hints["es"], age.row) == ("Su edad", "En años", 3)
    assert age.required.holds({})
    assert age.required_message["es"] == "Díganos su edad"
    assert age.constraint_message["es"] == "Desde 18"
    assert age.relevant.references == {"satisfaccion"}
    assert read.question("doble").calculation.references == {"edad"}
    assert read.question("frutas").labels["es"] == "Frutas, de ${edad} años"
    assert read.question("frutas").choice_names == ("manzana", "mango", "limon")
    assert read.headline.name == "satisfaccion"
    with pytest.raises(KeyError):
        read.question("nadie")


def test_a_survey_is_hashable_and_equal_to_another_reading_of_the_same_form(survey):
    assert survey() == survey()
    assert len({survey(), survey()}) == 1
    assert survey() != survey("| | text | t | Texto |")


def test_two_languages_come_with_the_default_one_first(sheets):
    header = "| | type | name | label::English (en) | label::Español (es) |"
    form = sheets(
        "| | select_one nivel | s | How? | ¿Qué tal? |", header=header, others=TWO_LANGUAGES
    )
    read = load(form, ".md")
    assert isinstance(read, Survey), read
    assert read.languages == ("es", "en")
    assert list(read.headline.labels.items()) == [("es", "¿Qué tal?"), ("en", "How?")]
    assert read.headline.choices[1].labels == {"es": "Dos", "en": "Two"}


def test_metadata_is_left_out_and_nobody_can_refer_to_it(survey, problems):
    assert [
        it.name for it in survey("| | start | start | |", "| | today | hoy | |").questions
    ] == ["satisfaccion"]
    rows = ("| | today | hoy | |", "| | text | t | Hoy es ${hoy} |")
    assert problems(*rows) == [("unknown-reference", "survey", 4, "label")]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("| | image | x | Foto |", "unsupported-type", "type"),
        ("| | begin_repeat | x | Grupo |", "unsupported-type", "type"),
        ("| | date time | x | Fecha |", "unsupported-type", "type"),
        ("| | begin_group | x | Grupo |", "unclosed-group", "type"),
        ("| | end_group | | |", "unopened-group", "type"),
        ("| | select_one fruta or_otra | x | Fruta |", "unsupported-type", "type"),
        ("| | select_multiple nivel or_other | x | Nivel |", "shared-other", "type"),
        ("| | integer y | x | Número |", "unsupported-type", "type"),
        ("| | text x | x | Número |", "unsupported-type", "type"),
        ("| | | x | Sin tipo |", "unsupported-type", "type"),
        ("| | select_one carne | x | Carne |", "missing-list", "type"),
        ("| | select_one | x | Carne |", "missing-list", "type"),
        ("| | text | satisfaccion | Otra |", "duplicate-name", "name"),
        ("| | text | 1x | Otra |", "bad-name", "name"),
        ("| | text | x y | Otra |", "bad-name", "name"),
        ("| | text | | Otra |", "bad-name", "name"),
        ("| | text | x | |", "missing-label", "label"),
        ("| | note | x | |", "missing-label", "label"),
        ("| | calculate | x | |", "missing-calculation", "calculation"),
        ("| | text | x | Hola ${nadie} |", "unknown-reference", "label"),
    ],
)
def test_a_bad_row_is_refused_in_its_place(problems, row, code, column):
    assert problems(row) == [(code, "survey", 3, column)]


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("relevent", "1 = 1", "unsupported-column"),
        ("Relevant", "1 = 1", "unsupported-column"),
        ("choice_filter", "1 = 1", "misplaced-cell"),
        ("media::image", "foto.png", "unsupported-column"),
        ("repeat_count", "3", "unsupported-column"),
        ("default", "${satisfaccion}", "default-reference"),
        ("default", "random()", "unknown-function"),
        ("appearance", "minimal", "unsupported-appearance"),
        ("appearance", "multiline signature", "unsupported-appearance"),
        ("parameters", "start=1", "misplaced-cell"),
        ("readonly", "quizá", "readonly-value"),
        ("relevant", "${satisfaccion} = 'cinco'", "unknown-choice"),
        ("relevant", "${satisfaccion} = 6", "unknown-choice"),
        ("relevant", "selected(${satisfaccion}, 'cinco')", "unknown-choice"),
        ("label", "x" * 3001, "too-long"),
        ("label::Quechua", "Ima", "language-code"),
        ("label::Español (es)", "Otra vez", "repeated-column"),
        ("relevant", "${nadie} = 1", "unknown-reference"),
        ("relevant", "${satisfaccion}", "bare-condition"),
        ("relevant", "random() > 1", "unknown-function"),
        ("constraint", ". == 1", "expression-syntax"),
        ("constraint", "regex(., 'a')", "pattern"),
        ("required", "yess", "required-value"),
        ("required", "sí", "required-value"),
        ("calculation", "1 + 1", "misplaced-cell"),
    ],
)
def test_a_bad_column_or_cell_is_refused_in_its_place(problems, column, cell, code):
    found = problems(
        f"| | text | x | Hola | {cell} |", header=f"| | type | name | label | {column} |"
    )
    assert (code, "survey", 3, column) in found


def test_a_choice_cites_no_answer(problems):
    others = ONE_LANGUAGE.replace("Dos", "Dos ${satisfaccion}")
    assert problems("| | text | x | Hola |", others=others) == [
        ("unsupported-reference", "choices", 3, "label")
    ]


def test_blanks_in_a_heading_do_not_matter(sheets):
    header = BILINGUAL.replace("::", " :: ")
    form = sheets(
        "| | select_one nivel | s | ¿Qué? | What? |", header=header, others=TWO_LANGUAGES
    )
    read = load(form, ".md")
    assert isinstance(read, Survey), read
    assert read.headline.labels == {"es": "¿Qué?", "en": "What?"}


def test_a_misspelt_column_is_told_its_right_name(sheets):
    form = sheets("| | text | x | Hola | 1 = 1 |", header="| | type | name | label | relevent |")
    assert any("«relevant»" in problem.remedy for problem in load(form, ".md"))


def test_an_empty_column_changes_nothing_and_is_left_alone(survey):
    survey("| | text | x | Hola | |", header="| | type | name | label | appearance |")


def test_a_circle_of_formulas_is_refused(problems):
    header = "| | type | name | label | relevant | calculation |"
    rows = ("| | calculate | a | | | ${b} + 1 |", "| | calculate | b | | | ${a} + 1 |")
    ((code, sheet, row, _),) = problems(*rows, header=header)
    assert (code, sheet) == ("circle", "survey")
    assert row in {3, 4}
    assert problems("| | text | a | A | . = 'x' |", header=header)[0][0] == "circle"


@pytest.mark.parametrize("setting", ["form_id", "version", "default_language"])
def test_a_form_says_who_it_is(sheets, setting):
    others = TWO_LANGUAGES.replace(f"| {setting}", "|")
    loaded = load(
        sheets("| | select_one nivel | s | ¿? | ? |", header=BILINGUAL, others=others), ".md"
    )
    assert ("missing-setting", "settings", 2, setting) in [
        (it.code, it.sheet, it.row, it.column) for it in loaded
    ]


def test_every_text_is_there_in_every_language(sheets):
    others = TWO_LANGUAGES.replace("Tres | Three", "Tres |")
    rows = ("| | select_one nivel | s | ¿Qué tal? | |", "| | note | fin | | Bye |")
    loaded = load(sheets(*rows, header=BILINGUAL, others=others), ".md")
    assert [(it.code, it.sheet, it.row, it.column) for it in loaded] == [
        ("missing-translation", "survey", 2, "label::English (en)"),
        ("missing-translation", "survey", 3, "label::Español (es)"),
        ("missing-translation", "choices", 4, "label::English (en)"),
    ]


@pytest.mark.parametrize(
    "change", [("| 5 |", "| 6 |"), ("| 5 |", "| cinco |"), ("| 1 |", "| 0 |")]
)
def test_a_form_without_a_scale_of_one_to_five_has_no_headline(sheets, change):
    others = TWO_LANGUAGES.replace(*change)
    form = sheets("| | select_one nivel | s | ¿? | ? |", header=BILINGUAL, others=others)
    assert [problem.code for problem in load(form, ".md")] == ["headline-levels"]


def test_mistakes_of_every_kind_come_at_once(problems):
    found = problems(
        "| | geopoint | x | Lugar | |",
        "| | text | y | | |",
        "| | text | z | Hola | 1 == 1 |",
        header="| | type | name | label | relevant |",
        others="| settings |\n| | form_id |\n| | f |\n",
    )
    assert {code for code, *_ in found} == {
        "unsupported-type",
        "missing-label",
        "expression-syntax",
        "missing-setting",
        "missing-list",
    }


def test_a_problem_reads_as_one_line():
    (problem,) = load(b"nada", ".md")
    assert str(problem) == (
        "Hoja survey: Falta la hoja survey. "
        "Guarde el libro como .xlsx con las hojas survey, choices y settings."
    )


@pytest.mark.parametrize(
    ("content", "file_type", "code"),
    [
        (b"", ".xlsx", "unreadable-file"),
        (b"PK\x03\x04 roto", ".xlsx", "unreadable-file"),
        (b"\xff\xfe", ".md", "unreadable-file"),
        (b"", ".md", "missing-sheet"),
        (b"", ".xls", "unsupported-file"),
        (b"x" * 6_000_000, ".md", "too-large"),
        (b"| survey |\n" + b"| | a |\n" * 5_001, ".md", "too-large"),
        (b"survey\n," + b"a," * 250, ".csv", "too-large"),
        (b'survey\n,"type', ".csv", "unreadable-file"),
        (b"survey\n,type\nnotas\n,x", ".csv", "unknown-sheet"),
    ],
)
def test_a_file_that_is_no_form_is_refused(content, file_type, code):
    (problem,) = load(content, file_type)
    assert problem.code == code


def test_a_workbook_with_numbers_and_blank_lines_reads_like_a_table():
    book = Workbook()
    survey = book.active
    survey.title = "survey"
    survey.append(["type", "name", "label"])
    survey.append([])
    survey.append(["select_one nivel", "s", " ¿Qué tal? "])
    choices = book.create_sheet("choices")
    choices.append(["list_name", "name", "label"])
    for level in range(1, 6):
        choices.append(["nivel", level, level])
    settings_sheet = book.create_sheet("settings")
    settings_sheet.append(["form_id", "version", "default_language"])
    settings_sheet.append(["f", 2026.0, "Español (es)"])
    stream = BytesIO()
    book.save(stream)
    read = load(stream.getvalue())
    assert isinstance(read, Survey), read
    assert read.version == "2026"
    assert (read.headline.row, read.headline.labels["es"]) == (3, "¿Qué tal?")
    assert read.headline.choice_names == ("1", "2", "3", "4", "5")


ONE_LANGUAGE = TWO_LANGUAGES.replace("label::Español (es) | label::English (en)", "label |")


def test_a_workbook_that_unpacks_to_a_flood_is_refused():
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 60_000_000)
    (problem,) = load(stream.getvalue())
    assert problem.code == "too-large"


LIBRARY = Path(__file__).parents[2] / "surveys" / "library"
WORKBOOK = (LIBRARY / "satisfaccion-consular.xlsx").read_bytes()


@settings(deadline=None, max_examples=40)
@given(st.integers(0, len(WORKBOOK) - 1), st.binary(min_size=1, max_size=40))
def test_a_damaged_workbook_never_raises(place, damage):
    load(WORKBOOK[:place] + damage + WORKBOOK[place + len(damage) :])


CELLS = st.sampled_from(
    ["", "text", "note", "calculate", "select_one nivel", "x", "y", "${x}", ". > 1", "yes", "Hola"]
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=6, max_size=6), max_size=5))
def test_loading_never_raises(rows):
    lines = [f"| | {' | '.join(cells)} |" for cells in rows]
    header = "| | type | name | label | relevant | required | calculation |"
    form = "\n".join(
        ["| survey |", header, "| | select_one nivel | s | ¿? |", *lines, ONE_LANGUAGE]
    )
    load(form.encode(), ".md")


QUECHUA = "| | type | name | label::Español (es) | label::English (en) | label::Runasimi (qu) |"
PREPARED = TWO_LANGUAGES.replace(
    "| default_language |", "| default_language | reviewed_languages |"
).replace("| Español (es) |\n", "| Español (es) | {} |\n")


@pytest.mark.parametrize(
    ("reviewed", "languages"),
    [
        pytest.param("Español (es), English (en)", ("es", "en"), id="two-reviewed"),
        pytest.param("English (en)", ("es", "en"), id="the-default-one-always-is"),
        pytest.param("Español (es)", ("es",), id="complete-but-not-reviewed"),
    ],
)
def test_a_language_that_is_not_reviewed_is_prepared_and_not_offered(sheets, reviewed, languages):
    settings = PREPARED[PREPARED.index("| settings |") :].format(reviewed)
    others = TWO_LANGUAGES[: TWO_LANGUAGES.index("| settings |")] + settings
    form = sheets("| | select_one nivel | s | ¿Qué tal? | How? | |", header=QUECHUA, others=others)
    read = load(form, ".md")
    assert isinstance(read, Survey), read
    assert read.languages == languages
    assert tuple(read.headline.labels) == languages


def test_a_reviewed_language_must_be_complete_and_exist(sheets):
    settings = PREPARED[PREPARED.index("| settings |") :].format("Runasimi (qu), Latín (la)")
    others = TWO_LANGUAGES[: TWO_LANGUAGES.index("| settings |")] + settings
    form = sheets("| | select_one nivel | s | ¿Qué? | How? | |", header=QUECHUA, others=others)
    found = [(it.code, it.sheet, it.column) for it in load(form, ".md")]
    assert ("missing-translation", "survey", "label::Runasimi (qu)") in found
    assert ("unknown-language", "settings", "reviewed_languages") in found


def test_a_form_may_be_written_with_commas(sheets):
    table = sheets("| | select_one nivel | s | Dígame, ¿está satisfecho? |")
    written = StringIO()
    for line in filter(None, table.decode().splitlines()):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        csv.writer(written).writerow(cells)
    read = load(b"\xef\xbb\xbf" + written.getvalue().encode(), ".csv")
    assert isinstance(read, Survey), read
    assert read == load(table, ".md")


def test_a_workbook_with_a_cell_far_below_is_refused_in_good_time():
    book = Workbook()
    book.active.title = "survey"
    book.active["A1"] = "type"
    book.active["A1048576"] = "text"
    written = BytesIO()
    book.save(written)
    (problem,) = load(written.getvalue(), ".xlsx")
    assert problem.code == "too-large"
