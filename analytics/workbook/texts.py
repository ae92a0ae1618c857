"""What a cell says in words: trimmed, in one line, without what cannot be seen."""

import re
import unicodedata
from typing import Any

from analytics.workbook.problems import PASTE, Refusal

# Excel keeps a control character as _x0007_, and the end of another program's line as _x000D_.
_LINE = re.compile(r"_x000[9AaDd]_")
_ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}  # Unicode's categories


def collapsed(value: str) -> str:
    """One line without blanks around and with single ones within; an accent has one spelling."""
    return unicodedata.normalize("NFC", " ".join(_LINE.sub(" ", value).split()))


def is_blank(cell: Any) -> bool:
    """Whether nothing is written there; a formula is something, whatever it shows."""
    if cell.data_type == "f":
        return False
    return cell.value is None or (isinstance(cell.value, str) and not collapsed(cell.value))


def plain(cell: Any) -> str:
    """The cell's words, to be compared with the plan's; whatever else it holds is no words."""
    if cell.data_type == "s" and isinstance(cell.value, str):
        return collapsed(cell.value)
    return "" if is_blank(cell) else "\0"


def written(cell: Any, *, shortest: int = 1, longest: int = 300) -> str | Refusal | None:
    """What somebody wrote, none if nothing, or why it cannot be taken."""
    if is_blank(cell):
        return None
    if cell.data_type == "f":
        return Refusal(f"Hay una fórmula y aquí va un texto. {PASTE}", "es-formula")
    if cell.data_type != "s" or not isinstance(cell.value, str):
        return Refusal(
            "Aquí va un texto, y la celda guarda un número, una fecha u otra cosa. Dé a la celda "
            "el formato Texto y escriba de nuevo, por ejemplo: Informe 12.",
            "no-es-texto",
        )
    text = collapsed(cell.value)
    if unseen := unseen_in(text):
        return Refusal(
            f"El texto tiene un carácter que no se ve ({unseen}). Borre el texto y escríbalo "
            "de nuevo con el teclado.",
            "caracter-invisible",
        )
    if not shortest <= len(text) <= longest:
        return Refusal(
            f"El texto tiene {len(text)} caracteres. Escriba entre {shortest} y {longest}.",
            "largo-del-texto",
        )
    return text


def unseen_in(text: str) -> str | None:
    """The first character that is not seen, by its number."""
    if escaped := _ESCAPED.search(text):
        return f"U+{escaped.group()[2:6].upper()}"
    found = next((it for it in text if unicodedata.category(it) in _UNSEEN), None)
    return None if found is None else f"U+{ord(found):04X}"
