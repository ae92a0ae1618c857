"""Days and hours as people type them in Spanish and English, and as XForms writes them."""

import re
from datetime import date, time, timedelta

from surveys import problems
from surveys.matching import fold
from surveys.problems import Problem

MONTHS = (
    ("enero", "january"),
    ("febrero", "february"),
    ("marzo", "march"),
    ("abril", "april"),
    ("mayo", "may"),
    ("junio", "june"),
    ("julio", "july"),
    ("agosto", "august"),
    ("septiembre", "setiembre", "september"),
    ("octubre", "october"),
    ("noviembre", "november"),
    ("diciembre", "december"),
)
AROUND_TODAY = {
    "hoy": 0,
    "today": 0,
    "ayer": -1,
    "yesterday": -1,
    "anteayer": -2,
    "antes de ayer": -2,
    "manana": 1,
    "tomorrow": 1,
}
FIRST_YEAR, LAST_YEAR = 1900, 2100
SHORTEST_MONTH = 3  # letters: «mar», «sep», «aug»

WEEKDAY = re.compile(
    r"\b(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
)
SMALL_WORDS = re.compile(r"\b(?:el|dia|de|del|the|of)\b")
ORDINAL = re.compile(r"\b(\d{1,2})(?:ro|ero|er|st|nd|rd|th|o|a)\b")

HOUR = re.compile(r"(\d{1,2})(?:[:.h](\d{2})(?::(\d{2}))?)?\s*(am|pm|h|hrs|horas)?")
PART_OF_DAY = (
    (re.compile(r"\b(?:de la manana|in the morning)\b|\ba ?\.? ?m\b\.?"), "am"),
    (
        re.compile(r"\b(?:de la (?:tarde|noche)|in the (?:afternoon|evening))\b|\bp ?\.? ?m\b\.?"),
        "pm",
    ),
)
NOON = {"mediodia", "noon", "al mediodia"}


def day(typed: str, today: str) -> str | Problem:
    """The date meant, day before month where both are numbers; `today` is empty if unknown."""
    folded = fold(typed)
    if folded in AROUND_TODAY and today:
        return (date.fromisoformat(today) + timedelta(AROUND_TODAY[folded])).isoformat()
    bare = SMALL_WORDS.sub(" ", ORDINAL.sub(r"\1", WEEKDAY.sub("", folded).replace("/", " ")))
    parts = bare.split()
    named = [it for it in parts if not it.isdecimal()]
    numbers = [it for it in parts if it.isdecimal()]
    if len(named) == 1 and (month := _month(named[0])):
        return _written(numbers, month)
    if named or len(numbers) not in {2, 3}:
        return problems.no_date()
    if len(numbers) == 3 and len(numbers[0]) == 4:
        year, of_year, of_month = numbers
        return _checked(year, int(of_year), of_month)
    return _written([numbers[0], *numbers[2:]], int(numbers[1]))


def hour(typed: str) -> str | Problem:
    """The time of day meant; a lone number says too little."""
    folded = re.sub(r"\s+", " ", typed.casefold()).strip().replace("ñ", "n").replace("í", "i")
    if folded in NOON:
        return time(12).isoformat()
    half = ""
    for pattern, name in PART_OF_DAY:
        folded, found = pattern.subn("", folded)
        half = name if found else half
    understood = HOUR.fullmatch(re.sub(r"^(?:a )?(?:las?|at) ", "", folded).strip())
    if not understood or not (understood[2] or understood[4] or half):
        return problems.no_time()
    return _clock(int(understood[1]), int(understood[2] or 0), int(understood[3] or 0), half)


def _clock(of_day: int, minute: int, second: int, half: str) -> str | Problem:
    if half and not 1 <= of_day <= 12:
        return problems.no_time()
    twelve = of_day % 12 + (12 if half == "pm" else 0) if half else of_day
    try:
        return time(twelve, minute, second).isoformat()
    except ValueError:
        return problems.no_time()


def _written(numbers: list[str], month: int) -> str | Problem:
    match numbers:
        case [of_month, year]:
            return _checked(year, month, of_month)
        case [_]:
            return problems.no_year()
        case _:
            return problems.no_date()


def _checked(year: str, month: int, of_month: str) -> str | Problem:
    if len(year) != 4:
        return problems.no_year()
    try:
        found = date(int(year), month, int(of_month))
    except (ValueError, OverflowError):
        return problems.no_such_day()
    return found.isoformat() if FIRST_YEAR <= found.year <= LAST_YEAR else problems.no_such_day()


def _month(word: str) -> int | None:
    """The month of which the word is the beginning."""
    if len(word) < SHORTEST_MONTH:
        return None
    found = [
        number
        for number, names in enumerate(MONTHS, start=1)
        if any(name.startswith(word) for name in names)
    ]
    return found[0] if len(found) == 1 else None
