"""The sheet of single inputs, read row by row: each says by its key which input it is."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from analytics.plan import Kind
from analytics.workbook import layout
from analytics.workbook.cells import NotApplicable, number
from analytics.workbook.entry import Entry
from analytics.workbook.inputs import Asked, asked
from analytics.workbook.layout import DATA, FIRST_ROW, KEY, REASON, SOURCE, VALUE, coordinate
from analytics.workbook.problems import CellProblem, Refusal
from analytics.workbook.texts import collapsed, is_blank, plain, written


def read(sheet: Any, objectives: Collection[str]) -> list[Entry | CellProblem]:
    """What every row says, in the sheet's order; its headers are known to be right."""
    known = {it.key: it for it in asked(objectives)}
    found: list[Entry | CellProblem] = []
    seen: set[str] = set()
    for row in sheet.iter_rows(min_row=FIRST_ROW, max_col=KEY):
        if all(is_blank(cell) for cell in row):
            continue
        key = plain(row[KEY - 1])
        if key not in known:
            found.append(_at(row, KEY, _UNKNOWN_KEY))
        elif key in seen:
            found.append(_at(row, KEY, _REPEATED_KEY))
        else:
            seen.add(key)
            found += _moved(row, known[key])
            found += _said(row, known[key])
    found += [_missing(it) for key, it in known.items() if key not in seen]
    return [*found, *_overdone(found, known.values())]


_RESTORE = "Si no puede deshacer el cambio, pida una plantilla nueva."
_UNKNOWN_KEY = Refusal(
    f"La clave de esta fila no es de la plantilla. No cambie claves ni añada filas. {_RESTORE}",
    "clave-desconocida",
)
_REPEATED_KEY = Refusal(
    f"Otra fila ya tiene esta clave. Borre la fila repetida. {_RESTORE}", "clave-repetida"
)
_MOVED = Refusal(
    "Este texto no es el que la plantilla tiene para la clave de la fila. No cambie los textos; "
    f"si ordena las filas, ordene la tabla entera. {_RESTORE}",
    "texto-cambiado",
)
_NO_VALUE = Refusal(
    "Hay una fuente o un motivo, pero no un valor. Escriba el valor, o NC si el dato no "
    "corresponde a la unidad; o borre también la fuente y el motivo.",
    "falta-el-valor",
)


def _said(row: Sequence[Any], it: Asked) -> Iterator[Entry | CellProblem]:
    value = number(row[VALUE - 1], it.input.unit)
    document, reason = written(row[SOURCE - 1]), written(row[REASON - 1])
    for column, said in ((VALUE, value), (SOURCE, document), (REASON, reason)):
        if isinstance(said, Refusal):
            yield _at(row, column, said)
    if isinstance(value, Refusal) or isinstance(document, Refusal) or isinstance(reason, Refusal):
        return
    if value is None:
        if document or reason:
            yield _at(row, VALUE, _NO_VALUE)
        return
    yield Entry(
        DATA,
        row[VALUE - 1].coordinate,
        it.series.code,
        it.input.name,
        None if isinstance(value, NotApplicable) else value,
        document,
        reason,
    )


def _moved(row: Sequence[Any], it: Asked) -> Iterator[CellProblem]:
    for column, text in enumerate(layout.data_texts(it), start=1):
        if plain(row[column - 1]) != collapsed(text):
            yield _at(row, column, _MOVED)


def _missing(it: Asked) -> CellProblem:
    return CellProblem(
        DATA,
        "",
        f"falta la fila de «{it.series.code} {it.input.text}» (clave {it.key}). No borre filas. "
        f"{_RESTORE}",
        "fila-borrada",
    )


def _overdone(
    found: Sequence[Entry | CellProblem], known: Collection[Asked]
) -> Iterator[CellProblem]:
    """Of works, more cannot be done than there is to do."""
    said = {f"{it.series}/{it.input}": it for it in found if isinstance(it, Entry)}
    for series in {it.series.code: it for it in known}.values():
        if series.measure.kind_of(series.series) is not Kind.PROGRESS_OF_WORKS:
            continue
        done, planned = (
            said.get(f"{series.series.code}/{it.name}") for it in series.series.inputs
        )
        if done is None or planned is None or done.value is None or planned.value is None:
            continue
        if done.value > planned.value:
            yield CellProblem(
                DATA,
                done.cell,
                f"Lo hecho ({done.value}) es más que todo lo previsto ({planned.value}, celda "
                f"{planned.cell}). Corrija uno de los dos.",
                "mas-que-lo-previsto",
            )


def _at(row: Sequence[Any], column: int, refusal: Refusal) -> CellProblem:
    return refusal.at(DATA, coordinate(row[0].row, column))
