"""Whether a sheet still stands as it was given: everything in sight, nothing merged or moved."""

from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl.utils import range_boundaries

from analytics.workbook.layout import (
    FIRST_ROW,
    HEADER_ROW,
    INSTRUCTIONS_COLUMNS,
    INSTRUCTIONS_ROWS,
    coordinate,
)
from analytics.workbook.problems import PASTE, CellProblem, Refusal
from analytics.workbook.texts import is_blank, plain

_OUTSIDE = Refusal(
    "Esta celda está fuera de la tabla, y lo que dice no se registra. Pase el dato a su celda y "
    "bórrelo de aquí.",
    "fuera-de-la-tabla",
)


def filled(sheet: Any) -> list[Any]:
    """The cells in which something is written."""
    return [cell for row in sheet.iter_rows() for cell in row if not is_blank(cell)]


def strangers(book: Any, known: Sequence[str]) -> Iterator[CellProblem]:
    """The sheets that are hidden or not the template's, if anything is written in them."""
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible" and (sheet.title in known or filled(sheet)):
            yield CellProblem(
                sheet.title,
                "",
                "está oculta y tiene datos. Muéstrela, o bórrela si no es de la plantilla.",
                "hoja-oculta",
            )
        elif sheet.title not in known and filled(sheet):
            yield CellProblem(
                sheet.title,
                "",
                "no es de la plantilla, y lo que dice no se registra. Pase sus datos a las hojas "
                "de la plantilla y bórrela.",
                "hoja-ajena",
            )


def headers(sheet: Any, expected: Sequence[str]) -> Iterator[CellProblem]:
    """What is wrong with the row of headers: then nothing below can be relied on."""
    for column, header in enumerate(expected, start=1):
        if plain(sheet.cell(HEADER_ROW, column)) != header:
            yield CellProblem(
                sheet.title,
                coordinate(HEADER_ROW, column),
                (f"Aquí debe decir «{header}». " if header else "Aquí no debe decir nada. ")
                + "No cambie, mueva, borre ni inserte columnas, ni las tres primeras filas. Si no "
                "puede deshacer el cambio, pida una plantilla nueva.",
                "encabezado-cambiado",
            )


def out_of_place(sheet: Any, columns: int) -> Iterator[CellProblem]:
    """What is hidden, merged, filled by a formula elsewhere, or written outside the table."""
    cells = filled(sheet)
    yield from _merged(sheet)
    yield from _spilled(sheet, cells)
    hidden_rows, hidden_columns = _hidden_rows(sheet), _hidden_columns(sheet)
    told: set[tuple[str, int]] = set()
    for cell in cells:
        if cell.row in hidden_rows and ("row", cell.row) not in told:
            told.add(("row", cell.row))
            yield CellProblem(
                sheet.title,
                coordinate(cell.row, 1),
                f"La fila {cell.row} está oculta o filtrada y tiene datos. Quite los filtros y "
                "muestre todas las filas.",
                "fila-oculta",
            )
        if cell.column in hidden_columns and ("column", cell.column) not in told:
            told.add(("column", cell.column))
            yield CellProblem(
                sheet.title,
                coordinate(HEADER_ROW, cell.column),
                "Esta columna está oculta y tiene datos. Muestre todas las columnas.",
                "columna-oculta",
            )
        if cell.column > columns or (cell.row < HEADER_ROW and cell.column > 1):
            yield _OUTSIDE.at(sheet.title, cell.coordinate)


def _hidden_rows(sheet: Any) -> set[int]:
    return {number for number, it in sheet.row_dimensions.items() if it.hidden or it.height == 0}


def _hidden_columns(sheet: Any) -> set[int]:
    return {
        number
        for it in sheet.column_dimensions.values()
        if it.hidden or it.width == 0
        for number in range(it.min, min(it.max or it.min, sheet.max_column) + 1)
    }


def _merged(sheet: Any) -> Iterator[CellProblem]:
    for it in sheet.merged_cells.ranges:
        if it.max_row >= HEADER_ROW:
            yield CellProblem(
                sheet.title,
                coordinate(it.min_row, it.min_col),
                f"Las celdas {it.coord} están combinadas. Sepárelas y escriba cada dato en su "
                "celda.",
                "celdas-combinadas",
            )


def _spilled(sheet: Any, cells: Sequence[Any]) -> Iterator[CellProblem]:
    """Cells that only show what a formula over several cells yields: they look like numbers."""
    for origin in cells:
        reach = getattr(origin.value, "ref", None) if origin.data_type == "f" else None
        if reach is None:
            continue
        left, top, right, bottom = range_boundaries(reach)
        for cell in cells:
            within = left <= cell.column <= right and top <= cell.row <= bottom
            if within and cell is not origin and cell.row >= FIRST_ROW:
                yield CellProblem(
                    sheet.title,
                    cell.coordinate,
                    f"El valor viene de la fórmula de la celda {origin.coordinate}. {PASTE}",
                    "es-formula",
                )


def notes(sheet: Any) -> Iterator[CellProblem]:
    """What is written in the instructions beside them: nobody would read it."""
    for cell in filled(sheet):
        if cell.column > INSTRUCTIONS_COLUMNS or cell.row > INSTRUCTIONS_ROWS:
            yield _OUTSIDE.at(sheet.title, cell.coordinate)
