"""What a person sent, and how a question understands it."""

import unicodedata
from dataclasses import dataclass

from surveys import dates, numbers, problems
from surveys.answers import Value
from surveys.matching import fold, in_form_order, match_one, match_several
from surveys.problems import MAX_TEXT, Problem
from surveys.survey import Question


@dataclass(frozen=True)
class Typed:
    """Words."""

    text: str


@dataclass(frozen=True)
class Chosen:
    """Pressed buttons: the names of choices, or a value as it is kept."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Skipped:
    """The wish to go on without an answer."""


@dataclass(frozen=True)
class Unreadable:
    """Something no question understands: a photo, a sticker, a voice message."""

    kind: str


Reply = Typed | Chosen | Skipped | Unreadable

AGREED = frozenset({"ok", "si", "yes", "entendido", "understood", "de acuerdo", "listo"})


def read(
    question: Question, reply: Reply, language: str, today: str = ""
) -> Value | Problem | None:
    """The value meant, None for no answer; whether that is allowed the interview decides.

    Without `today`, a date, nobody can answer «hoy».
    """
    match reply:
        case Skipped():
            return None
        case Unreadable(kind):
            return problems.unreadable(question.type, kind)
        case Chosen(names):
            return _chosen(question, names)
        case Typed(text):
            return _typed(question, clean(text), language, today)


def clean(text: str) -> str:
    """The text without NUL, control signs and broken halves of letters, trimmed."""
    return "".join(
        sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"}
    ).strip()


def _chosen(question: Question, names: tuple[str, ...]) -> Value | Problem | None:
    if question.type == "decimal" and len(names) == 1:
        return numbers.as_written(names[0])
    offered = question.range.values if question.range else question.choice_names
    if not offered or not set(names) <= set(offered):
        return problems.not_offered(question.type)
    if not names:
        return None
    if question.type == "select_multiple":
        return in_form_order(question, set(names))
    return names[0] if len(set(names)) == 1 else problems.only_one()


def _typed(question: Question, text: str, language: str, today: str) -> Value | Problem | None:
    if len(text) > MAX_TEXT:
        return problems.TOO_LONG
    if not text:
        return None
    if question.type in {"select_one", "select_multiple", "acknowledge"}:
        return _choice(question, text, language)
    return _figure_or_words(question, text, today)


def _choice(question: Question, text: str, language: str) -> Value | Problem:
    if question.type == "select_multiple":
        return match_several(question, text, language)
    if question.type == "acknowledge" and fold(text) in AGREED:
        return question.choice_names[0]
    return match_one(question, text, language)


def _figure_or_words(question: Question, text: str, today: str) -> Value | Problem:
    match question.type:
        case "integer":
            return numbers.whole(text)
        case "decimal":
            return numbers.decimal(text)
        case "range" if question.range:
            return numbers.in_range(text, question.range)
        case "date":
            return dates.day(text, today)
        case "time":
            return dates.hour(text)
        case _:
            return text
