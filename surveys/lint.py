"""What we refuse in the sheets of a form, all of it at once and each in its place."""

import re
from collections.abc import Iterator, Mapping, Sequence

from surveys.columns import TRANSLATED, code_of, column_problems, languages, offered, parts
from surveys.expressions import Expression
from surveys.form_problem import FormProblem
from surveys.formulas import compile_formula
from surveys.sheets import Row, Sheet

ASKED = ("select_one", "select_multiple", "integer", "text")
TYPES = (*ASKED, "note", "calculate")
KINDS = ", ".join(TYPES)
METADATA = ("start", "end", "today")  # a chat knows these by itself
NAME = re.compile(r"[^\W\d][\w.-]*")
FORMULAS = ("relevant", "required", "constraint", "calculation")
MISPLACED: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(ASKED, ("calculation",)),
    "note": ("calculation", "required", "constraint"),
    "calculate": ("required", "constraint"),
}
REFERENCE = re.compile(r"\$\{\s*([^}]*?)\s*\}")
YES_OR_NO = re.compile(r"yes|no|true|false", re.IGNORECASE)
LONE_WORD = re.compile(r"\w+")


def lint(survey: Sheet, choices: Sheet, settings: Sheet) -> list[FormProblem]:
    sheets = (survey, choices, settings)
    default = settings.rows[0].get("default_language") if settings.rows else ""
    problems = [problem for sheet in sheets for problem in column_problems(sheet, default)]
    problems += _settings_problems(settings)
    problems += _names(survey.rows, "survey")
    problems += _reviewed(sheets, settings)
    problems += _translations(sheets, settings)
    names = {row.get("name") for row in survey.rows if row.get("type") not in METADATA}
    lists = {row.get("list_name") for row in choices.rows}
    problems += _references_in(choices)
    for row in survey.rows:
        problems += _row_problems(row, names, lists)
    for name in sorted(lists):
        listed = [row for row in choices.rows if row.get("list_name") == name]
        problems += _names(listed, "choices")
    order = [sheet.name for sheet in sheets]
    return sorted(problems, key=lambda it: (order.index(it.sheet), it.row or 0))


def _settings_problems(settings: Sheet) -> Iterator[FormProblem]:
    row = settings.rows[0] if settings.rows else Row(2, {})
    for column in ("form_id", "version", "default_language"):
        if not row.get(column):
            yield FormProblem(
                "missing-setting",
                "settings",
                row.number,
                column,
                f"Falta «{column}».",
                "Escríbalo en la segunda fila de la hoja settings.",
            )
    default = row.get("default_language")
    if default and code_of(default) is None:
        yield FormProblem(
            "language-code",
            "settings",
            row.number,
            "default_language",
            f"El idioma «{default}» no tiene código.",
            "Escríbalo así: Español (es).",
        )


def _names(rows: Sequence[Row], sheet: str) -> Iterator[FormProblem]:
    seen: dict[str, int] = {}
    for row in rows:
        name = row.get("name")
        first = seen.setdefault(name, row.number)
        if name and first != row.number:
            yield FormProblem(
                "duplicate-name",
                sheet,
                row.number,
                "name",
                f"El nombre «{name}» ya está en la fila {first}.",
                "Elija otro nombre.",
            )
        elif (
            not name or (sheet == "survey" and not NAME.fullmatch(name)) or name.split() != [name]
        ):
            yield FormProblem(
                "bad-name",
                sheet,
                row.number,
                "name",
                f"El nombre «{name}» no es válido." if name else "Falta el nombre.",
                "Use letras, números y guiones bajos, sin espacios, y empiece con una letra.",
            )


def _row_problems(row: Row, names: set[str], lists: set[str]) -> Iterator[FormProblem]:
    kind, _, listed = row.get("type").partition(" ")
    if kind in METADATA and not listed:
        return
    is_select = kind.startswith("select_")
    if kind not in TYPES or (listed and not is_select) or len(listed.split()) > 1:
        message = f"El tipo «{row.get('type')}» no está disponible."
        yield _at(row, "type", "unsupported-type", message, f"Use uno de estos: {KINDS}.")
        return
    if is_select and listed not in lists:
        message = f"La lista «{listed}» no está en la hoja choices."
        remedy = "Escriba el tipo y una lista existente, por ejemplo: select_one nivel."
        yield _at(row, "type", "missing-list", message, remedy)
    yield from _missing_cells(row, kind)
    yield from _misplaced_cells(row, kind)
    yield from _unknown_references(row, names)
    yield from _formula_problems(row)


