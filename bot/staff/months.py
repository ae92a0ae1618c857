"""Months of a consulate: as members type them, as they are told, and which can be recorded."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from bot.catalogue import plain
from bot.staff import days
from bot.staff.refusal import Refusal
from bot.staff.words import say
from db.consulates import Consulate

FARTHEST = 24  # months back that can still be recorded
_OFFERED = 3  # months on buttons, the running one among them
_SPOKEN = {"este mes": 0, "mes pasado": 1}
_FILLER = re.compile(r"\b(?:el|mes de|de|del)\b")
_IN_WORDS = re.compile(r"([a-z]{3,})[./,-]?(?: ?(\d{4}))?", re.ASCII)
_IN_FIGURES = re.compile(r"(\d{1,2})[/. -](\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})", re.ASCII)
_YEAR = 12


def running(office: Consulate, now: datetime) -> date:
    """The first day of the month on the consulate's own calendar."""
    return now.astimezone(ZoneInfo(office.timezone)).date().replace(day=1)


def offered(current: date) -> list[date]:
    """The complete ones, the last of them first, and then the running one."""
    return [*(before(current, back) for back in range(1, _OFFERED)), current]


def in_words(month: date) -> str:
    """«octubre de 2026»."""
    return str(format_date(month, "MMMM 'de' y", locale="es_PE"))


def span_in_words(first: date, last: date) -> str:
    """«julio de 2026 a diciembre de 2026»; one month by itself."""
    return " a ".join(dict.fromkeys([in_words(first), in_words(last)]))


def before(month: date, back: int) -> date:
    """The month so many months before."""
    years, number = divmod(month.year * _YEAR + month.month - 1 - back, _YEAR)
    return date(years, number + 1, 1)


def read(typed: str, current: date) -> date | Refusal:
    """The month meant, if it can be recorded. Without a year it is the last of that name."""
    found = _named(typed, current)
    return found if isinstance(found, Refusal) else check(found, current)


def check(month: date, current: date) -> date | Refusal:
    """*month* itself, unless it lies ahead or too far back."""
    if month > current:
        return Refusal(say("month_ahead", month=in_words(month)))
    if month < before(current, FARTHEST):
        first = in_words(before(current, FARTHEST))
        return Refusal(say("month_far", month=in_words(month), first=first))
    return month


def _named(typed: str, current: date) -> date | Refusal:
    said = " ".join(_FILLER.sub(" ", plain(typed)).split())
    if said in _SPOKEN:
        return before(current, _SPOKEN[said])
    year: str | None
    if match := _ISO.fullmatch(said):
        year, number = match.groups()
    elif match := _IN_FIGURES.fullmatch(said):
        number, year = match.groups()
    elif match := _IN_WORDS.fullmatch(said):
        name, year = match.groups()
        number = days.month_named(name) or ""
    else:
        number, year = "", None
    if not number:
        return Refusal(say("month_unread"))
    return _first_day(int(number), int(year) if year else None, current)


def _first_day(number: int, year: int | None, current: date) -> date | Refusal:
    if year is None:
        year = current.year if number <= current.month else current.year - 1
    try:
        return date(year, number, 1)
    except ValueError:
        return Refusal(say("month_nonexistent"))
