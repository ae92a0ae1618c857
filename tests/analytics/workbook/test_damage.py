"""What people do to a sheet: whatever it is, it is told in its place, and nothing is guessed."""

import pytest

from tests.analytics.workbook.books import edited, put, refused


def writes(sheet, cell, value):
    """Somebody writes in a cell."""
    return lambda book: put(book[sheet][cell], value)


def hides(sheet, state="hidden"):
    return lambda book: setattr(book[sheet], "sheet_state", state)


def adds_a_sheet(state):
    def change(book):
        book.create_sheet("Cálculos")["A1"] = 7
        book["Cálculos"].sheet_state = state

    return change


def repeats_a_key(book):
    book["Datos"]["I5"] = book["Datos"]["I4"].value


def writes_a_formula(book):
    book["Datos"]["D4"] = "=A1"


def hides_a_row(book):
    book["Datos"].row_dimensions[6].hidden = True


def hides_a_column(book):
    book["Datos"].column_dimensions["D"].hidden = True


DAMAGE = {
    "row deleted": (lambda it: it["Datos"].delete_rows(5), "Datos", "fila-borrada"),
    "column deleted": (lambda it: it["Datos"].delete_cols(3), "Datos!C3", "encabezado-cambiado"),
    "column inserted": (lambda it: it["Datos"].insert_cols(3), "Datos!C3", "encabezado-cambiado"),
    "row above": (lambda it: it["Datos"].insert_rows(1), "Datos!A3", "encabezado-cambiado"),
    "header changed": (writes("Datos", "F3", "Cantidad"), "Datos!F3", "encabezado-cambiado"),
    "key changed": (writes("Datos", "I4", "9.9.9.9a/nada"), "Datos!I4", "clave-desconocida"),
    "key deleted": (writes("Datos", "I4", None), "Datos!I4", "clave-desconocida"),
    "key repeated": (repeats_a_key, "Datos!I5", "clave-repetida"),
    "words changed": (writes("Datos", "D4", "Otro dato"), "Datos!D4", "texto-cambiado"),
    "words a formula": (writes_a_formula, "Datos!D4", "texto-cambiado"),
    "cells merged": (
        lambda it: it["Datos"].merge_cells("F4:F5"),
        "Datos!F4",
        "celdas-combinadas",
    ),
    "row hidden": (hides_a_row, "Datos!A6", "fila-oculta"),
    "column hidden": (hides_a_column, "Datos!D3", "columna-oculta"),
    "columns hidden in a group": (
        lambda it: it["Datos"].column_dimensions.group("B", "D", hidden=True),
        "Datos!C3",
        "columna-oculta",
    ),
    "note aside": (writes("Datos", "K7", 1234), "Datos!K7", "fuera-de-la-tabla"),
    "note above": (writes("Datos", "F1", "ojo"), "Datos!F1", "fuera-de-la-tabla"),
    "note below": (writes("Datos", "B90", "Total"), "Datos!I90", "clave-desconocida"),
    "note in the instructions": (
        writes("Instrucciones", "E30", "ojo"),
        "Instrucciones!E30",
        "fuera-de-la-tabla",
    ),
    "sheet hidden": (hides("Datos"), "Datos", "hoja-oculta"),
    "instructions hidden": (hides("Instrucciones", "veryHidden"), "Instrucciones", "hoja-oculta"),
    "sheet added": (adds_a_sheet("visible"), "Cálculos", "hoja-ajena"),
    "hidden sheet added": (adds_a_sheet("veryHidden"), "Cálculos", "hoja-oculta"),
    "sheet renamed": (lambda it: setattr(it["Datos"], "title", "Hoja1"), "", "falta-una-hoja"),
    "sheet deleted": (lambda it: it.remove(it["Objetivos"]), "", "falta-una-hoja"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_sheet_that_does_not_stand_as_it_was_given_is_refused(name):
    change, place, code = DAMAGE[name]
    assert (place, code) in refused(edited(change))
