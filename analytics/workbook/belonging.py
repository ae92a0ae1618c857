"""Whether a workbook is this unit's, and asks for what the unit answers for today."""

from analytics import plan
from analytics.workbook.delivered import Delivered
from analytics.workbook.layout import DUTIES, INSTRUCTIONS, UNIT
from analytics.workbook.problems import CellProblem
from db.units import Unit


def foreign(unit: Unit, delivered: Delivered) -> CellProblem | None:
    """Why *unit* cannot deliver this workbook, if it cannot."""
    if delivered.unit != unit.code:
        return CellProblem(
            INSTRUCTIONS,
            UNIT,
            f"El libro es de {delivered.unit}, y usted entrega por {unit.code}. Use la plantilla "
            "de su unidad.",
            "otra-unidad",
        )
    if set(delivered.objectives) != set(duties(unit)):
        return CellProblem(
            INSTRUCTIONS,
            DUTIES,
            "Los objetivos que responde la unidad ya no son los de esta plantilla. Pida una "
            "plantilla nueva y copie a ella sus valores.",
            "otros-objetivos",
        )
    return None


def duties(unit: Unit) -> tuple[str, ...]:
    """The objectives of the plan that the unit answers for, in the plan's order."""
    return tuple(it.code for it in plan.load() if it.code in unit.directo)
