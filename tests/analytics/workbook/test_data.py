"""The sheet of single inputs: a row is found by its key, and nothing that was moved is guessed."""

from decimal import Decimal

import pytest
from openpyxl.worksheet.formula import ArrayFormula

from analytics import plan
from db.recording import Place
from tests.analytics.workbook.books import (
    DOLLARS,
    DONE,
    PERIOD,
    PLANNED,
    SHARE,
    cell_of,
    delivered,
    edited,
    filled,
    patched,
    refused,
    template,
    values,
)


def test_an_untouched_template_says_nothing():
    found = delivered(template())
    assert (found.unit, found.period, found.records) == ("SAA", PERIOD, ())
    assert found.objectives == ("1.2", "3.2")


def test_each_value_becomes_a_record_that_knows_its_cell():
    cells = {
        cell_of(SHARE): 12,
        cell_of(DOLLARS): "1234.50",
        cell_of(DOLLARS, "G"): " Informe  7 ",
        cell_of(DONE): "nc",
        cell_of(DONE, "H"): "se contó de nuevo",
    }
    found = delivered(filled(cells))
    share, dollars, done = (
        next(it for it in found.records if f"{it.place.series}/{it.place.input}" == key)
        for key in (SHARE, DOLLARS, DONE)
    )
    assert share.place == Place(
        *SHARE.split("/"), PERIOD.first_month, PERIOD.last_month, unit="SAA"
    )
    assert (share.value, share.reason) == (12, None)
    assert share.source == f"Libro de Excel, {cell_of(SHARE)}"
    assert (dollars.value, dollars.source) == (
        Decimal("1234.50"),
        f"Libro de Excel, {cell_of(DOLLARS)} · Informe 7",
    )
    assert (done.value, done.reason) == (None, "se contó de nuevo")
    assert found.cells == {
        it.place: it.source.removeprefix("Libro de Excel, ").partition(" ")[0]
        for it in found.records
    }


def test_every_problem_is_told_at_once_in_the_order_of_the_sheets_and_cells():
    found = refused(
        filled(
            {
                "Objetivos!B9": "Firmar",
                "Datos!F12": "1.234,5",
                "Datos!F5": True,
                "Datos!G5": 7,
                "Instrucciones!B5": "2026-S3",
                "Datos!F10": -1,
            }
        )
    )
    assert found == [
        ("Instrucciones!B5", "periodo-no-existe"),
        ("Datos!F5", "es-logico"),
        ("Datos!G5", "no-es-texto"),
        ("Datos!F10", "es-negativo"),
        ("Datos!F12", "numero-con-coma"),
        *[(f"Objetivos!{cell}9", "fila-incompleta") for cell in "ACD"],
    ]


def test_a_source_or_reason_without_a_value_is_no_blank_row():
    cells = {cell_of(SHARE, "G"): "Informe", cell_of(DOLLARS, "H"): "ya no hay"}
    assert refused(filled(cells)) == [
        (cell_of(SHARE), "falta-el-valor"),
        (cell_of(DOLLARS), "falta-el-valor"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a_x0007_b", "caracter-invisible"),
        ("a\u202eb", "caracter-invisible"),
        ("x" * 301, "largo-del-texto"),
        (12, "no-es-texto"),
    ],
)
def test_a_document_is_a_text_that_can_be_seen(text, code):
    cells = {cell_of(SHARE): 1, cell_of(SHARE, "G"): text}
    assert refused(filled(cells)) == [(cell_of(SHARE, "G"), code)]


def test_of_works_no_more_is_done_than_there_is_to_do():
    assert refused(filled({cell_of(DONE): 8, cell_of(PLANNED): 7})) == [
        (cell_of(DONE), "mas-que-lo-previsto")
    ]
    for done, planned in ((7, 7), (8, "NC"), ("NC", 7), (8, None)):
        filled_in = {cell_of(DONE): done, cell_of(PLANNED): planned}
        assert len(delivered(filled(filled_in)).records) == 2 - (planned is None)


def test_rows_may_be_sorted_if_they_stay_whole():
    content = filled({cell_of(SHARE): 12, cell_of(DOLLARS): 7.5})

    def turned(book):
        sheet = book["Datos"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_col=9)]
        for row, texts in zip(sheet.iter_rows(min_row=4, max_col=9), rows[::-1], strict=True):
            for cell, text in zip(row, texts, strict=True):
                cell.value = text

    assert values(edited(turned, content)) == values(content)


def test_a_row_whose_words_are_not_its_keys_is_refused():
    def swapped(book):
        sheet = book["Datos"]
        for letter in "ABCDE":  # sorted without the column of keys
            upper, lower = sheet[f"{letter}4"], sheet[f"{letter}6"]
            upper.value, lower.value = lower.value, upper.value

    codes = {code for _, code in refused(edited(swapped))}
    assert codes == {"texto-cambiado"}


@pytest.mark.parametrize("attribute", ['hidden="1"', 'ht="0" customHeight="1"'])
def test_a_filtered_or_flat_row_is_hidden(attribute):
    first = '<row r="1" ht="28" customHeight="1"'
    made = patched("xl/worksheets/sheet2.xml", first, f'<row r="1" {attribute}')
    assert ("Datos!A1", "fila-oculta") in refused(made)


def test_an_empty_extra_sheet_and_what_holds_nothing_may_be_hidden():
    def change(book):
        book.create_sheet("Hoja1").sheet_state = "hidden"
        book["Datos"].row_dimensions[200].hidden = True
        book["Datos"].column_dimensions["M"].hidden = True
        book["Datos"].sheet_format.zeroHeight = True  # rows that do not exist

    assert delivered(edited(change)).records == ()


def test_a_formula_is_refused_and_so_is_what_it_fills():
    def formulas(book):
        sheet = book["Datos"]
        sheet["F4"] = "=1+1"
        sheet["F6"] = ArrayFormula("F6:F8", "=ROW(A1:A3)")
        sheet["F7"] = 2  # as Excel keeps what an array formula shows
        sheet["F9"] = 4

    assert refused(edited(formulas)) == [
        ("Datos!F4", "es-formula"),
        ("Datos!F6", "es-formula"),
        ("Datos!F7", "es-formula"),
    ]


def test_of_rich_text_only_the_words_count():
    content = filled({cell_of(SHARE): "1234"})
    rich = "<is><r><rPr><b/></rPr><t>12</t></r><r><t>34</t></r></is>"
    made = patched("xl/worksheets/sheet2.xml", "<is><t>1234</t></is>", rich, content)
    assert values(made) == {SHARE: 1234}


def test_another_version_of_the_plan_needs_a_new_template(monkeypatch):
    content = template()
    monkeypatch.setattr(plan, "version", lambda: "otra")
    assert refused(content) == [("Instrucciones!B7", "version-del-plan")]


@pytest.mark.parametrize(
    ("cells", "meant"),
    [
        ({"Instrucciones!B4": None}, [("Instrucciones!B4", "falta-la-unidad")]),
        ({"Instrucciones!B5": None}, [("Instrucciones!B5", "periodo-no-existe")]),
        ({"Instrucciones!B6": "1.2 9.9"}, [("Instrucciones!B6", "objetivos-cambiados")]),
        ({"Instrucciones!B7": 12}, [("Instrucciones!B7", "version-del-plan")]),
    ],
)
def test_a_workbook_says_whose_it_is_and_of_when(cells, meant):
    assert refused(filled(cells)) == meant
