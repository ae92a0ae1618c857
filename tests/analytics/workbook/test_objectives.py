"""The sheet of weighted objectives: a complete row is two records of one statement."""

from decimal import Decimal

import pytest

from analytics.workbook import removed, unlisted
from tests.analytics.workbook.books import (
    SINGLE,
    WEIGHTED,
    delivered,
    edited,
    filled,
    observed,
    refused,
    template,
    values,
)

REACHED, SET_OUT = "objetivos_alcanzados", "objetivos_planteados"
WHY = "el objetivo se dejó de lado"


def row(number=4, *said):
    return {
        f"Objetivos!{letter}{number}": value for letter, value in zip("ABCDEF", said, strict=False)
    }


def test_a_row_is_its_weight_and_what_was_reached_of_it():
    found = delivered(
        filled(row(7, WEIGHTED, "  Firmar el\nconvenio ", 4, 75, "Acta 3", "faltaba"))
    )
    told = {it.place.input: it for it in found.records}
    assert {name: it.value for name, it in told.items()} == {SET_OUT: 4, REACHED: 3}
    assert {it.place.statement for it in found.records} == {"Firmar el convenio"}
    assert {it.reason for it in found.records} == {"faltaba"}
    assert told[SET_OUT].source == "Libro de Excel, Objetivos!C7 · Acta 3"
    assert found.cells[told[REACHED].place] == "Objetivos!D7"


@pytest.mark.parametrize(
    ("weight", "degree", "reached"),
    [
        (3, 0, "0"),
        (1, 100, "1"),
        (3, 33.33, "0.9999"),
        (2.5, 33.3, "0.8325"),
        (0.25, 50, "0.125"),
        ("4", "12.5", "0.5"),
    ],
)
def test_what_was_reached_is_exact(weight, degree, reached):
    found = values(filled(row(4, WEIGHTED, "Firmar", weight, degree)))
    assert found[f"{WEIGHTED}/{REACHED}/Firmar"] == Decimal(reached)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ((None, "Firmar", 1, 1), [("A", "fila-incompleta")]),
        ((WEIGHTED, None, 1, 1), [("B", "fila-incompleta")]),
        ((WEIGHTED, "Firmar", None, 1), [("C", "fila-incompleta")]),
        ((WEIGHTED, "Firmar", 1, None), [("D", "fila-incompleta")]),
        ((None, None, None, None, "Acta"), [(it, "fila-incompleta") for it in "ABCD"]),
        (("3.2.3.1a", "Firmar", 1, 1), [("A", "serie-desconocida")]),
        (("1.1.1.1a", "Firmar", 1, 1), [("A", "serie-desconocida")]),  # another unit's
        ((WEIGHTED, "ab", 1, 1), [("B", "largo-del-texto")]),
        ((WEIGHTED, "x" * 301, 1, 1), [("B", "largo-del-texto")]),
        ((WEIGHTED, "Fir\u200bmar", 1, 1), [("B", "caracter-invisible")]),
        ((WEIGHTED, "Fir_x0001_mar", 1, 1), [("B", "caracter-invisible")]),
        ((WEIGHTED, 1234, 1, 1), [("B", "no-es-texto")]),
        ((WEIGHTED, "Firmar", 0, 1), [("C", "peso-cero")]),
        ((WEIGHTED, "Firmar", -1, 1), [("C", "es-negativo")]),
        ((WEIGHTED, "Firmar", "NC", 1), [("C", "no-es-numero")]),
        ((WEIGHTED, "Firmar", 1, 100.5), [("D", "grado-mayor-que-100")]),
        ((WEIGHTED, "Firmar", 1, "75 %"), [("D", "signo-de-porcentaje")]),
        ((WEIGHTED, "Firmar", 0.25, 33.3), [("D", "demasiados-decimales")]),
        ((WEIGHTED, "Firmar", 0.255, 33), [("C", "demasiados-decimales")]),
    ],
)
def test_a_row_that_is_not_complete_and_plain_is_refused(said, meant):
    assert refused(filled(row(5, *said))) == [(f"Objetivos!{it}5", code) for it, code in meant]


def test_an_objective_stands_once_in_a_series():
    twice = row(4, WEIGHTED, "Firmar el convenio", 1, 1) | row(
        9, WEIGHTED, "firmar  el convenio ", 2, 2
    )
    assert refused(filled(twice)) == [("Objetivos!B9", "objetivo-repetido")]
    elsewhere = row(4, WEIGHTED, "Firmar", 1, 1) | row(5, "1.2.7.1a", "Firmar", 1, 1)
    assert len(delivered(filled(elsewhere)).records) == 4


def test_a_statement_that_looks_like_a_formula_is_a_statement():
    assert f"{WEIGHTED}/{SET_OUT}/=1+1" in values(filled(row(4, WEIGHTED, "=1+1", 1, 1)))

    def formula(book):
        book["Objetivos"]["B4"] = '=HYPERLINK("http://x")'

    assert ("Objetivos!B4", "es-formula") in refused(edited(formula))


def test_nothing_is_written_beside_the_table_or_over_its_choices():
    assert refused(filled({"Objetivos!G8": 5})) == [("Objetivos!G8", "fuera-de-la-tabla")]
    assert refused(filled({"Objetivos!I100": 5})) == [("Objetivos!I100", "fuera-de-la-tabla")]
    assert refused(filled({"Objetivos!H4": "1.1.1.1a"})) == [
        ("Objetivos", "lista-cambiada"),
        ("Objetivos!H4", "fuera-de-la-tabla"),
    ]


def test_a_unit_without_weighted_objectives_has_no_such_sheet():
    found = delivered(template(SINGLE.code))
    assert found.objectives == ("3.2",)
    assert removed([observed(WEIGHTED, SET_OUT, 4, "Firmar", unit=SINGLE.code)], found, WHY) == ()


def test_what_the_workbook_leaves_out_is_taken_back():
    known = [
        observed(WEIGHTED, SET_OUT, 4, "Firmar"),
        observed(WEIGHTED, REACHED, 3, "Firmar"),
        observed(WEIGHTED, SET_OUT, 1, "Negociar"),
        observed(WEIGHTED, REACHED, 0, "Negociar"),
    ]
    found = delivered(filled(row(4, WEIGHTED, "Firmar", 4, 75)))
    taken = removed(known, found, WHY)
    assert [(it.place.input, it.place.statement, it.value) for it in taken] == [
        (SET_OUT, "Negociar", None),
        (REACHED, "Negociar", None),
    ]
    assert {it.reason for it in taken} == {WHY}
    (told,) = map(str, unlisted(taken))
    assert "«Negociar»" in told
    assert "[objetivo-sin-fila]" in told


@pytest.mark.parametrize(
    "unlike",
    [
        {"unit": "SEU"},
        {"month": delivered(template()).period.first_month.replace(month=8)},
        {"superseded_at": observed(WEIGHTED, SET_OUT, 1).recorded_at},
        {"series": "1.1.1.1a"},
        {"statement": None},
        {"value": None},
    ],
)
def test_nothing_else_is_taken_back(unlike):
    said = {"series": WEIGHTED, "name": SET_OUT, "value": 4, "statement": "Firmar"} | unlike
    assert removed([observed(**said)], delivered(template()), WHY) == ()
