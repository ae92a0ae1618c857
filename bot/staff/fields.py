"""The answers to what is asked of a visit: understood, or refused with the reason."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.distance import Place
from bot.staff import days, hours, sentences, zones
from bot.staff.refusal import Refusal
from bot.staff.words import means, say
from db.consulates import Consulate
from db.interviews import SERVICE_QUESTION
from db.visits import FIELDS, Visit, today_in
from surveys import Problem, Question, Survey, Typed
from surveys import read as read_reply

LONGEST_VISIT = timedelta(days=14)
FARTHEST = timedelta(days=366)
MOST_PERSONS = 20_000  # no hall holds more
_NUMBER = re.compile(r"\D*?(\d{1,3}(?:[. ]\d{3})+|\d{1,6})(?:\s*\D*)", re.ASCII)

Values = Mapping[str, object]


@dataclass(frozen=True)
class Setting:
    """What an answer is understood by: the visit so far, its office, the services, the time."""

    visit: Visit
    office: Consulate
    survey: Survey
    now: datetime
    made_on: date | None = None  # the first day, once persons were recorded under it

    @property
    def today(self) -> date:
        """In the town; before its zone is known, at the consulate."""
        return today_in(self.visit, self.now)

    @property
    def zones(self) -> list[zones.Zone]:
        """The nearest to the place shared, else to the consulate."""
        near = Place(float(self.office.latitude), float(self.office.longitude))
        if self.visit.latitude is not None and self.visit.longitude is not None:
            near = Place(self.visit.latitude, self.visit.longitude)
        return zones.choices(self.office, self.now, near)

    @property
    def services(self) -> Question:
        """The services a visit can bring: several of those that the survey knows."""
        return replace(self.survey.question(SERVICE_QUESTION), type="select_multiple")


def asked(setting: Setting) -> list[str]:
    """The fields that are asked by themselves; an hour that comes twice is part of the hours."""
    left_out = {"fold"} if len(setting.zones) > 1 else {"fold", "timezone"}
    return [field for field in FIELDS if field not in left_out]


def before(field: str, setting: Setting) -> list[str]:
    """The fields asked before *field*."""
    return [it for it in asked(setting) if FIELDS.index(it) < FIELDS.index(field)]


def read(field: str, typed: str, setting: Setting) -> Values | Refusal:
    """The columns that the answer sets."""
    return _READERS[field](typed, setting)


def _text(field: str) -> Callable[[str, Setting], Values | Refusal]:
    def reader(typed: str, _: Setting) -> Values | Refusal:
        if field in _OPTIONAL and means("typed_none", typed):
            return {field: ""}
        found = sentences.read(field, typed)
        return found if isinstance(found, Refusal) else {field: found}

    return reader


def _place(typed: str, setting: Setting) -> Values | Refusal:
    if means("typed_no_point", typed):
        return {"latitude": None, "longitude": None}
    return _text("place")(typed, setting)


def _timezone(typed: str, setting: Setting) -> Values | Refusal:
    found = zones.matching(typed, setting.office.country, setting.now)
    match found:
        case [only]:
            return {"timezone": only.name}
        case []:
            return Refusal(say("zone_unknown"))
        case _:
            names = ", ".join(zone.name for zone in found[:8])
            return Refusal(say("zone_several", names=names))


def _first_day(typed: str, setting: Setting) -> Values | Refusal:
    today = setting.today
    found = days.read(typed, today, today)
    if isinstance(found, Refusal):
        return found
    if found == setting.made_on:
        return {"first_day": found}
    if setting.made_on:
        return Refusal(say("day_made", day=days.in_words(setting.made_on)))
    if found < today:
        return Refusal(say("day_past", day=days.in_words(found)))
    if found > today + FARTHEST:
        return Refusal(say("day_far", day=days.in_words(found)))
    return {"first_day": found}


def _last_day(typed: str, setting: Setting) -> Values | Refusal:
    first = setting.visit.first_day or setting.today
    found = first if means("typed_same_day", typed) else days.read(typed, setting.today, first)
    if isinstance(found, Refusal):
        return found
    if found < first:
        return Refusal(say("day_before_first", first=days.in_words(first)))
    if found - first >= LONGEST_VISIT:
        return Refusal(say("day_too_long", day=days.in_words(found), most=LONGEST_VISIT.days))
    return {"last_day": found}


def _hours(typed: str, _: Setting) -> Values | Refusal:
    found = hours.read(typed)
    return found if isinstance(found, Refusal) else {"opens": found[0], "closes": found[1]}


def _fold(typed: str, _: Setting) -> Values | Refusal:
    for fold in (0, 1):
        if means(f"typed_fold_{fold}", typed):
            return {"fold": fold}
    return Refusal(say("fold_unread"))


def _services(typed: str, setting: Setting) -> Values | Refusal:
    names: set[str] = set()
    for piece in filter(str.strip, typed.split(";")):
        match read_reply(setting.services, Typed(piece), "es"):
            case Problem() as problem:
                return Refusal(say("services_unread", why=problem.say("es")))
            case tuple(chosen):
                names.update(chosen)
            case _:
                pass
    known = [name for name in setting.services.choice_names if name in names]
    return {"services": known} if known else Refusal(say("services_none"))


def _capacity(typed: str, _: Setting) -> Values | Refusal:
    if means("typed_unlimited", typed) or means("typed_none", typed):
        return {"capacity": 0}
    match = _NUMBER.fullmatch(typed)
    persons = int(re.sub(r"\D", "", match[1])) if match else 0
    if not 0 < persons <= MOST_PERSONS:
        return Refusal(say("capacity_unread", most=MOST_PERSONS))
    return {"capacity": persons}


def _flyer(typed: str, _: Setting) -> Values | Refusal:
    is_none = means("typed_no_flyer", typed) or means("typed_none", typed)
    return {"flyer": False} if is_none else Refusal(say("flyer_unread"))


_OPTIONAL = {"requirements", "contact"}
_READERS: dict[str, Callable[[str, Setting], Values | Refusal]] = {
    "town": _text("town"),
    "place": _place,
    "timezone": _timezone,
    "first_day": _first_day,
    "last_day": _last_day,
    "hours": _hours,
    "fold": _fold,
    "services": _services,
    "requirements": _text("requirements"),
    "capacity": _capacity,
    "contact": _text("contact"),
    "flyer": _flyer,
}
