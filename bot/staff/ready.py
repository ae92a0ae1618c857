"""Ready answers: what one may press instead of typing it."""

from collections.abc import Callable
from datetime import timedelta

from bot.staff import days
from bot.staff.fields import Setting
from bot.staff.words import say

_HOURS = ("9:00 - 13:00", "9:00 - 17:00", "10:00 - 14:00", "10:00 - 18:00")
_PERSONS = ("50", "100", "200")
_SOON = 3  # days
_AHEAD = 21  # days, of which the later ones are shown where they are of a weekend
_SATURDAY = 5

Ready = list[tuple[str, str]]  # what the button says, and what one would type


def answers(asked: Setting, field: str) -> Ready:
    return _READY[field](asked) if field in _READY else []


def _place(asked: Setting) -> Ready:
    return _as_typed([say("no_point")] if asked.visit.latitude is not None else [])


def _zones(asked: Setting) -> Ready:
    return [(zone.label, zone.name) for zone in asked.zones]


def _first_day(asked: Setting) -> Ready:
    ahead = [asked.today + timedelta(days=number) for number in range(1, _AHEAD + 1)]
    soon, later = ahead[:_SOON], ahead[_SOON:]
    shown = [*soon, *(day for day in later if day.weekday() >= _SATURDAY)]
    return [(days.in_short(day), day.isoformat()) for day in shown]


def _last_day(asked: Setting) -> Ready:
    first = asked.visit.first_day or asked.today
    after = [first + timedelta(days=number) for number in range(1, _SOON + 1)]
    shown = [(days.in_short(day), day.isoformat()) for day in after]
    return [*_as_typed([say("same_day")]), *shown]


def _as_typed(texts: list[str] | tuple[str, ...]) -> Ready:
    return [(text, text) for text in texts]


_READY: dict[str, Callable[[Setting], Ready]] = {
    "place": _place,
    "timezone": _zones,
    "first_day": _first_day,
    "last_day": _last_day,
    "hours": lambda _: _as_typed(_HOURS),
    "fold": lambda _: [(say("fold_0"), "primera"), (say("fold_1"), "segunda")],
    "requirements": lambda _: [(say("skip"), say("none"))],
    "capacity": lambda _: _as_typed((*_PERSONS, say("capacity_any"))),
    "contact": lambda _: [(say("skip"), say("none"))],
    "flyer": lambda _: _as_typed([say("flyer_0")]),
}
