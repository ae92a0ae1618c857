"""What we refuse in the sheets of a form, all of it at once and each in its place."""

import re
from collections.abc import Iterator, Sequence

from surveys.columns import TRANSLATED, code_of, column_problems, languages, offered, parts
from surveys.form import REFERENCE, Form
from surveys.form_problem import FormProblem
from surveys.groups import group_problems
from surveys.kinds import END, kind_of
from surveys.row_problems import row_problems
from surveys.sheets import Row, Sheet

NAME = re.compile(r"[^\W\d][\w.-]*")
LONGEST = {"survey": 3000, "choices": 64}  # letters of a message, which has 4096, and of a button


def lint(survey: Sheet, choices: Sheet, settings: Sheet) -> list[FormProblem]:
    sheets = (survey, choices, settings)
    default = settings.rows[0].get("default_language") if settings.rows else ""
    filters = " ".join(row.get("choice_filter") for row in survey.rows)
    filtered_by = set(NAME.findall(filters))
    problems = [it for sheet in sheets for it in column_problems(sheet, default, filtered_by)]
    problems += _settings_problems(settings)
    named = [row for row in survey.rows if kind_of(row.get("type")) != END]
    problems += _names(named, "survey")
    problems += _reviewed(sheets, settings)
    problems += _translations(sheets, settings)
    problems += _references_in(choices)
    problems += _too_long(survey)
    problems += _too_long(choices)
    form = Form(survey, choices)
    problems += group_problems(survey.rows)
    for row in survey.rows:
        problems += row_problems(row, form)
    for listed in form.lists.values():
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


def _too_long(sheet: Sheet) -> Iterator[FormProblem]:
    """Telegram would refuse the message, or cut the button, in front of the person."""
    most = LONGEST[sheet.name]
    for row in sheet.rows:
        for column, cell in row.cells.items():
            if parts(column)[0] in TRANSLATED[sheet.name] and len(cell) > most:
                message = f"El texto tiene {len(cell)} letras y caben {most}."
                yield FormProblem("too-long", sheet.name, row.number, column, message, "Acórtelo.")


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
