"""What a unit wrote as the value of an input: a number, that it has no such thing, or nothing."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from analytics.plan import InputUnit
from analytics.workbook import numbers
from analytics.workbook.problems import Refusal
from analytics.workbook.texts import collapsed, is_blank

DECIMALS = {InputUnit.WHOLE: 0, InputUnit.DOLLARS: 2, InputUnit.PERCENT: 4}
NOT_APPLICABLE = "NC"
_NOT_APPLICABLE = {"nc", "no corresponde"}


@dataclass(frozen=True)
class NotApplicable:
    """The unit says that it has no such thing, which is known and adds nothing."""


def number(cell: Any, unit: InputUnit) -> Decimal | NotApplicable | Refusal | None:
    """The value of a cell of openpyxl; none if it is blank, and so nothing is said."""
    if is_blank(cell):
        return None
    if cell.data_type == "s" and collapsed(cell.value).casefold() in _NOT_APPLICABLE:
        return NotApplicable()
    found = numbers.plain(cell, DECIMALS[unit])
    if isinstance(found, Refusal) and found.code == "no-es-numero":
        return Refusal(
            f"{found.message} Si el dato no corresponde a la unidad, escriba {NOT_APPLICABLE}.",
            found.code,
        )
    return found
