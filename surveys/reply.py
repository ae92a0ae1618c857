"""What a person sent, and how a question understands it."""

import re
import unicodedata
from dataclasses import dataclass

from surveys import problems
from surveys.answers import Value
from surveys.matching import in_form_order, match_one, match_several
from surveys.problems import MAX_TEXT, Problem
from surveys.survey import Question


@dataclass(frozen=True)
class Typed:
    """Words."""

    text: str


@dataclass(frozen=True)
class Chosen:
    """Pressed buttons: the names of choices."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Skipped:
    """The wish to go on without an answer."""


@dataclass(frozen=True)
class Unreadable:
    """Something no question understands: a photo, a sticker, a voice message."""

    kind: str


Reply = Typed | Chosen | Skipped | Unreadable

WHOLE_NUMBER = re.compile(r"[+-]?\d{1,9}")  # nine digits: ODK's integers have 32 bits
ENCLOSING = re.compile(r"[\ufe0f\u20e3]")  # what makes a keycap emoji of a digit


def read(question: Question, reply: Reply, language: str) -> Value | Problem | None:
    """The value meant, None for no answer; whether that is allowed the interview decides."""
    match reply:
        case Skipped():
            return None
        case Unreadable(kind):
            return problems.unreadable(question.type, kind)
        case Chosen(names):
            return _chosen(question, names)
        case Typed(text):
            return _typed(question, clean(text), language)


def clean(text: str) -> str:
    """The text without NUL, control signs and broken halves of letters, trimmed."""
    return "".join(
        sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"}
    ).strip()


def _chosen(question: Question, names: tuple[str, ...]) -> Value | Problem | None:
    offered = set(names) <= set(question.choice_names)
    if not offered or question.type not in {"select_one", "select_multiple"}:
        return problems.not_offered(question.type)
    if not names:
        return None
    if question.type == "select_multiple":
        return in_form_order(question, set(names))
    return names[0] if len(set(names)) == 1 else problems.only_one()


def _typed(question: Question, text: str, language: str) -> Value | Problem | None:
    if len(text) > MAX_TEXT:
        return problems.TOO_LONG
    if not text:
        return None
    match question.type:
        case "select_one":
            return match_one(question, text, language)
        case "select_multiple":
            return match_several(question, text, language)
        case "integer":
            return _whole_number(text)
        case _:
            return text


def _whole_number(text: str) -> int | Problem:
    """Digits of any script, a sign, a closing full stop; never a guess at points and commas."""
    plain = ENCLOSING.sub("", unicodedata.normalize("NFKC", text)).replace("\u2212", "-")
    digits = plain.removesuffix(".").strip()
    return int(digits) if WHOLE_NUMBER.fullmatch(digits) else problems.not_whole()
