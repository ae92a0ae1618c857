"""Whose workbook it is: unit, period, objectives, and the definitions it was made from."""

from typing import Any

from analytics import plan
from analytics.period import NotAPeriod, Period
from analytics.workbook.layout import DUTIES, INSTRUCTIONS, PERIOD, UNIT, VERSION
from analytics.workbook.problems import CellProblem
from analytics.workbook.texts import plain

_NEW = "Pida una plantilla nueva y copie a ella sus valores."


def objectives(sheet: Any) -> tuple[str, ...] | CellProblem:
    """The codes of the objectives asked for, which say what rows there must be."""
    if plain(sheet[VERSION]) != plan.version():
        return CellProblem(
            INSTRUCTIONS,
            VERSION,
            "La plantilla es de otra versión de las definiciones del plan. " + _NEW,
            "version-del-plan",
        )
    codes = tuple(plain(sheet[DUTIES]).split())
    if len(set(codes)) != len(codes) or any(plan.objective(it) is None for it in codes):
        return CellProblem(
            INSTRUCTIONS,
            DUTIES,
            "Los objetivos del plan que responde la unidad no se entienden. No cambie esta "
            "celda. " + _NEW,
            "objetivos-cambiados",
        )
    return codes


def owner(sheet: Any) -> tuple[str, Period] | list[CellProblem]:
    """The unit's code, which may be anybody's, and the period."""
    problems = []
    unit = plain(sheet[UNIT])
    if not unit or not unit.isprintable():
        problems.append(
            CellProblem(
                INSTRUCTIONS,
                UNIT,
                "Falta la sigla de la unidad. No cambie esta celda. " + _NEW,
                "falta-la-unidad",
            )
        )
    period = Period.parse(plain(sheet[PERIOD]))
    if isinstance(period, NotAPeriod):
        problems.append(
            CellProblem(
                INSTRUCTIONS,
                PERIOD,
                "No se entiende el período: debe decir, por ejemplo, 2026-S2. No cambie esta "
                "celda. " + _NEW,
                "periodo-no-existe",
            )
        )
        return problems
    return problems or (unit, period)
