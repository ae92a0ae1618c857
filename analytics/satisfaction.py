"""Satisfaction: the share of 4 and 5 among the valid answers, from 1 to 5."""

from collections.abc import Mapping
from dataclasses import dataclass

from analytics.interval import newcombe, wilson

LABELS = {  # as the surveys word them
    5: "Muy satisfecho/a",
    4: "Satisfecho/a",
    3: "Ni satisfecho/a ni insatisfecho/a",
    2: "Insatisfecho/a",
    1: "Muy insatisfecho/a",
}
SATISFIED = (4, 5)


@dataclass(frozen=True)
class Levels:
    """How many people chose each level, 1 to 5 in this order, and how many "no aplica".

    `complete` of the valid answers are of interviews that went on to their end (AAPOR's complete
    interviews; the others are partial, and count all the same).
    """

    counts: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)
    not_applicable: int = 0
    complete: int = 0

    @classmethod
    def of(cls, answers: Mapping[int | None, int]) -> "Levels":
        """From the number of answers by score; no score is "no aplica"."""
        one, two, three, four, five = (answers.get(score, 0) for score in range(1, 6))
        return cls((one, two, three, four, five), answers.get(None, 0))

    @property
    def n(self) -> int:
        """The valid answers; "no aplica" is outside the denominator."""
        return sum(self.counts)

    @property
    def satisfied(self) -> int:
        return sum(self.counts[score - 1] for score in SATISFIED)

    def __add__(self, other: "Levels") -> "Levels":
        one, two, three, four, five = map(sum, zip(self.counts, other.counts, strict=True))
        return Levels(
            (one, two, three, four, five),
            self.not_applicable + other.not_applicable,
            self.complete + other.complete,
        )


@dataclass(frozen=True)
class Measurement:
    """The simple ratio with its Wilson interval, in per cent, and what they come from."""

    value: float
    numerator: int
    denominator: int
    low: float
    high: float


@dataclass(frozen=True)
class Difference:
    """The value minus the preceding period's, in percentage points, with its interval."""

    points: float
    low: float
    high: float


def measure(levels: Levels) -> Measurement | None:
    """Nothing where nobody gave a valid answer: no answers are not 0 %."""
    if levels.n == 0:
        return None
    interval = wilson(levels.satisfied, levels.n)
    return Measurement(
        value=100 * levels.satisfied / levels.n,
        numerator=levels.satisfied,
        denominator=levels.n,
        low=100 * interval.low,
        high=100 * interval.high,
    )


def compare(now: Levels, before: Levels) -> Difference | None:
    """Nothing where either period has no valid answer."""
    if now.n == 0 or before.n == 0:
        return None
    interval = newcombe(now.satisfied, now.n, before.satisfied, before.n)
    return Difference(
        points=100 * (now.satisfied / now.n - before.satisfied / before.n),
        low=100 * interval.low,
        high=100 * interval.high,
    )
