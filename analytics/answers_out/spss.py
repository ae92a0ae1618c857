"""SPSS: labels, value labels and missing values.

pyreadstat writes a file from one frame and cannot add to it, so all rows are in memory at once:
hence MOST, above which the export is refused.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat

from analytics.answers_out.book import Book
from analytics.answers_out.csv_files import write_codebook
from analytics.answers_out.variable import Variable
from db.submissions import Submission

MOST = 100_000
_LABEL_BYTES, _VALUE_LABEL_BYTES = 255, 120
_NUMBERS = {"number", "choice", "mark"}


def write(folder: Path, stem: str, book: Book, submissions: Iterable[Submission]) -> None:
    values: list[list[Any]] = [[] for _ in book.variables]
    for submission in submissions:
        for variable, held in zip(book.variables, values, strict=True):
            held.append(_value(variable, submission))
    frame = pd.DataFrame(
        {
            variable.name: pd.Series(held, dtype=_dtype(variable, held))
            for variable, held in zip(book.variables, values, strict=True)
        }
    )
    values.clear()
    pyreadstat.write_sav(frame, str(folder / f"{stem}.sav"), row_compress=True, **_words(book))
    write_codebook(folder, stem, book)


def _words(book: Book) -> dict[str, Any]:
    """What the file says of its variables, in the form's default language."""
    language = book.default_language
    return {
        "file_label": _cut(book.surveys[-1].title, 60),
        "column_labels": {
            it.name: _cut(it.column.label(language), _LABEL_BYTES) for it in book.variables
        },
        "variable_value_labels": {
            it.name: {
                float(code): _cut(it.column.choice(name, language), _VALUE_LABEL_BYTES)
                for name, code in it.codes.items()
            }
            for it in book.variables
            if it.codes
        },
        "missing_ranges": {
            it.name: [{"lo": it.missing[0], "hi": it.missing[-1]}]
            for it in book.variables
            if it.missing
        },
        "variable_measure": {it.name: _measure(it) for it in book.variables},
    }


def _value(variable: Variable, submission: Submission) -> Any:
    value = variable.column.read(submission)
    match variable.column.kind:
        case "choice" | "mark":
            return None if value is None else variable.codes[str(value)]
        case "text" | "choices":
            return "" if value is None else str(value).replace("\0", "\ufffd")
        case _:
            return value


def _dtype(variable: Variable, held: list[Any]) -> str:
    """Days without any day are numbers without any number: an empty column says nothing else."""
    if variable.column.kind in _NUMBERS or all(it is None for it in held):
        return "float64"
    return "object"


def _measure(variable: Variable) -> str:
    if variable.column.is_scale and variable.column.kind == "choice":
        return "ordinal"
    return "nominal" if variable.codes or variable.column.kind not in _NUMBERS else "scale"


def _cut(text: str, most: int) -> str:
    """At most so many bytes of UTF-8, and an ellipsis where some are left out."""
    if len(text.encode()) <= most:
        return text
    return text.encode()[: most - 3].decode(errors="ignore") + "…"
