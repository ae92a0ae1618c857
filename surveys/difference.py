"""What changed between two versions of a questionnaire, in words for a planner."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from surveys.expressions import Expression
from surveys.survey import Labels, Question, Survey

_PATH = re.compile(r"\s*/data/([^\W\d][\w.-]*)\s*")
_TEXTS = (
    ("labels", "el texto"),
    ("hints", "la ayuda"),
    ("required_message", "el aviso de obligatoria"),
    ("constraint_message", "el aviso de la condición"),
)
_FORMULAS = (
    ("relevant", "cuándo se pregunta"),
    ("required", "cuándo es obligatoria"),
    ("constraint", "qué respuestas se aceptan"),
    ("calculation", "cómo se calcula"),
    ("choice_filter", "qué opciones se ofrecen"),
)
_REST = ("default", "appearance", "range", "groups", "heading", "image")


@dataclass(frozen=True)
class Change:
    """One thing that is not as it was; where it breaks the series, figures no longer compare."""

    said: str
    breaks_series: bool = False

    def __str__(self) -> str:
        return f"{self.said} → la serie se corta" if self.breaks_series else self.said


def differences(before: Survey, after: Survey) -> tuple[Change, ...]:
    """All that changed, from the whole form to its last question."""
    return (*_of_form(before, after), *_of_questions(before, after))


def _of_form(before: Survey, after: Survey) -> Iterator[Change]:
    if before.form_id != after.form_id:
        said = f"Son dos cuestionarios: «{before.form_id}» y «{after.form_id}»."
        yield Change(said, breaks_series=True)
    if before.title != after.title:
        yield Change(f"El título era «{before.title}» y es «{after.title}».")
    if before.default_language != after.default_language:
        yield Change(
            f"El idioma principal era {before.default_language} y es {after.default_language}."
        )
    for language in after.languages:
        if language not in before.languages:
            yield Change(f"Se ofrece un idioma más: {language}.")
    for language in before.languages:
        if language not in after.languages:
            yield Change(f"Ya no se ofrece el idioma {language}.")
    if before.headline.name != after.headline.name:
        said = (
            f"La pregunta de la cifra era «{before.headline.name}» y es «{after.headline.name}»."
        )
        yield Change(said, breaks_series=True)


def _of_questions(before: Survey, after: Survey) -> Iterator[Change]:
    for question in before.questions:
        if question.name not in after.by_name:
            yield Change(f"Se quitó «{question.name}»: {_shown(question)}.")
    moved = _moved(before, after)
    for place, question in enumerate(after.questions):
        if question.name not in before.by_name:
            yield Change(f"Se añadió «{question.name}»: {_shown(question)}.")
            continue
        if question.name in moved:
            where = f"después de «{after.questions[place - 1].name}»" if place else "al comienzo"
            yield Change(f"«{question.name}» cambió de lugar: ahora va {where}.")
        is_headline = question.name == before.headline.name
        yield from _of_question(before.by_name[question.name], question, is_headline=is_headline)


def _moved(before: Survey, after: Survey) -> set[str]:
    """Of the questions that stayed, those that are not in the order of the others."""
    old = [it.name for it in before.questions if it.name in after.by_name]
    new = [it.name for it in after.questions if it.name in before.by_name]
    kept = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return set(new) - {name for block in kept for name in old[block.a : block.a + block.size]}


def _of_question(before: Question, after: Question, *, is_headline: bool) -> Iterator[Change]:
    subject = f"En «{after.name}»"
    if before.type != after.type:
        said = f"{subject} cambió el tipo: era {before.type} y es {after.type}."
        yield Change(said, breaks_series=is_headline)
    for attribute, what in _TEXTS:
        breaks = is_headline and attribute == "labels"
        old, new = getattr(before, attribute), getattr(after, attribute)
        yield from _of_labels(f"{subject} cambió {what}", old, new, breaks=breaks)
    yield from _of_choices(subject, before, after, breaks=is_headline)
    for attribute, what in _FORMULAS:
        old_formula = _formula(getattr(before, attribute))
        new_formula = _formula(getattr(after, attribute))
        if old_formula != new_formula:
            yield Change(f"{subject} cambió {what}: era {old_formula} y es {new_formula}.")
    if any(getattr(before, it) != getattr(after, it) for it in _REST):
        yield Change(f"{subject} cambió su presentación, su grupo o su valor inicial.")


def _of_labels(subject: str, before: Labels, after: Labels, *, breaks: bool) -> Iterator[Change]:
    """A language that only one of them has is told of the whole form."""
    if not before or not after:
        if before or after:
            yield Change(f"{subject}: {'se quitó' if before else 'se añadió'}.", breaks)
        return
    for language, text in after.items():
        old = before.get(language, text)
        if old != text:
            yield Change(f"{subject} ({language}): era «{old}» y es «{text}».", breaks)


def _of_choices(
    subject: str, before: Question, after: Question, *, breaks: bool
) -> Iterator[Change]:
    old = {option.name: option for option in before.choices}
    new = {option.name: option for option in after.choices}
    for name in [name for name in old if name not in new]:
        yield Change(f"{subject} se quitó la opción «{name}».", breaks)
    for name, option in new.items():
        if name not in old:
            yield Change(f"{subject} se añadió la opción «{name}».", breaks)
            continue
        said = f"{subject} cambió la opción «{name}»"
        yield from _of_labels(said, old[name].labels, option.labels, breaks=breaks)
        if old[name].columns != option.columns:
            yield Change(f"{said}: otras columnas para el filtro.")
    if [name for name in old if name in new] != [name for name in new if name in old]:
        yield Change(f"{subject} cambió el orden de las opciones.", breaks)


def _shown(question: Question) -> str:
    return f"«{next(iter(question.labels.values()))}»" if question.labels else question.type


def _formula(expression: Expression | None) -> str:
    """As its author writes it, with `${name}` for an answer."""
    if expression is None:
        return "(vacío)"
    written = _PATH.sub(r" ${\1} ", expression.source).strip()
    return f"«{written}»"
