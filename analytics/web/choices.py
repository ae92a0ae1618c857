"""The periods that the page's chooser offers, the latest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from analytics.period import Kind, Period

OFFERED = {Kind.SEMESTER: 4, Kind.QUARTER: 4, Kind.MONTH: 6, Kind.YEAR: 3}
_HEADINGS = {
    Kind.SEMESTER: "Semestres",
    Kind.QUARTER: "Trimestres",
    Kind.MONTH: "Meses",
    Kind.YEAR: "Años",
}


@dataclass(frozen=True)
class Choices:
    """The periods of one kind, under their heading."""

    heading: str
    periods: tuple[Period, ...]


def offered(today: date, chosen: Period) -> list[Choices]:
    """The current and the preceding periods of each kind, and the chosen one wherever it lies."""
    return [
        Choices(heading, tuple(_periods(Period.containing(today, kind), chosen)))
        for kind, heading in _HEADINGS.items()
    ]


def _periods(current: Period, chosen: Period) -> Iterator[Period]:
    period, offers = current, []
    for _ in range(OFFERED[current.kind]):
        offers.append(period)
        period = period.preceding
    is_elsewhere = chosen.kind == current.kind and chosen not in offers
    if is_elsewhere and chosen.first_month > current.first_month:
        yield chosen
    yield from offers
    if is_elsewhere and chosen.first_month < current.first_month:
        yield chosen
