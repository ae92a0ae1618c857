"""The columns of XLSForm that we know, and the languages they are written in."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches

from surveys.form_problem import FormProblem
from surveys.sheets import Row, Sheet

PLAIN: Mapping[str, tuple[str, ...]] = {
    "survey": (
        *("type", "name", "required", "relevant", "constraint", "calculation"),
        *("default", "choice_filter", "appearance", "parameters", "readonly"),
    ),
    "choices": ("list_name", "name"),
    "settings": ("form_id", "form_title", "version", "default_language", "reviewed_languages"),
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


def offered(sheets: Sequence[Sheet], settings: Sheet) -> tuple[str, ...]:
    """The languages people may choose: where the author lists the reviewed ones, no others.

    The rest are prepared: their columns may be empty here and there.
    """
    row = settings.rows[0] if settings.rows else Row(2, {})
    default, listed = row.get("default_language"), row.get("reviewed_languages")
    written = languages(sheets, default)
    if not listed:
        return written
    reviewed = {default, *map(str.strip, listed.split(","))}
    return tuple(language for language in written if language in reviewed)


def column_problems(
    sheet: Sheet, default: str, filtered_by: Collection[str]
) -> Iterator[FormProblem]:
    """A column we do not know must be empty: elsewhere it would be ignored in silence.

    Choices may have more columns, if a filter asks for them.
    """
    seen: set[tuple[str, str]] = set()
    for column in sheet.header:
        used = next((row.number for row in sheet.rows if row.get(column)), None)
        if used is not None and not (sheet.name == "choices" and column in filtered_by):
            base, language = parts(column)
            meaning = (base, language or default)
            refusal = _refusal(sheet.name, base, language, repeated=meaning in seen)
            seen.add(meaning)
            if refusal:
                code, message, remedy = refusal
                yield FormProblem(code, sheet.name, used, column, message, remedy)


def _refusal(
    sheet: str, base: str, language: str, *, repeated: bool
) -> tuple[str, str, str] | None:
    if repeated:
        return "repeated-column", f"La columna «{base}» está dos veces.", "Deje una sola."
    if base in PLAIN[sheet] and not language:
        return None
    known = (*PLAIN[sheet], *TRANSLATED[sheet])
    if base not in TRANSLATED[sheet]:
        near = get_close_matches(base, known, n=1)
        return (
            "unsupported-column",
            f"La columna «{base}» no está disponible.",
            f"Si quiso escribir «{near[0]}», corríjala; si no, quítela."
            if near
            else f"Quítela. Las columnas disponibles son: {', '.join(known)}.",
        )
    if language and code_of(language) is None:
        return (
            "language-code",
            f"El idioma «{language}» no tiene código.",
            f"Escríbalo así: {base}::Español (es).",
        )
    return None
