"""A visit's fields in words, as its writers read them back and may type them again."""

import html
from collections.abc import Callable
from datetime import date, time
from typing import Any

from bot.staff import days, hours, zones
from bot.staff.words import say
from db.interviews import SERVICE_QUESTION
from db.visits import FIELDS, Visit
from surveys import Survey, wording


def in_words(visit: Visit, field: str, survey: Survey) -> str:
    """What *field* says, as plain text; "" while it is empty."""
    known = getattr(visit, "opens" if field == "hours" else field)
    return "" if known is None else _SAYING.get(field, _text)(visit, known, survey)


def summary(visit: Visit, survey: Survey) -> str:
    """All that is known of a visit so far, a line a field, as HTML."""
    told = ((field, in_words(visit, field, survey)) for field in FIELDS)
    lines = (f"<b>{say(f'field_{field}')}:</b> {html.escape(it)}" for field, it in told if it)
    return "\n".join(lines)


def service_names(names: list[str], survey: Survey) -> str:
    """Parted by semicolons: a service's own name may hold commas."""
    choices = survey.question(SERVICE_QUESTION).choices
    return "; ".join(wording.choice(it, "es") for it in choices if it.name in names)


def _text(_visit: Visit, text: str, _survey: Survey) -> str:
    return text or say("none")


def _timezone(_visit: Visit, name: str, _survey: Survey) -> str:
    return zones.label(name)


def _day(_visit: Visit, day: date, _survey: Survey) -> str:
    return days.in_words(day)


def _hours(visit: Visit, opens: time, _survey: Survey) -> str:
    return hours.in_words(opens, visit.closes) if visit.closes else ""


def _services(_visit: Visit, names: list[str], survey: Survey) -> str:
    return service_names(names, survey)


def _capacity(_visit: Visit, persons: int, _survey: Survey) -> str:
    return say("capacity_persons", persons=persons) if persons else say("capacity_any")


def _fold(_visit: Visit, fold: int, _survey: Survey) -> str:
    return say(f"fold_{fold}")


def _flyer(_visit: Visit, is_there: bool, _survey: Survey) -> str:  # noqa: FBT001 - a column's value
    return say("flyer_1" if is_there else "flyer_0")


_SAYING: dict[str, Callable[[Visit, Any, Survey], str]] = {
    "timezone": _timezone,
    "first_day": _day,
    "last_day": _day,
    "hours": _hours,
    "fold": _fold,
    "services": _services,
    "capacity": _capacity,
    "flyer": _flyer,
}
