"""The workbook as a unit receives it."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from analytics import plan, workbook
from analytics.workbook import instructions
from analytics.workbook.inputs import asked, weighted
from db import units
from tests.analytics.workbook.books import (
    DOLLARS,
    DONE,
    PERIOD,
    SHARE,
    SINGLE,
    UNIT,
    WEIGHTED,
    cell_of,
    delivered,
    observed,
    template,
)

REACHED, SET_OUT = "objetivos_alcanzados", "objetivos_planteados"
KNOWN = [
    observed(*SHARE.split("/"), 12, source=f"Libro de Excel, {cell_of(SHARE)} · Acta 3"),
    observed(*DOLLARS.split("/"), "1234.5", source="Oficio 7"),
    observed(*DONE.split("/"), None),
    observed(WEIGHTED, SET_OUT, 4, "=1+1", source="Libro de Excel, Objetivos!C4 · Plan"),
    observed(WEIGHTED, REACHED, 3, "=1+1"),
    observed(WEIGHTED, SET_OUT, None, "Retirado"),
    observed(WEIGHTED, REACHED, None, "Retirado"),
    observed(*SHARE.split("/"), 99, unit="SEU"),
    observed(*SHARE.split("/"), 99, month=PERIOD.first_month.replace(month=8)),
    observed(*SHARE.split("/"), 99, superseded_at=observed(*SHARE.split("/"), 1).recorded_at),
]


@pytest.fixture(scope="module")
def book():
    return load_workbook(BytesIO(workbook.write(UNIT, PERIOD, KNOWN)))


def at(book, place):
    sheet, _, cell = place.partition("!")
    return book[sheet][cell]


def test_it_says_whose_it_is_and_of_when(book):
    sheet = book["Instrucciones"]
    assert [sheet[f"B{row}"].value for row in range(4, 8)] == [
        "SAA",
        "2026-S2",
        "1.2 3.2",
        plan.version(),
    ]


def test_it_is_filled_with_what_is_in_force(book):
    assert at(book, cell_of(SHARE)).value == 12
    assert at(book, cell_of(SHARE, "G")).value == "Acta 3"
    assert at(book, cell_of(DOLLARS)).value == 1234.5
    assert at(book, cell_of(DOLLARS, "G")).value == "Oficio 7"
    assert at(book, cell_of(DONE)).value == "NC"
    rows = [[cell.value for cell in row] for row in book["Objetivos"]["A4:F5"]]
    assert rows == [[WEIGHTED, "=1+1", 4, 75, "Plan", None], [None] * 6]


def test_a_text_is_no_formula_now_nor_when_somebody_edits_it(book):
    cell = book["Objetivos"]["B4"]
    assert (cell.data_type, cell.number_format, cell.quotePrefix) == ("s", "@", True)


def test_only_the_cells_to_write_in_are_open_and_they_are_tinted(book):
    for sheet in book.worksheets:
        assert sheet.protection.sheet
        assert sheet.protection.password is None
    opened = [
        cell.coordinate
        for row in book["Datos"].iter_rows()
        for cell in row
        if not cell.protection.locked
    ]
    assert opened == [f"{it}{row}" for row in range(4, book["Datos"].max_row + 1) for it in "FGH"]
    tints = {book["Datos"][it].fill.fgColor.rgb for it in opened}
    assert len(tints) == 1
    assert tints.isdisjoint(book["Datos"][f"{it}4"].fill.fgColor.rgb for it in "ABCDEI")


def test_the_headers_stay_and_the_page_is_as_wide_as_the_paper(book):
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "A4"
        assert sheet.print_title_rows == "$3:$3"
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToWidth == 1


def test_excel_checks_what_is_written(book):
    rules = book["Datos"].data_validations.dataValidation
    assert sum(len(it.sqref.ranges) and it.type == "custom" for it in rules) == 2  # no %
    for number, it in enumerate(asked(UNIT.directo), start=4):
        (rule,) = (rule for rule in rules if f"F{number}" in rule.sqref)
        assert str(it.input.unit) in rule.promptTitle
    kinds = {str(it.sqref): it.type for it in book["Objetivos"].data_validations.dataValidation}
    assert kinds == {
        "A4:A203": "list",
        "B4:B203": "textLength",
        "C4:C203": "decimal",
        "D4:D203": "decimal",
    }
    (choices,) = (
        it for it in book["Objetivos"].data_validations.dataValidation if it.type == "list"
    )
    assert choices.formula1 == f"$H$4:$H${3 + len(weighted(UNIT.directo))}"


def test_there_is_room_for_more_objectives_than_are_known():
    many = [
        observed(WEIGHTED, name, 1, f"Objetivo {number}")
        for number in range(230)
        for name in (SET_OUT, REACHED)
    ]
    content = workbook.write(UNIT, PERIOD, many)
    assert len(delivered(content).records) == 460
    assert load_workbook(BytesIO(content))["Objetivos"]["B283"].protection.locked is False


def test_the_same_workbook_is_the_same_bytes():
    assert workbook.write(UNIT, PERIOD, KNOWN) == workbook.write(UNIT, PERIOD, KNOWN)


def test_a_unit_is_not_asked_for_what_it_does_not_have():
    book = load_workbook(BytesIO(template(SINGLE.code)))
    assert book.sheetnames == ["Instrucciones", "Datos"]
    words = " ".join(str(it.value) for row in book["Instrucciones"].iter_rows() for it in row)
    assert "Objetivos, " not in words


def test_whatever_a_unit_answers_for_it_gets_a_workbook_that_can_be_read():
    for unit in units.read()[::5]:
        found = delivered(workbook.write(unit, PERIOD, []))
        assert (found.unit, found.records) == (unit.code, ())
        assert workbook.foreign(unit, found) is None


def test_a_workbook_is_of_its_unit_and_of_what_it_answers_for_today():
    found = delivered(template())
    other, changed = (UNIT.model_copy(update=it) for it in ({"code": "SEU"}, {"directo": ["1.2"]}))
    assert workbook.foreign(UNIT, found) is None
    assert workbook.foreign(other, found).code == "otra-unidad"
    assert workbook.foreign(changed, found).code == "otros-objetivos"


def test_a_unit_that_answers_for_nothing_has_nothing_to_fill():
    idle = UNIT.model_copy(update={"directo": []})
    assert delivered(workbook.write(idle, PERIOD, [])).records == ()


def test_the_instructions_are_short_sentences():
    for _, sentences in instructions._sections(weighted=True):
        assert all(len(line) < 100 for line in sentences.splitlines())
