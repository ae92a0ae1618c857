"""Typed words matched to the choices that were shown."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from surveys import problems, wording
from surveys.problems import Problem
from surveys.survey import Question

EITHER_GENDER = re.compile(r"o/a\b")
BETWEEN_CHOICES = re.compile(r"[,;\n]+")
BETWEEN_NUMBERS = re.compile(r"[\s,;]+|\b(?:y|and)\b")


def fold(text: str) -> str:
    """The letters and digits alone: no accents, capitals, emoji or punctuation around them."""
    plain = unicodedata.normalize("NFKD", text)
    letters = "".join(sign for sign in plain if not unicodedata.category(sign).startswith("M"))
    return re.sub(r"[^\w/]+", " ", letters.casefold()).strip()


def match_one(question: Question, typed: str, language: str) -> str | Problem:
    """The name of the choice meant: its number, its label, or a beginning of only one label."""
    wanted = fold(typed)
    if wanted.isdecimal():
        number = str(int(wanted[:9]))
        return question.numbers.get(number) or problems.not_offered(question.type)
    labels = [(name, label) for name, label in _labels(question, language) if wanted]
    exact = {name for name, label in labels if label == wanted}
    found = exact or {name for name, label in labels if label.startswith(wanted)}
    if len(found) == 1:
        return found.pop()
    kind = question.type
    return problems.ambiguous(kind) if found else problems.not_offered(kind)


def match_several(question: Question, typed: str, language: str) -> tuple[str, ...] | Problem:
    """The names of the choices meant, in the form's order."""
    whole = match_one(question, typed, language)
    if isinstance(whole, str):
        return (whole,)
    chosen = set()
    for piece in _pieces(typed):
        match match_one(question, piece, language):
            case Problem() as problem:
                return problem
            case name:
                chosen.add(name)
    return in_form_order(question, chosen) if chosen else whole


def in_form_order(question: Question, chosen: set[str]) -> tuple[str, ...]:
    return tuple(name for name in question.choice_names if name in chosen)


def _pieces(typed: str) -> Iterator[str]:
    numbers = [piece for piece in BETWEEN_NUMBERS.split(typed) if piece]
    if all(fold(piece).isdecimal() for piece in numbers):
        yield from numbers
    else:
        yield from (piece for piece in BETWEEN_CHOICES.split(typed) if piece.strip())


def _labels(question: Question, language: str) -> list[tuple[str, str]]:
    return [
        (option.name, label)
        for option in question.choices
        for label in _spellings(wording.choice(option, language))
    ]


@lru_cache(maxsize=4096)
def _spellings(label: str) -> tuple[str, ...]:
    """«Satisfecho/a» is also «satisfecho» and «satisfecha»."""
    folded = fold(label)
    both = (EITHER_GENDER.sub("o", folded), EITHER_GENDER.sub("a", folded))
    return tuple(dict.fromkeys((folded, *both)))
