"""A month of days to press, as on a calendar on the wall."""

from calendar import Calendar
from datetime import date, timedelta

from aiogram.types import InlineKeyboardButton as Button
from babel.dates import format_skeleton, get_day_names

from bot.citizen import presses

_MONTHS = range(1900, 2101)  # years; a birth or an expiry lies among them
_BLANK = "·"


def of(day: date) -> str:
    return f"{day:%Y-%m}"


def read(page: str) -> date | None:
    """The first day of the month that a page names; none for one that was altered."""
    try:
        first = date.fromisoformat(f"{page}-01")
    except ValueError:
        return None
    return first if first.year in _MONTHS else None


def days(first: date, turn: str, language: str) -> list[list[Button]]:
    """The month's name between two arrows, the days of the week, and the days."""

    def turning(text: str, to: date) -> Button:
        return Button(text=text, callback_data=presses.packed(turn, presses.PAGE, of(to)))

    def day(it: date) -> Button:
        if it.month != first.month:
            return turning(_BLANK, first)
        said = presses.packed(turn, presses.SAY, it.isoformat())
        return Button(text=str(it.day), callback_data=said)

    names = get_day_names("narrow", context="stand-alone", locale=language)
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    return [
        [
            turning("◀", first - timedelta(days=1)),
            turning(format_skeleton("yMMMM", first, locale=language), first),
            turning("▶", first + timedelta(days=31)),
        ],
        [turning(names[place], first) for place in range(7)],
        *([day(it) for it in week] for week in weeks),
    ]