def _missing_cells(row: Row, kind: str) -> Iterator[FormProblem]:
    if kind != "calculate" and not any(parts(column)[0] == "label" for column in row.cells):
        remedy = "Escriba el texto de la pregunta o de la nota."
        yield _at(row, "label", "missing-label", "Falta el texto.", remedy)
    if kind == "calculate" and not row.get("calculation"):
        yield _at(row, "calculation", "missing-calculation", "Falta la fórmula.", "Escríbala.")


def _misplaced_cells(row: Row, kind: str) -> Iterator[FormProblem]:
    """What another program would obey, and a chat, which only shows or computes, would not."""
    for column in MISPLACED[kind]:
        if row.get(column):
            message = f"Una fila «{kind}» no puede llevar «{column}»."
            yield _at(row, column, "misplaced-cell", message, "Vacíe esa celda.")


def _unknown_references(row: Row, names: set[str]) -> Iterator[FormProblem]:
    for column, cell in row.cells.items():
        for name in REFERENCE.findall(cell):
            if name not in names:
                message = f"No existe una pregunta «{name}» a la que referirse."
                remedy = "Revise el nombre que va dentro de ${…}."
                yield _at(row, column, "unknown-reference", message, remedy)


def _references_in(choices: Sheet) -> Iterator[FormProblem]:
    """Elsewhere an answer could stand in the label of a choice; here nobody would fill it in."""
    for row in choices.rows:
        for column, cell in row.cells.items():
            if REFERENCE.search(cell):
                message = "Una opción no puede citar la respuesta a una pregunta."
                remedy = "Escriba el texto sin ${…}."
                yield FormProblem(
                    "unsupported-reference", "choices", row.number, column, message, remedy
                )


def _formula_problems(row: Row) -> Iterator[FormProblem]:
    for column in FORMULAS:
        source = row.get(column)
        if column == "required" and LONE_WORD.fullmatch(source):
            if not YES_OR_NO.fullmatch(source):
                message = f"«{source}» no dice si la respuesta es obligatoria."
                remedy = "Escriba yes o no, o una condición."
                yield _at(row, column, "required-value", message, remedy)
        elif source:
            compiled = compile_formula(source, row.get("name"), row.number, column)
            yield from () if isinstance(compiled, Expression) else compiled


def _reviewed(sheets: Sequence[Sheet], settings: Sheet) -> Iterator[FormProblem]:
    row = settings.rows[0] if settings.rows else Row(2, {})
    written = languages(sheets, row.get("default_language"))
    listed = [it.strip() for it in row.get("reviewed_languages").split(",")]
    for language in filter(None, listed):
        if language not in written:
            yield FormProblem(
                "unknown-language",
                "settings",
                row.number,
                "reviewed_languages",
                f"Ninguna columna está en «{language}».",
                f"Escriba, separados por comas, algunos de estos: {', '.join(written)}.",
            )


def _translations(sheets: Sequence[Sheet], settings: Sheet) -> Iterator[FormProblem]:
    default = settings.rows[0].get("default_language") if settings.rows else ""
    wanted = offered(sheets, settings)
    for sheet in sheets:
        for row in sheet.rows:
            for base in TRANSLATED[sheet.name]:
                written = {
                    parts(column)[1] or default for column in row.cells if parts(column)[0] == base
                }
                for language in wanted if written else ():
                    if language not in written:
                        yield FormProblem(
                            "missing-translation",
                            sheet.name,
                            row.number,
                            f"{base}::{language}",
                            f"Falta el texto en «{language}».",
                            "Escriba la traducción.",
                        )


def _at(row: Row, column: str, code: str, message: str, remedy: str) -> FormProblem:
    return FormProblem(code, "survey", row.number, column, message, remedy)
