"""A survey from an XLSForm, or everything its author has to repair.

The one place that touches pyxform, and of it only `convert(...).xform`: the rest is internal
to it and changes between versions.
"""

import re
from collections.abc import Mapping
from graphlib import CycleError
from pathlib import Path

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from surveys.columns import code_of, offered
from surveys.expressions import Expression
from surveys.form_problem import FormProblem
from surveys.formulas import compile_formula
from surveys.lint import lint
from surveys.sheets import FILE_TYPES, Sheet, UnreadableFileError, read_sheets
from surveys.survey import Question, Survey
from surveys.xform import Written, XForm

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
    rows = {row.get("name"): row.number for row in survey.rows}
    return _survey(xform, settings.rows[0].cells, rows)


def _survey(
    xform: XForm, settings: Mapping[str, str], rows: Mapping[str, int]
) -> Survey | tuple[FormProblem, ...]:
    problems: list[FormProblem] = []
    codes = tuple(xform.languages.values())
    questions = tuple(_question(it, rows[it.name], problems) for it in xform.questions())
    survey = Survey(
        form_id=settings["form_id"],
        version=settings["version"],
        title=xform.title,
        default_language=codes[0],
        languages=codes,
        questions=questions,
    )
    problems += _circles(survey, rows)
    if not any(question.is_scale for question in questions):
        problems.append(_NO_HEADLINE)
    return tuple(problems) or survey


def _question(written: Written, row: int, problems: list[FormProblem]) -> Question:
    def formula(column: str, source: str) -> Expression | None:
        if source in {"", "false()"}:
            return None
        compiled = compile_formula(source, written.name, row, column)
        if isinstance(compiled, Expression):
            return compiled
        problems.extend(compiled)
        return None

    return Question(
        name=written.name,
        type=written.type,
        labels=written.labels,
        hints=written.hints,
        required=formula("required", written.required),
        required_message=written.required_message,
        relevant=formula("relevant", written.relevant),
        constraint=formula("constraint", written.constraint),
        constraint_message=written.constraint_message,
        calculation=formula("calculation", written.calculation),
        choices=written.choices,
        row=row,
    )


def _circles(survey: Survey, rows: Mapping[str, int]) -> list[FormProblem]:
    try:
        survey.in_order_of_need  # noqa: B018  computing it is the check
    except CycleError as error:
        circle: list[str] = error.args[1]
        message = f"Estas filas dependen unas de otras en círculo: {', '.join(circle[1:])}."
        remedy = "Quite una de las referencias."
        return [FormProblem("circle", "survey", rows[circle[0]], None, message, remedy)]
    return []


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


_NO_HEADLINE = FormProblem(
    "missing-headline",
    "survey",
    None,
    None,
    "Ninguna pregunta mide la satisfacción de 1 a 5.",
    "Añada un select_one cuyas opciones numéricas se llamen exactamente 1, 2, 3, 4 y 5.",
)
