"""Where everything stands in the workbook; what writes it and what reads it agree here."""

from collections.abc import Collection

from openpyxl.utils import get_column_letter

from analytics.plan import Input
from analytics.workbook.inputs import Asked, Weighted, weighted

INSTRUCTIONS = "Instrucciones"
DATA = "Datos"
OBJECTIVES = "Objetivos"

# Of the instructions: what tells whose workbook this is, of when, and of which definitions.
UNIT = "B4"
PERIOD = "B5"
DUTIES = "B6"
VERSION = "B7"
INSTRUCTIONS_COLUMNS = 3
INSTRUCTIONS_ROWS = 60  # more than there are

# Of both tables: a title, a line of help, the headers, and then the rows.
HEADER_ROW = 3
FIRST_ROW = 4
MAX_ROWS = 3_000
MAX_COLUMNS = 60

DATA_HEADERS = (
    "Serie",
    "Indicador",
    "Medida",
    "Dato",
    "Se cuenta en",
    "Valor",
    "Fuente (documento)",
    "Motivo de la corrección",
    "Clave",
)
VALUE, SOURCE, REASON, KEY = 6, 7, 8, 9  # columns of the data

OBJECTIVE_HEADERS = (
    "Serie",
    "Objetivo (enunciado)",
    "Peso",
    "Grado alcanzado (%)",
    "Fuente (documento)",
    "Motivo de la corrección",
    "",  # a gap; then which series there are to choose from
    "Series para elegir",
    "Indicador",
    "Medida",
)
SERIES, STATEMENT, WEIGHT, DEGREE, OBJECTIVE_SOURCE, OBJECTIVE_REASON = range(1, 7)
CHOICES = 8  # the first column of the series to choose from


def sheets(objectives: Collection[str]) -> tuple[str, ...]:
    """The sheets of a unit's workbook; no unit is asked for what it does not have."""
    if weighted(objectives):
        return INSTRUCTIONS, DATA, OBJECTIVES
    return INSTRUCTIONS, DATA


def data_texts(it: Asked) -> tuple[str, ...]:
    """The plan's words in the first columns of the row."""
    return (
        f"{it.series.code} {it.series.text}",
        f"{it.indicator.code} {it.indicator.text}",
        it.measure.text,
        it.input.text,
        counted_in(it.input),
    )


def choice_texts(it: Weighted) -> tuple[str, ...]:
    """The plan's words beside a series that can be chosen."""
    return it.series.code, f"{it.indicator.code} {it.indicator.text}", it.measure.text


def counted_in(each: Input) -> str:
    return str(each.unit)


def coordinate(row: int, column: int) -> str:
    return f"{get_column_letter(column)}{row}"
