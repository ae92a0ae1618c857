"""The sheet of single inputs, as it is given: the plan's words, and what is in force."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from analytics.plan import InputUnit
from analytics.workbook import layout, look, sources
from analytics.workbook.cells import DECIMALS, NOT_APPLICABLE
from analytics.workbook.inputs import Asked
from analytics.workbook.layout import (
    DATA_HEADERS,
    FIRST_ROW,
    HEADER_ROW,
    KEY,
    REASON,
    SOURCE,
    VALUE,
)
from db.observations import Observation

_FORMATS = {InputUnit.WHOLE: "#,##0", InputUnit.DOLLARS: "#,##0.00", InputUnit.PERCENT: "General"}
_WIDTHS = (20, 29, 38, 32, 11, 19, 25, 25, 9)
_RULES = {
    InputUnit.WHOLE: "Escriba un número entero, 0 o más. Si no corresponde, escriba NC.",
    InputUnit.DOLLARS: "Escriba dólares, con hasta 2 decimales. Si no corresponde, escriba NC.",
    InputUnit.PERCENT: "Escriba 8.25 para 8.25 %. Si no corresponde, escriba NC.",
}


def write(
    sheet: Any,
    heading: str,
    rows: Sequence[Asked],
    standing: Mapping[tuple[str, str, str | None], Observation],
) -> None:
    look.title(sheet["A1"], heading)
    look.help_line(
        sheet["A2"], "Escriba en las celdas amarillas. Vacío no cambia nada; NC: no corresponde."
    )
    for column, header in enumerate(DATA_HEADERS, start=1):
        look.header(sheet.cell(HEADER_ROW, column), header)
    rules = {unit: _rule(unit) for unit in InputUnit}
    before = None
    for number, it in enumerate(rows, start=FIRST_ROW):
        objective = it.series.code.split(".")[:2]
        first, before = objective != before, objective
        for column, text in enumerate(layout.data_texts(it), start=1):
            look.given(sheet.cell(number, column), text, first=first)
        look.key(sheet.cell(number, KEY), it.key, first=first)
        found = standing.get((it.series.code, it.input.name, None))
        value, source = (_value(found), sources.document(found.source)) if found else (None, None)
        cell = sheet.cell(number, VALUE)
        look.entry(cell, value, _FORMATS[it.input.unit], first=first)
        rules[it.input.unit].add(cell)
        look.entry(sheet.cell(number, SOURCE), source, look.TEXT_FORMAT, first=first)
        look.entry(sheet.cell(number, REASON), None, look.TEXT_FORMAT, first=first)
        look.fit(sheet, number, _WIDTHS)
    for rule in rules.values():
        if rule.sqref:
            rule.formula1 = _formula(rule)
            sheet.add_data_validation(rule)
    last = FIRST_ROW + max(0, len(rows) - 1)
    look.page(sheet, f"A1:{get_column_letter(KEY)}{last}", heading)
    look.table(sheet, _WIDTHS)


def _value(found: Observation) -> Decimal | str:
    return NOT_APPLICABLE if found.value is None else found.value


def _rule(unit: InputUnit) -> DataValidation:
    return DataValidation(
        type="custom",
        formula1=str(DECIMALS[unit]),
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="Valor",
        error=_RULES[unit],
        showInputMessage=True,
        promptTitle=f"Se cuenta en {unit}",
        prompt=_RULES[unit],
    )


def _formula(rule: DataValidation) -> str:
    """Of the range's first cell: a number from 0 up with its unit's decimals, or NC."""
    first = min(rule.sqref.ranges, key=lambda it: it.min_row)
    cell = f"{get_column_letter(VALUE)}{first.min_row}"
    return (
        f"IF(ISNUMBER({cell}),AND({cell}>=0,ROUND({cell},{rule.formula1})={cell}),"
        f'UPPER(TRIM({cell}))="{NOT_APPLICABLE}")'
    )
