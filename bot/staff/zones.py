"""The time zones of a country: those among which a town has its own, and what people call them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from bot.catalogue import plain
from bot.distance import Place, kilometres
from db.consulates import Consulate

_LOCALE = "es_PE"
_AHEAD = 400  # days: every rule of summer time shows itself within a year
_DEGREES = re.compile(r"([+-]\d{4}(?:\d\d)?)([+-]\d{5}(?:\d\d)?)")


@dataclass(frozen=True)
class Zone:
    """A line of tzdata's zone.tab."""

    name: str  # IANA
    country: str  # ISO 3166-1 alpha-2
    place: Place  # of its principal city

    @property
    def city(self) -> str:
        """«Islas Canarias», as Unicode's CLDR calls it."""
        return str(get_timezone_location(self.name, locale=_LOCALE, return_city=True))

    @property
    def label(self) -> str:
        return f"{self.city} ({self.name})"


@cache
def every() -> tuple[Zone, ...]:
    return tuple(Zone(row[2], row[0], _place(row[1])) for row in _rows("zone.tab"))


def choices(office: Consulate, now: datetime, near: Place) -> list[Zone]:
    """One zone for each way the clocks of the office's country go from now on, the nearest first.

    Zones that differed only in the past are one choice: Ceuta's clocks are Madrid's.
    """
    same: dict[tuple[timedelta | None, ...], list[Zone]] = {}
    own = (zone for zone in every() if zone.country == office.country)
    for zone in sorted(own, key=lambda it: kilometres(near, it.place)):
        same.setdefault(_course(zone.name, now.year), []).append(zone)
    return [_best_known(group, office.timezone) for group in same.values()]


def matching(typed: str, country: str, now: datetime) -> list[Zone]:
    """The zones that *typed* names, by IANA or by city: the country's own before any other's."""
    wanted = plain(typed).replace("_", " ")
    own = [zone for zone in every() if zone.country == country]
    for zones in (own, every()):
        exact = [zone for zone in zones if wanted in _names(zone)]
        found = exact or [zone for zone in zones if _mentions(wanted, zone)]
        if found:
            return _distinct(found, now)
    return []


def label(name: str) -> str:
    """«Madrid (Europe/Madrid)»; a zone under another of its names by that alone."""
    return next((zone.label for zone in every() if zone.name == name), name)


def _best_known(group: Sequence[Zone], own: str) -> Zone:
    """The office's own, or the one that stands for such clocks in the world, or the nearest."""
    known = [own, *(row[2] for row in _rows("zonenow.tab"))]
    ranks = {name: rank for rank, name in reversed(list(enumerate(known)))}
    return min(group, key=lambda zone: ranks.get(zone.name, len(known)))


@cache
def _rows(table: str) -> list[list[str]]:
    text = resources.files("tzdata").joinpath("zoneinfo", table).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]


def _names(zone: Zone) -> set[str]:
    return {plain(it).replace("_", " ") for it in (zone.name, zone.city, zone.label)}


def _mentions(wanted: str, zone: Zone) -> bool:
    city = plain(zone.city)
    return len(wanted) > 2 and f" {wanted} " in f" {city.replace(',', '').replace('/', ' ')} "


def _distinct(found: Sequence[Zone], now: datetime) -> list[Zone]:
    by_course = {_course(zone.name, now.year): zone for zone in reversed(found)}
    return sorted(by_course.values(), key=found.index)


@cache
def _course(name: str, year: int) -> tuple[timedelta | None, ...]:
    """The zone's offset at noon (UTC) of each day: equal for clocks that agree."""
    zone, start = ZoneInfo(name), datetime(year, 1, 1, 12, tzinfo=UTC)
    days = (start + timedelta(days=number) for number in range(_AHEAD))
    return tuple(day.astimezone(zone).utcoffset() for day in days)


def _place(written: str) -> Place:
    """ISO 6709 as zone.tab has it: ±DDMM±DDDMM, or with seconds."""
    latitude, longitude = _DEGREES.fullmatch(written).groups()  # type: ignore[union-attr]
    return Place(_degrees(latitude, 2), _degrees(longitude, 3))


def _degrees(signed: str, whole: int) -> float:
    sign, digits = (-1 if signed[0] == "-" else 1), signed[1:]
    minutes, seconds = int(digits[whole : whole + 2]), int(digits[whole + 2 :] or 0)
    return sign * (int(digits[:whole]) + minutes / 60 + seconds / 3600)
