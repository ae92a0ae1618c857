"""What an author may put in the cell `parameters` of a range."""

import re
from decimal import Decimal

from surveys.survey import Range

NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,6})?")
UNSAID = {"start": "1", "end": "10", "step": "1"}  # as pyxform has it
MOST = 1000  # numbers: whoever needs more asks for an integer


def parameter_trouble(cell: str) -> tuple[str, str, str] | None:
    pairs = [it.partition("=") for it in _pieces(cell)]
    if not all(name in UNSAID and NUMBER.fullmatch(value) for name, _, value in pairs):
        return (
            "bad-parameters",
            f"«{cell}» no describe una escala de números.",
            "Escriba, por ejemplo: start=0 end=10 step=1.",
        )
    given = {**UNSAID, **{name: value for name, _, value in pairs}}
    start, end, step = (Decimal(given[name]) for name in ("start", "end", "step"))
    if step <= 0 or start == end or (end - start) % step or abs(end - start) / step > MOST:
        return (
            "bad-parameters",
            f"De {start} a {end} no se llega con pasos de {step}.",
            f"El paso es mayor que cero y cabe entero; no puede haber más de {MOST} números.",
        )
    return None


def range_of(cell: str) -> Range:
    """The range that a cell without trouble describes."""
    pairs = (it.partition("=") for it in _pieces(cell))
    given = {**UNSAID, **{name: value for name, _, value in pairs}}
    return Range(*(Decimal(given[name]) for name in ("start", "end", "step")))


def _pieces(cell: str) -> list[str]:
    """Authors part them with blanks, commas or semicolons, and put blanks around the sign."""
    return re.sub(r"\s*=\s*", "=", cell.replace(",", " ").replace(";", " ")).split()
