"""Opening hours as people type them: «9 a 17», «9:00-17:00», «de 9 a. m. a 5 p. m.»."""

import re
from datetime import time

from babel.dates import format_time

from bot.catalogue import plain
from bot.staff.refusal import Refusal
from bot.staff.words import say

_LOCALE = "es_PE"
_NOON = 12
_HOUR = (
    r"(?:las? )?(?P<hour{0}>\d{{1,2}})(?:(?: ?[:.h] ?)?(?P<minute{0}>\d{{2}}))?"
    r" ?(?:h|hs|hrs|horas)?(?: ?(?P<half{0}>am|pm|m))?"
)
_SPAN = re.compile(
    rf"(?:(?:de|desde) )?{_HOUR.format(1)} ?(?:-|–|—|a|hasta|y) ?{_HOUR.format(2)}",  # noqa: RUF001 - dashes as they are typed
    re.ASCII,
)
_HALF = {
    "am": re.compile(r"a ?\.? ?m\b\.?|de la manana"),
    "pm": re.compile(r"p ?\.? ?m\b\.?|de la tarde|de la noche"),
    "12 m": re.compile(r"\bmediodia\b"),
    "m": re.compile(r"\bm\."),
}


def in_words(opens: time, closes: time) -> str:
    """«de 9:00 a. m. a 5:00 p. m.», as it is told to the public."""
    return say("hours_span", opens=moment(opens), closes=moment(closes))


def moment(shown: time) -> str:
    """«9:00 a. m.»."""
    return str(format_time(shown, "short", locale=_LOCALE))


def read(typed: str) -> tuple[time, time] | Refusal:
    """When it opens and closes on one day."""
    said = plain(typed)
    for half, ways in _HALF.items():
        said = ways.sub(half, said)
    match = _SPAN.fullmatch(said.strip(" ."))
    if match is None:
        return Refusal(say("hours_unread"))
    opens, closes = _time(match, 1), _time(match, 2)
    if opens is None or closes is None:
        return Refusal(say("hours_nonexistent"))
    if closes <= opens <= time(_NOON) and not match["half2"]:
        closes = closes.replace(hour=closes.hour % _NOON + _NOON)  # «de 9 a 5»
    if closes <= opens:
        return Refusal(say("hours_backwards"))
    return opens, closes


def _time(match: re.Match[str], number: int) -> time | None:
    """None for what no clock shows, as 25:00 or 13 a. m."""
    hour, minute = int(match[f"hour{number}"]), int(match[f"minute{number}"] or 0)
    half = match[f"half{number}"]
    if half and not 1 <= hour <= _NOON:
        return None
    if half:
        hour = hour % _NOON + (_NOON if half in {"pm", "m"} else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
