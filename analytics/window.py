"""A window: the run of equal periods that a pull reads, by their indices."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from analytics.period import Kind, Period


@dataclass(frozen=True)
class Window:
    """Periods of one kind, from the index *first* to *last*, both within."""

    kind: Kind
    first: int
    last: int

    @classmethod
    def before(cls, periods: list[Period], how_many: int) -> "Window":
        """From so many periods before the earliest of *periods* to the latest."""
        indices = [it.index for it in periods]
        return cls(periods[0].kind, min(indices) - how_many, max(indices))

    @property
    def first_month(self) -> date:
        return Period.at(self.kind, self.first).first_month

    @property
    def last_month(self) -> date:
        return Period.at(self.kind, self.last).last_month

    def months(self) -> Iterator[tuple[date, int, int]]:
        """Each month's first day, its period's index, and its number in it from 1."""
        for index in range(self.first, self.last + 1):
            since = Period.at(self.kind, index).first_month
            for number in range(self.kind.months):
                yield since.replace(month=since.month + number), index, number + 1

    def __len__(self) -> int:
        return self.last - self.first + 1
