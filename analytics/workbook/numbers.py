"""A cell's number, exactly; or why what it holds could be misread."""

import math
import re
from decimal import Decimal
from typing import Any

from analytics.workbook import formats
from analytics.workbook.problems import PASTE, Refusal
from analytics.workbook.texts import collapsed

_LIMIT = 10**15  # Excel keeps 15 digits of a number
_NOISE = Decimal("0.0001")  # what may be lost of a large sum when it is cut to 15 digits
_EXAMPLE = "por ejemplo 1234 o 1234.50"
# Three decimals would read like thousands.
_PLAIN = re.compile(r"(?:0|[1-9][0-9]{0,14})(?:\.(?:[0-9]{1,2}|[0-9]{4,15}))?")


def plain(cell: Any, decimals: int) -> Decimal | Refusal:
    """The number in a cell that is not blank, with no more than these decimals."""
    found = _found(cell)
    return found if isinstance(found, Refusal) else _fitting(found, decimals)


def _found(cell: Any) -> Decimal | Refusal:
    value = cell.value
    match cell.data_type:
        case "n" if type(value) in {int, float}:
            return _shown(cell) or _counted(value)
        case "s" if isinstance(value, str):
            return _from_text(collapsed(value))
        case "e":
            return Refusal(
                f"La celda muestra un error ({value}). Escriba el número, {_EXAMPLE}.", "es-error"
            )
        case kind:
            return _OF_OTHER_KINDS.get(kind, _not_a_number("Lo que hay en la celda"))


def _shown(cell: Any) -> Refusal | None:
    """Whether the cell's format lets people see another number than the one it holds."""
    if formats.is_percentage(cell.number_format):
        return _PERCENTAGE
    if not formats.shows_plainly(cell.number_format, zero=cell.value == 0):
        return _CONFUSING
    return None


def _counted(value: float) -> Decimal | Refusal:
    if value < 0:
        return _NEGATIVE
    if not math.isfinite(value) or value >= _LIMIT:
        return _TOO_MANY_DIGITS
    fifteen = Decimal(f"{value:.15g}")  # as Excel shows it: 0.1 + 0.2 is 0.3
    return fifteen if abs(fifteen - Decimal(repr(value))) < _NOISE else _TOO_MANY_DIGITS


def _from_text(text: str) -> Decimal | Refusal:
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    quoted = f"«{text[:40]}»"
    found = next((it for rule, it in _ODD_TEXTS if rule.match(text)), None)
    return Refusal(f"{quoted} {found.message}", found.code) if found else _not_a_number(quoted)


def _fitting(found: Decimal, decimals: int) -> Decimal | Refusal:
    rounded = round(found, decimals)
    if rounded != found and decimals == 0:
        return Refusal(
            f"Este dato se cuenta en unidades y la celda dice {found}. Escriba un número entero, "
            "por ejemplo 12.",
            "no-es-entero",
        )
    if rounded != found:
        return Refusal(
            f"La celda dice {found}. Escriba como máximo {decimals} decimales.",
            "demasiados-decimales",
        )
    many = len(rounded.normalize().as_tuple().digits) > 15
    return _TOO_MANY_DIGITS if many else rounded


def _not_a_number(what: str) -> Refusal:
    return Refusal(
        f"{what} no es un número. Escriba solo el número, {_EXAMPLE}, sin palabras ni signos.",
        "no-es-numero",
    )


_PERCENTAGE = Refusal(
    "La celda tiene formato de porcentaje, que guarda 8.25 % como 0.0825. Póngale formato General "
    "y escriba 8.25, sin el signo.",
    "formato-de-porcentaje",
)
_CONFUSING = Refusal(
    "El formato de la celda puede mostrar un número distinto del que guarda. Póngale formato "
    "General y revise el número.",
    "formato-que-confunde",
)
_NEGATIVE = Refusal("El número es negativo. Escriba 0 o más.", "es-negativo")
_TOO_MANY_DIGITS = Refusal(
    "El número es demasiado grande o tiene demasiadas cifras: Excel guarda solo 15. Escriba un "
    "número menor que 1 000 000 000 000 000, con menos decimales.",
    "demasiadas-cifras",
)
_DATE = Refusal(
    "La celda guarda una fecha o una hora. Póngale formato General y escriba de nuevo el número, "
    f"{_EXAMPLE}.",
    "es-fecha",
)
_LOGICAL = Refusal(f"La celda dice VERDADERO o FALSO. Escriba un número, {_EXAMPLE}.", "es-logico")
_FORMULA = Refusal(f"Hay una fórmula. {PASTE}", "es-formula")
_OF_OTHER_KINDS = {"f": _FORMULA, "b": _LOGICAL, "d": _DATE}  # openpyxl's data types

_WRITE = f"Escriba los miles sin separador y los decimales con punto, {_EXAMPLE}."
_ODD_TEXTS = (
    (re.compile(r"[-−][0-9]"), Refusal("es negativo. Escriba 0 o más.", "es-negativo")),
    (
        re.compile(r"[0-9]+\.[0-9]{3}$"),
        Refusal(
            f"se puede leer de dos maneras: con miles o con tres decimales. {_WRITE}",
            "separador-ambiguo",
        ),
    ),
    (
        re.compile(r".*[0-9].*,|.*,.*[0-9]"),
        Refusal(
            f"tiene una coma, y no se sabe si separa miles o decimales. {_WRITE}",
            "numero-con-coma",
        ),
    ),
    (
        re.compile(r".*[0-9] ?%"),
        Refusal(
            "tiene el signo de porcentaje. Escriba solo el número, por ejemplo 8.25.",
            "signo-de-porcentaje",
        ),
    ),
)
