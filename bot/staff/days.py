"""Days as people type them: «12/12», «sábado 12 de diciembre», «mañana», «el sábado»."""

import re
from contextlib import suppress
from datetime import date, timedelta

from babel.dates import format_date

from bot.catalogue import plain
from bot.staff.refusal import Refusal
from bot.staff.words import say

_LOCALE = "es_PE"
_WEEKDAYS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
_MONTHS = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "setiembre",
    "octubre",
    "noviembre",
    "diciembre",
)
_SPOKEN = {"hoy": 0, "manana": 1, "pasado manana": 2}
_FEWEST_LETTERS = 3  # of the name of a month or a weekday: «dic», «sáb»
_LEAP = 8  # years at most from one 29 February to the next
_FILLER = re.compile(r"\b(?:el|este|proximo|siguiente|que viene|dia|de|del)\b")
_BETWEEN = re.compile(r",|(?<=[a-z])\.")
_IN_FIGURES = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?", re.ASCII)
_IN_WORDS = re.compile(r"(\d{1,2})(?:ro|[o°])?(?: ([a-z]+)(?: (\d{4}))?)?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)


def in_words(day: date) -> str:
    """«sábado, 12 de diciembre de 2026»."""
    return str(format_date(day, "full", locale=_LOCALE))


def in_short(day: date) -> str:
    """«sáb 12 dic»: for a button."""
    return str(format_date(day, "EEE d MMM", locale=_LOCALE)).replace(".", "")


def read(typed: str, today: date, since: date) -> date | Refusal:
    """The day meant. Where the year, the month or more is left out: the first such from *since*.

    Whether the day is in time the caller knows; here it only has to exist.
    """
    said = " ".join(_FILLER.sub(" ", _BETWEEN.sub(" ", plain(typed))).split())
    if said in _SPOKEN:
        return today + timedelta(days=_SPOKEN[said])
    first, _, rest = said.partition(" ")
    weekday = _named(first, _WEEKDAYS)
    if weekday is None:
        return _dated(said, since) or Refusal(say("day_unread"))
    if not rest:
        return since + timedelta(days=(weekday - since.weekday()) % 7)
    found = _dated(rest, since) or Refusal(say("day_unread"))
    if isinstance(found, date) and found.weekday() != weekday:
        return Refusal(say("day_other_weekday", day=in_words(found)))
    return found


def _dated(said: str, since: date) -> date | Refusal | None:
    """None for what is no date at all."""
    year: str | None
    month: str | None
    if match := _ISO.fullmatch(said):
        year, month, day = match.groups()
    elif match := _IN_FIGURES.fullmatch(said):
        day, month, year = match.groups()
    elif match := _IN_WORDS.fullmatch(said):
        day, name, year = match.groups()
        month = month_named(name)
        if name and month is None:
            return None
    else:
        return None
    return _first(since, int(day), month, year) or Refusal(say("day_nonexistent"))


def _first(since: date, day: int, month: str | None, year: str | None) -> date | None:
    """The first day from *since* with these numbers; a year that is told may lie before it."""
    years = [_full(year)] if year else range(since.year, since.year + _LEAP + 1)
    months = [int(month)] if month else range(1, 13)
    for each in years:
        for number in months:
            with suppress(ValueError):
                found = date(each, number, day)
                if year or found >= since:
                    return found
    return None


def _full(year: str) -> int:
    return int(year) if len(year) > len("26") else 2000 + int(year)


def month_named(name: str | None) -> str | None:
    """The number of the month that *name* is or begins."""
    place = _named((name or "").replace("sept", "set"), _MONTHS)
    return None if place is None else str(place + 1)


def _named(word: str, names: tuple[str, ...]) -> int | None:
    """The place of the only name that *word* is or begins."""
    if len(word) < _FEWEST_LETTERS:
        return None
    found = [place for place, name in enumerate(names) if name.startswith(word)]
    return found[0] if len(found) == 1 else None
