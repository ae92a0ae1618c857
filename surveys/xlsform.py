"""A survey from an XLSForm, or everything its author has to repair.

The one place that touches pyxform, and of it only `convert(...).xform`: the rest is internal
to it and changes between versions.
"""

import re
from pathlib import Path

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from surveys.assembly import Assembly
from surveys.columns import code_of, offered
from surveys.form_problem import FormProblem
from surveys.lint import lint
from surveys.sheets import FILE_TYPES, Sheet, UnreadableFileError, read_sheets
from surveys.survey import Survey
from surveys.xform import XForm

PLACE = re.compile(r"\[row : (\d+)\]\s*")


def load(source: Path | bytes, file_type: str = ".xlsx") -> Survey | tuple[FormProblem, ...]:
    """The survey in the file; raises OSError where the path cannot be read."""
    if file_type not in FILE_TYPES:
        return (
            _whole_file("unsupported-file", f"Los archivos «{file_type}» no están disponibles."),
        )
    content = source.read_bytes() if isinstance(source, Path) else source
    try:
        sheets = read_sheets(content, file_type)
    except UnreadableFileError:
        return (_whole_file("unreadable-file", "El archivo no es un formulario legible."),)
    if "survey" not in sheets:
        return (_whole_file("missing-sheet", "Falta la hoja survey."),)
    survey, choices, settings = (
        sheets.get(name, Sheet(name, (), ())) for name in ("survey", "choices", "settings")
    )
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
