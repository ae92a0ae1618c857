"""A list too long for a phone: shown by pages, or by the words that somebody looks for."""

import re
from math import ceil

from bot.catalogue import plain
from bot.citizen.view import View
from surveys import Question, wording

_PAGE = 8  # choices at most: pages are as equal as their number allows
_WHOLE = 12  # choices that still stand together: nobody should turn a page for the last few
_FOUND = 24  # choices that searched words may bring
_WORD = re.compile(r"\w+")


def pages(question: Question) -> int:
    """How many the list has; one where it is shown whole."""
    count = len(question.choices)
    return 1 if count <= _WHOLE else ceil(count / _PAGE)


def page(question: Question, view: View) -> int:
    """Which of them is looked at, from 1; a page that the list does not have is the first."""
    asked = int(view.page) if view.page.isdecimal() else 1
    return asked if 1 <= asked <= pages(question) else 1


def _size(question: Question) -> int:
    return ceil(len(question.choices) / pages(question)) or 1


def around(question: Question, place: str) -> View:
    """The page on which the choice at that place stands."""
    return View(page=str(int(place) // _size(question) + 1)) if place.isdecimal() else View()


def places(question: Question, language: str, view: View) -> list[int]:
    """The places of the choices to show: those found, else those of the page."""
    every = list(range(len(question.choices)))
    if pages(question) == 1:
        return every
    size = _size(question)
    end = page(question, view) * size
    return found(question, language, view.typed) or every[end - size : end]


def found(question: Question, language: str, typed: str) -> list[int]:
    """The places of the choices whose words begin as all the typed words do."""
    wanted = _words(typed)
    if not wanted or pages(question) == 1:
        return []
    labels = [_words(wording.choice(it, language)) for it in question.choices]
    matching = (at for at, words in enumerate(labels) if _begin(words, wanted))
    return list(matching)[:_FOUND]


def _words(text: str) -> list[str]:
    return _WORD.findall(plain(text))


def _begin(words: list[str], wanted: list[str]) -> bool:
    return all(any(word.startswith(it) for word in words) for it in wanted)
