"""The columns of XLSForm that we know, and the languages they are written in."""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from surveys.form_problem import FormProblem
from surveys.sheets import Sheet

PLAIN: Mapping[str, tuple[str, ...]] = {
    "survey": ("type", "name", "required", "relevant", "constraint", "calculation"),
    "choices": ("list_name", "name"),
    "settings": ("form_id", "form_title", "version", "default_language"),
}
TRANSLATED: Mapping[str, tuple[str, ...]] = {
    "survey": ("label", "hint", "required_message", "constraint_message"),
    "choices": ("label",),
    "settings": (),
}
LANGUAGE = re.compile(r".*\S \(([a-z]{2,3}(?:-[A-Za-z0-9]+)?)\)")


def code_of(language: str) -> str | None:
    """«Español (es)» has the code es."""
    found = LANGUAGE.fullmatch(language)
    return found[1] if found else None


def parts(column: str) -> tuple[str, str]:
    """The heading and its language: `label::English (en)`; the empty language for the default."""
    base, _, language = column.partition("::")
    return base.strip(), language.strip()


def languages(sheets: Sequence[Sheet], default: str) -> tuple[str, ...]:
    """The languages in their order of appearance, the default one first."""
    found = [default]
    for sheet in sheets:
        for column in sheet.header:
            base, language = parts(column)
            if base in TRANSLATED[sheet.name] and language:
                found.append(language)
    return tuple(dict.fromkeys(found))


def column_problems(sheet: Sheet) -> list[FormProblem]:
    """A column we do not know must be empty: elsewhere it would be ignored in silence."""
    return [
        problem
        for column in dict.fromkeys(sheet.header)
        if (problem := _problem(sheet, column)) is not None
    ]


def _problem(sheet: Sheet, column: str) -> FormProblem | None:
    used = next((row.number for row in sheet.rows if row.get(column)), None)
    base, language = parts(column)
    if used is None or (base in PLAIN[sheet.name] and not language):
        return None
    if base not in TRANSLATED[sheet.name]:
        known = (*PLAIN[sheet.name], *TRANSLATED[sheet.name])
        near = get_close_matches(base, known, n=1)
        return FormProblem(
            "unsupported-column",
            sheet.name,
            used,
            column,
            f"La columna «{column}» no está disponible.",
            f"Si quiso escribir «{near[0]}», corríjala."
            if near
            else f"Quítela. Las columnas disponibles son: {', '.join(known)}.",
        )
    if language and code_of(language) is None:
        return FormProblem(
            "language-code",
            sheet.name,
            used,
            column,
            f"El idioma «{language}» no tiene código.",
            f"Escríbalo así: {base}::Español (es).",
        )
    return None
