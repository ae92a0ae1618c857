"""The sheet of weighted objectives, as it is given: those in force, and rows for more."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from openpyxl.worksheet.datavalidation import DataValidation

from analytics.workbook import layout, look, sources
from analytics.workbook.inputs import Weighted
from analytics.workbook.layout import (
    CHOICES,
    DEGREE,
    FIRST_ROW,
    HEADER_ROW,
    OBJECTIVE_HEADERS,
    OBJECTIVE_REASON,
    OBJECTIVE_SOURCE,
    SERIES,
    STATEMENT,
    WEIGHT,
    coordinate,
)
from analytics.workbook.standing import Objective

_ROWS = 200
_SPARE = 50  # at least, where more than that are in force
_WIDTHS = (12, 62, 10, 15, 26, 26, 3, 12, 38, 54)


def write(
    sheet: Any, heading: str, choices: Sequence[Weighted], standing: Sequence[Objective]
) -> None:
    look.title(sheet["A1"], heading)
    look.help_line(
        sheet["A2"],
        "Un objetivo por fila: complete la fila o déjela vacía. A la derecha, las series que "
        "puede elegir.",
    )
    for column, header in enumerate(OBJECTIVE_HEADERS, start=1):
        if header:
            look.header(sheet.cell(HEADER_ROW, column), header)
    for number, choice in enumerate(choices, start=FIRST_ROW):
        for column, text in enumerate(layout.choice_texts(choice), start=CHOICES):
            look.given(sheet.cell(number, column), text)
    rows = max(_ROWS, len(standing) + _SPARE)
    for number in range(FIRST_ROW, FIRST_ROW + rows):
        _row(sheet, number, None)
    for number, it in enumerate(standing, start=FIRST_ROW):
        _row(sheet, number, it)
    for number in range(FIRST_ROW, FIRST_ROW + max(len(standing), len(choices))):
        look.fit(sheet, number, _WIDTHS)
    last = FIRST_ROW + rows - 1
    for rule in _rules(len(choices), last):
        sheet.add_data_validation(rule)
    look.page(sheet, f"A1:{coordinate(last, len(OBJECTIVE_HEADERS))}", heading)
    look.table(sheet, _WIDTHS)


def _row(sheet: Any, number: int, it: Objective | None) -> None:
    source = sources.document(it.source) if it else None
    for column, value, shown in (
        (SERIES, it and it.series, look.TEXT_FORMAT),
        (STATEMENT, it and it.statement, look.TEXT_FORMAT),
        (WEIGHT, it and it.weight, "General"),
        (DEGREE, it and _plain(it.degree), "General"),
        (OBJECTIVE_SOURCE, source, look.TEXT_FORMAT),
        (OBJECTIVE_REASON, None, look.TEXT_FORMAT),
    ):
        look.entry(sheet.cell(number, column), value, shown)


def _plain(value: Decimal) -> Decimal:
    return value.normalize()


def _rules(choices: int, last: int) -> list[DataValidation]:
    top, bottom = coordinate(FIRST_ROW, CHOICES), coordinate(FIRST_ROW + choices - 1, CHOICES)
    series = DataValidation(type="list", formula1=f"{_fixed(top)}:{_fixed(bottom)}")
    series.error = "Elija una serie de la lista."
    statement = DataValidation(type="textLength", operator="between", formula1="3", formula2="300")
    statement.error = "Escriba entre 3 y 300 caracteres."
    weight = DataValidation(type="decimal", operator="greaterThan", formula1="0")
    weight.error = "Escriba un número mayor que 0, por ejemplo 3."
    degree = DataValidation(type="decimal", operator="between", formula1="0", formula2="100")
    degree.error = "Escriba un número de 0 a 100, por ejemplo 75."
    rules = {SERIES: series, STATEMENT: statement, WEIGHT: weight, DEGREE: degree}
    for column, rule in rules.items():
        rule.allow_blank = rule.showErrorMessage = True
        rule.errorTitle = OBJECTIVE_HEADERS[column - 1]
        rule.add(f"{coordinate(FIRST_ROW, column)}:{coordinate(last, column)}")
    return list(rules.values())


def _fixed(cell: str) -> str:
    letter, number = cell.rstrip("0123456789"), cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f"${letter}${number}"
