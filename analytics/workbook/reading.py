"""A delivered workbook, read strictly: all that it says, or everything that is wrong with it."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from openpyxl.utils.cell import coordinate_to_tuple

from analytics.period import Period
from analytics.workbook import data_rows, identity, layout, objective_rows, structure
from analytics.workbook.delivered import Delivered
from analytics.workbook.entry import Entry
from analytics.workbook.layout import DATA, INSTRUCTIONS, OBJECTIVES
from analytics.workbook.package import open_book
from analytics.workbook.problems import CellProblem
from db.recording import Place, Record


def read(content: bytes) -> Delivered | list[CellProblem]:
    """What the unit delivers, or every problem in the order of the sheets and their cells."""
    book = open_book(content)
    if isinstance(book, CellProblem):
        return [book]
    if missing := _missing(book, (INSTRUCTIONS, DATA)):
        return missing
    objectives = identity.objectives(book[INSTRUCTIONS])
    if isinstance(objectives, CellProblem):
        return [objectives]
    sheets = layout.sheets(objectives)
    if missing := _missing(book, sheets):
        return missing
    owner = identity.owner(book[INSTRUCTIONS])
    found = [*_entries(book, objectives)]
    problems = [
        *(owner if isinstance(owner, list) else ()),
        *structure.strangers(book, sheets),
        *structure.notes(book[INSTRUCTIONS]),
        *(it for it in found if isinstance(it, CellProblem)),
    ]
    if problems or isinstance(owner, list):
        return sorted(problems, key=lambda it: _order(it, book.sheetnames))
    return _delivered(*owner, objectives, [it for it in found if isinstance(it, Entry)])


def _entries(book: Any, objectives: Collection[str]) -> Iterator[Entry | CellProblem]:
    for name, headers, rows in (
        (DATA, layout.DATA_HEADERS, data_rows.read),
        (OBJECTIVES, layout.OBJECTIVE_HEADERS, objective_rows.read),
    ):
        if name not in layout.sheets(objectives):
            continue
        sheet = book[name]
        if changed := [*structure.headers(sheet, headers)]:
            yield from changed  # and what stands below means nothing
        else:
            yield from structure.out_of_place(sheet, len(headers))
            yield from rows(sheet, objectives)


def _delivered(
    unit: str, period: Period, objectives: tuple[str, ...], entries: Sequence[Entry]
) -> Delivered:
    records, cells = [], {}
    for it in entries:
        place = Place(
            it.series,
            it.input,
            period.first_month,
            period.last_month,
            unit=unit,
            statement=it.statement,
        )
        records.append(Record(place, it.value, it.source, it.reason))
        cells[place] = it.place
    return Delivered(unit, period, objectives, tuple(records), cells)


def _missing(book: Any, sheets: Sequence[str]) -> list[CellProblem]:
    names = {sheet.title for sheet in book.worksheets}
    return [
        CellProblem(
            "",
            "",
            f"le falta la hoja «{name}». Envíe la plantilla entera, sin borrar hojas ni "
            "cambiarles el nombre; si no es la plantilla, pida una.",
            "falta-una-hoja",
        )
        for name in sheets
        if name not in names
    ]


def _order(it: CellProblem, sheets: Sequence[str]) -> tuple[int, tuple[int, int]]:
    cell = coordinate_to_tuple(it.cell) if it.cell else (0, 0)
    return sheets.index(it.sheet) if it.sheet in sheets else -1, cell
