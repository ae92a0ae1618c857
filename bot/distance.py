"""How far it is to a visit, for people who share where they are."""

import re
from dataclasses import dataclass, replace
from math import asin, cos, hypot, radians, sin, sqrt
from typing import Self

from db.consulates import Consulate
from db.visits import Visit

_RADIUS = 6371.0  # km; the mean radius of the Earth (IUGG)
_WRITTEN = re.compile(r"(-?\d{1,2}\.\d\d),(-?\d{1,3}\.\d\d)")


@dataclass(frozen=True)
class Place:
    """A point in degrees; written to the hundredth, about a kilometre: we need no more."""

    latitude: float
    longitude: float

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The place that a button carries; none for anything else."""
        found = _WRITTEN.fullmatch(text)
        if found is None or abs(float(found[1])) > 90 or abs(float(found[2])) > 180:
            return None
        return cls(float(found[1]), float(found[2]))

    @property
    def about(self) -> Self:
        """As exactly as it is written."""
        return replace(self, latitude=round(self.latitude, 2), longitude=round(self.longitude, 2))

    def __str__(self) -> str:
        return f"{self.latitude:.2f},{self.longitude:.2f}"


def of_visit(visit: Visit, office: Consulate) -> Place:
    """Where the visit serves; where staff has not said it, the consulate's own city."""
    if visit.latitude is None or visit.longitude is None:
        return of_office(office)
    return Place(visit.latitude, visit.longitude)


def of_office(office: Consulate) -> Place:
    """The centre of its city."""
    return Place(float(office.latitude), float(office.longitude))


def kilometres(one: Place, other: Place) -> float:
    """Along the great circle, by the haversine formula."""
    north, south = radians(one.latitude), radians(other.latitude)
    chord = hypot(
        sin((south - north) / 2),
        sqrt(cos(north) * cos(south)) * sin(radians(other.longitude - one.longitude) / 2),
    )
    return 2 * _RADIUS * asin(min(1.0, chord))
