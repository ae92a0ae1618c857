"""Files that are no workbook, or that hide a flood: one clear problem, and never an exception."""

import itertools
import random
import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook

from analytics import workbook
from analytics.workbook import Delivered
from tests.analytics.workbook.books import edited, filled, patched, refused, template

_numbers = itertools.count(1)
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def zipped(**parts):
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return written.getvalue()


def of_another_program():
    written = BytesIO()
    Workbook().save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "archivo-vacio"),
        (b"Serie;Valor\n3.2.3.1a;12\n", "archivo-no-es-xlsx"),
        (b"%PDF-1.7", "archivo-no-es-xlsx"),
        (OLD, "archivo-xls"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "archivo-cifrado"),
        (b"PK\x03\x04", "archivo-danado"),
        (b"PK" + bytes(5_000_000), "archivo-demasiado-grande"),
        (zipped(hola_txt="hola"), "archivo-danado"),
        (zipped(mimetype="application/vnd.oasis", content_xml="<a/>"), "archivo-no-es-xlsx"),
        (zipped(xl__workbook_bin="x"), "archivo-no-es-xlsx"),
        (zipped(xl__workbook_xml=bytes(51_000_000)), "archivo-demasiado-grande"),
        (zipped(xl__workbook_xml="<a/>" + " " * 8_000_000), "archivo-demasiado-grande"),
        (zipped(xl__x_xml="<a>" + "<b/>" * 600_000 + "</a>"), "archivo-demasiado-grande"),
        (zipped(xl__x_xml="<a>" * 100 + "</a>" * 100), "archivo-demasiado-grande"),
        (zipped(xl__x_xml="<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "archivo-demasiado-grande"),
        (of_another_program(), "falta-una-hoja"),
    ],
    ids=lambda it: it if isinstance(it, str) else f"{next(_numbers)} {it[:6]!r}",
)
def test_what_is_no_workbook_of_ours_is_told_in_one_sentence(content, code):
    found = refused(content)
    assert {it for _, it in found} == {code}
    assert len(found) <= 2  # two sheets may be missing


def test_a_workbook_cut_short_or_with_a_part_twice_is_damaged():
    content = template()
    for short in (content[:-30], content[: len(content) // 2], content[20:]):
        assert {code for _, code in refused(short)} <= {"archivo-danado", "archivo-no-es-xlsx"}
    twice = BytesIO(content)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(twice, "a") as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
    assert refused(twice.getvalue()) == [("", "archivo-danado")]


@pytest.mark.parametrize(
    "flood",
    [
        '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        '<hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>',
    ],
)
def test_a_range_over_a_whole_sheet_costs_nothing(flood):
    made = patched("xl/worksheets/sheet2.xml", "</sheetData>", "</sheetData>" + flood)
    assert refused(made) == [("", "archivo-demasiado-grande")]


@pytest.mark.parametrize("far", ["B1048576", "XFD4"])
def test_a_sheet_that_reaches_far_is_refused(far):
    assert refused(filled({f"Datos!{far}": 1})) == [("Datos", "hoja-demasiado-grande")]


def test_an_array_formula_over_a_whole_sheet_costs_nothing():
    made = patched(
        "xl/worksheets/sheet2.xml",
        "<v>77</v>",
        '<f t="array" ref="A1:XFD1048576">1+1</f><v>77</v>',
        filled({"Datos!F4": 77, "Datos!F5": 78}),
    )
    assert ("Datos!F5", "es-formula") in refused(made)


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/worksheets/sheet2.xml", "<v>77</v>", '<f t="array" ref="F:F">1</f><v>77</v>'),
        ("xl/worksheets/sheet2.xml", "<v>77</v>", '<f t="array" ref="?">1</f><v>77</v>'),
        ("xl/worksheets/sheet2.xml", "<v>77</v>", "<v>siete</v>"),
        ("xl/worksheets/sheet2.xml", ' max="9"', ""),
        ("xl/styles.xml", 'numFmtId="3"', 'numFmtId="999"'),
        ("xl/styles.xml", 'numFmtId="3"', 'numFmtId="-1"'),
        ("xl/workbook.xml", 'sheetId="2"', ""),
        ("xl/_rels/workbook.xml.rels", "sheet2.xml", "sheet9.xml"),
    ],
)
def test_parts_that_refer_to_nothing_never_raise(part, old, new):
    found = workbook.read(patched(part, old, new, filled({"Datos!F4": 77})))
    assert isinstance(found, Delivered) or refused_codes(found) <= {
        "archivo-danado",
        "falta-una-hoja",
    }


def refused_codes(found):
    return {it.code for it in found}


def test_links_to_other_files_are_not_followed():
    def linked(book):
        book["Datos"]["F4"] = "=[1]Hoja1!A1"

    assert refused(edited(linked)) == [("Datos!F4", "es-formula")]


def test_a_shared_text_with_a_control_character_is_no_text():
    made = patched("xl/worksheets/sheet2.xml", "Acta 7", "Acta&#7;7", _with_a_source())
    assert refused(made) == [("", "archivo-danado")]  # XML knows no such character


def _with_a_source():
    return filled({"Datos!F4": 1, "Datos!G4": "Acta 7"})


def test_a_damaged_copy_is_refused_or_says_what_the_original_says():
    content = filled({"Datos!F4": 7, "Datos!F6": 12})
    original = workbook.read(content)
    chance = random.Random(7)  # noqa: S311 - no secret
    for _ in range(60):
        damaged = bytearray(content)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        found = workbook.read(bytes(damaged))
        assert found == original if isinstance(found, Delivered) else found
