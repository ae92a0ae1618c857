"""What the register refuses of a workbook, told by the cells in which it is written."""

from collections.abc import Sequence

from openpyxl.utils import get_column_letter

from analytics.workbook.cells import NOT_APPLICABLE
from analytics.workbook.delivered import Delivered
from analytics.workbook.layout import DEGREE, INSTRUCTIONS, OBJECTIVES, PERIOD
from analytics.workbook.problems import CellProblem
from db.recording import NotRecorded, Why


def told(delivered: Delivered, refusals: Sequence[NotRecorded]) -> list[CellProblem]:
    """Each refusal in its place, in the order in which the register gave them."""
    return [_told(delivered, it) for it in refusals]


def _told(delivered: Delivered, it: NotRecorded) -> CellProblem:
    # A record that is no cell's takes back an objective that the sheet leaves out.
    sheet, _, cell = delivered.cells.get(it.record.place, OBJECTIVES).partition("!")
    match it.why:
        case Why.SEALED:
            return CellProblem(
                INSTRUCTIONS,
                PERIOD,
                f"La unidad ya entregó el período {it.period}, o está cerrado. Pida que se "
                "reabra, o diga por qué corrige después.",
                it.why,
            )
        case Why.UNEXPLAINED:
            return CellProblem(
                sheet,
                cell,
                f"Ya está registrado {_in_force(it, cell)}. Escriba en la misma fila el motivo "
                "de la corrección, o deje el valor como estaba.",
                it.why,
            )
        case Why.OVERLAPS:
            months = (
                ""
                if it.known is None
                else f" ({it.known.month:%Y-%m} a {it.known.last_month:%Y-%m})"
            )
            return CellProblem(
                sheet,
                cell,
                f"Este dato ya está registrado para otros meses{months} que comparten alguno con "
                "este período. Registre cada mes una sola vez: borre aquí el valor, o retire "
                "antes el otro con NC.",
                it.why,
            )


def _in_force(it: NotRecorded, cell: str) -> str:
    value = None if it.known is None else it.known.value
    shown = NOT_APPLICABLE if value is None else f"{value.normalize():f}"
    if it.record.place.statement and cell.startswith(get_column_letter(DEGREE)):
        return f"otro peso alcanzado ({shown})"  # the product of the row's weight and degree
    return f"otro valor ({shown})"
