"""The sheet of weighted objectives, read row by row: a row is complete or empty."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from analytics.workbook import layout, numbers
from analytics.workbook.entry import Entry
from analytics.workbook.inputs import Weighted, weighted
from analytics.workbook.layout import (
    CHOICES,
    DEGREE,
    FIRST_ROW,
    OBJECTIVE_REASON,
    OBJECTIVE_SOURCE,
    OBJECTIVES,
    SERIES,
    STATEMENT,
    WEIGHT,
    coordinate,
)
from analytics.workbook.problems import CellProblem, Refusal
from analytics.workbook.texts import collapsed, is_blank, plain, written

_NAMES = {SERIES: "la serie", STATEMENT: "el enunciado", WEIGHT: "el peso", DEGREE: "el grado"}
_DECIMALS = 2  # of weight and degree together: so their product, over 100, has four


@dataclass(frozen=True)
class _Row:
    """An objective as its unit wrote it."""

    series: Weighted
    statement: str
    weight: Decimal
    degree: Decimal
    document: str | None
    reason: str | None


def read(sheet: Any, objectives: Collection[str]) -> list[Entry | CellProblem]:
    """What every row says, in the sheet's order; its headers are known to be right."""
    choices = {it.series.code: it for it in weighted(objectives)}
    found: list[Entry | CellProblem] = [*_choices_changed(sheet, choices.values())]
    seen: dict[tuple[str, str], int] = {}
    for cells in sheet.iter_rows(min_row=FIRST_ROW, max_col=OBJECTIVE_REASON):
        if all(is_blank(cell) for cell in cells):
            continue
        row = _row(cells, choices)
        if not isinstance(row, _Row):
            found += row
            continue
        number = cells[0].row
        first = seen.setdefault((row.series.series.code, row.statement.casefold()), number)
        if first != number:
            found.append(_at(cells, STATEMENT, _repeated(first)))
        else:
            found += _entries(number, row)
    return found


def _row(cells: Sequence[Any], choices: dict[str, Weighted]) -> _Row | list[CellProblem]:
    series = choices.get(plain(cells[SERIES - 1]))
    statement = written(cells[STATEMENT - 1], shortest=3)
    weight, degree = _number(cells[WEIGHT - 1]), _number(cells[DEGREE - 1])
    document, reason = (written(cells[it - 1]) for it in (OBJECTIVE_SOURCE, OBJECTIVE_REASON))
    problems = [
        _at(cells, column, _lacks(column)) for column in _NAMES if is_blank(cells[column - 1])
    ]
    if series is None and not is_blank(cells[SERIES - 1]):
        problems.append(_at(cells, SERIES, _UNKNOWN_SERIES))
    for column, said in enumerate((statement, weight, degree, document, reason), start=STATEMENT):
        if isinstance(said, Refusal):
            problems.append(_at(cells, column, said))
    if isinstance(weight, Decimal) and weight == 0:
        problems.append(_at(cells, WEIGHT, _NO_WEIGHT))
    if isinstance(degree, Decimal) and degree > 100:
        problems.append(_at(cells, DEGREE, _MORE_THAN_WHOLE))
    fine = sum(_decimals(it) for it in (weight, degree) if isinstance(it, Decimal))
    if fine > _DECIMALS:
        problems.append(_at(cells, DEGREE, _TOO_FINE))
    if problems:
        return problems
    return _Row(series, statement, weight, degree, document, reason)  # type: ignore[arg-type]  # a refusal or a blank is a problem


def _entries(number: int, row: _Row) -> Iterator[Entry]:
    for column, each, value in (
        (WEIGHT, row.series.set_out, row.weight),
        (DEGREE, row.series.reached, row.weight * row.degree / 100),
    ):
        yield Entry(
            OBJECTIVES,
            coordinate(number, column),
            row.series.series.code,
            each.name,
            value,
            row.document,
            row.reason,
            row.statement,
        )


def _choices_changed(sheet: Any, choices: Collection[Weighted]) -> Iterator[CellProblem]:
    """The plan's words to choose by must be what they were; nothing may be written beside them."""
    left = [tuple(map(collapsed, layout.choice_texts(it))) for it in choices]
    for cells in sheet.iter_rows(min_row=FIRST_ROW, min_col=CHOICES - 1, max_col=CHOICES + 2):
        gap, *texts = cells
        if not is_blank(gap):
            yield _OUTSIDE.at(OBJECTIVES, gap.coordinate)
        said = tuple(map(plain, texts))
        if said in left:
            left.remove(said)
        elif any(said):
            yield _OUTSIDE.at(OBJECTIVES, next(it for it in texts if plain(it)).coordinate)
    for texts in left:
        yield CellProblem(
            OBJECTIVES,
            "",
            f"falta {texts[0]} en la lista de series para elegir. No cambie esa lista. Si no "
            "puede deshacer el cambio, pida una plantilla nueva.",
            "lista-cambiada",
        )


def _number(cell: Any) -> Decimal | Refusal | None:
    return None if is_blank(cell) else numbers.plain(cell, _DECIMALS)


def _decimals(value: Decimal) -> int:
    return max(0, -int(value.normalize().as_tuple().exponent))


def _at(cells: Sequence[Any], column: int, refusal: Refusal) -> CellProblem:
    return refusal.at(OBJECTIVES, coordinate(cells[0].row, column))


def _lacks(column: int) -> Refusal:
    return Refusal(
        f"Falta {_NAMES[column]}. Complete la fila, o borre todo lo que hay en ella.",
        "fila-incompleta",
    )


def _repeated(first: int) -> Refusal:
    return Refusal(
        f"Este objetivo ya está en la fila {first}, en la misma serie. Borre una de las dos "
        "filas, o escriba en qué se distinguen.",
        "objetivo-repetido",
    )


_UNKNOWN_SERIES = Refusal(
    "Esta serie no está en la lista de la derecha. Elija una de la lista, por ejemplo 1.11.1.1b.",
    "serie-desconocida",
)
_NO_WEIGHT = Refusal("El peso es 0. Escriba un peso mayor que 0, por ejemplo 3.", "peso-cero")
_MORE_THAN_WHOLE = Refusal(
    "El grado es mayor que 100. Escriba de 0 a 100, por ejemplo 75.", "grado-mayor-que-100"
)
_TOO_FINE = Refusal(
    "El peso y el grado tienen, entre los dos, más de 2 decimales. Redondee uno de los dos: por "
    "ejemplo, peso 2.5 y grado 33.3.",
    "demasiados-decimales",
)
_OUTSIDE = Refusal(
    "Esta celda está fuera de la tabla, o cambió la lista de series. Pase el dato a su celda y "
    "bórrelo de aquí.",
    "fuera-de-la-tabla",
)
