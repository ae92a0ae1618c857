"""The workbook that a unit fills: what it is asked, and what it already said."""

from collections.abc import Sequence
from datetime import datetime, time

from openpyxl import Workbook

from analytics.period import Period
from analytics.workbook import data_sheet, instructions, objectives_sheet
from analytics.workbook import standing as standings
from analytics.workbook.belonging import duties
from analytics.workbook.inputs import asked, weighted
from analytics.workbook.layout import DATA, INSTRUCTIONS, OBJECTIVES
from analytics.workbook.packing import packed
from db.observations import Observation
from db.units import Unit


def write(unit: Unit, period: Period, known: Sequence[Observation]) -> bytes:
    """The .xlsx for one period, filled with what is *known* of exactly that period."""
    standing = standings.of(known, unit.code, period)
    answers_for = duties(unit)
    heading = f"{{}} · {unit.code} · {period.label}"
    book = Workbook()
    book.active.title = INSTRUCTIONS
    instructions.write(book.active, unit, period)
    data_sheet.write(book.create_sheet(DATA), heading.format(DATA), asked(answers_for), standing)
    if choices := weighted(answers_for):
        objectives_sheet.write(
            book.create_sheet(OBJECTIVES),
            heading.format("Objetivos ponderados"),
            choices,
            standings.objectives(standing, choices),
        )
    return packed(book, datetime.combine(period.first_month, time()))
