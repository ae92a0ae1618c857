"""A survey from an XLSForm, or everything its author has to repair.

The one place that touches pyxform, and of it only `convert(...).xform`: the rest is internal
to it and changes between versions.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Mapping
from pathlib import Path

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from surveys.assembly import Assembly
from surveys.columns import code_of, offered
from surveys.form_problem import FormProblem
from surveys.lint import lint
from surveys.sheets import (
    FILE_TYPES,
    MAX_COLUMNS,
    MAX_ROWS,
    Sheet,
    TooLargeError,
    UnreadableFileError,
    read_sheets,
)
from surveys.survey import Survey
from surveys.xform import XForm

SHEETS = ("survey", "choices", "settings")
PLACE = re.compile(r"\[row : (\d+)\]\s*")


def load(source: Path | bytes, file_type: str = ".xlsx") -> Survey | tuple[FormProblem, ...]:
    """The survey in the file; raises OSError where the path cannot be read."""
    if file_type not in FILE_TYPES:
        return (
            _whole_file("unsupported-file", f"Los archivos «{file_type}» no están disponibles."),
        )
    content = source.read_bytes() if isinstance(source, Path) else source
    content = content.removeprefix(BOM_UTF8)
    sheets = _sheets(content, file_type)
    if isinstance(sheets, FormProblem):
        return (sheets,)
    survey, choices, settings = (sheets.get(name, Sheet(name, (), ())) for name in SHEETS)
    problems = lint(survey, choices, settings)
    if problems:
        return tuple(problems)
    try:
        xml: str = convert(content, file_type=file_type).xform
    except PyXFormError as error:
        return (_from_pyxform(error),)
    people_read = offered((survey, choices), settings)
    xform = XForm(xml, {language: code_of(language) or "" for language in people_read})
    return Assembly(xform, survey, settings.rows[0]).survey()


def _sheets(content: bytes, file_type: str) -> Mapping[str, Sheet] | FormProblem:
    try:
        sheets = read_sheets(content, file_type)
    except TooLargeError:
        return _TOO_LARGE
    except UnreadableFileError:
        return _whole_file("unreadable-file", "El archivo no es un formulario legible.")
    if "survey" not in sheets:
        return _whole_file("missing-sheet", "Falta la hoja survey.")
    unknown = [name for name in sheets if name not in SHEETS]
    if unknown and file_type != ".xlsx":  # a workbook may hold its author's notes
        return _whole_file("unknown-sheet", f"La hoja «{unknown[0]}» no está disponible.")
    return sheets


def _whole_file(code: str, message: str) -> FormProblem:
    remedy = "Guarde el libro como .xlsx con las hojas survey, choices y settings."
    return FormProblem(code, "survey", None, None, message, remedy)


def _from_pyxform(error: PyXFormError) -> FormProblem:
    """What our own checks did not foresee, in pyxform's English."""
    text = str(error)
    place = PLACE.search(text)
    row = int(place[1]) if place else None
    sheet = next((it for it in ("choices", "settings") if f"'{it}' sheet" in text), "survey")
    message = f"pyxform no acepta el formulario: {PLACE.sub('', text)}"
    return FormProblem("pyxform", sheet, row, None, message, "Corrija la fila indicada.")


_TOO_LARGE = FormProblem(
    "too-large",
    "survey",
    None,
    None,
    f"El archivo es demasiado grande: caben {MAX_ROWS} filas y {MAX_COLUMNS} columnas por hoja.",
    "Borre las filas y columnas vacías del final, las imágenes y las hojas que no hagan falta.",
)
