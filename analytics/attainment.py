"""Attainment: how far a figure has come towards its goal, and the light that CEPLAN gives it.

Avance I, avance II and the light follow CEPLAN's guides of 2023-24 (Directiva
0056-2024-CEPLAN/PCD, table A11) as two public systems implement them; the guides' own text is
still to be checked.
"""

from dataclasses import dataclass
from enum import StrEnum

from analytics.plan import Sentido
from analytics.status import Status


class Light(StrEnum):
    """The semáforo, or why there is none; always told in words, never by colour alone."""

    GREEN = "verde"
    AMBER = "ámbar"
    RED = "rojo"
    INCONCLUSIVE = "no concluyente"  # the interval contains the goal
    NO_GOAL = "sin meta"
    NO_DATA = "sin dato"
    NOT_COMPARABLE = "no comparable"
    NOT_COMPUTABLE = "no calculable"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True)
class Goal:
    """What a series should reach in a period; bands in per cent of avance I."""

    goal: float
    baseline: float | None = None
    green: float = 95.0
    amber: float = 75.0


@dataclass(frozen=True)
class Figure:
    """A value with its status and, where it comes from a sample, its interval."""

    value: float | None
    status: Status = Status.OK
    low: float | None = None
    high: float | None = None


_WITHOUT_VALUE = {
    Status.NO_DATA: Light.NO_DATA,
    Status.NOT_COMPARABLE: Light.NOT_COMPARABLE,
    Status.NOT_COMPUTABLE: Light.NOT_COMPUTABLE,
    Status.SUPPRESSED: Light.SUPPRESSED,
}


def advance(figure: Figure, goal: Goal, sentido: Sentido) -> float | None:
    """Avance I, 0 to 100: value / goal where it should rise, goal / value where it should fall.

    Nothing where the formula means nothing: a goal of 0 or below it, or no sentido. A value
    that should rise and lies below 0 has come 0 % of the way; one that should fall and has
    reached 0, or passed it, all of it.
    """
    value = figure.value
    if value is None or goal.goal <= 0 or sentido is Sentido.UNDEFINED:
        return None
    if sentido is Sentido.DESCENDING:
        return 100.0 if value <= 0 else min(100.0, 100 * goal.goal / value)
    return max(0.0, min(100.0, 100 * value / goal.goal))


def advance_from_baseline(figure: Figure, goal: Goal) -> float | None:
    """Avance II, of what does not add up over the years: 100 x (value - baseline) / (goal - it).

    It needs no sentido, and may pass 100 or lie below 0. Nothing where the baseline is the goal.
    """
    if figure.value is None or goal.baseline is None or goal.goal == goal.baseline:
        return None
    return 100 * (figure.value - goal.baseline) / (goal.goal - goal.baseline)


def light(figure: Figure, goal: Goal | None, sentido: Sentido) -> Light:
    """Classified on the unrounded avance I: 94.99999 is amber, though it prints as 95.0."""
    if figure.status in _WITHOUT_VALUE:
        return _WITHOUT_VALUE[figure.status]
    if goal is None or sentido is Sentido.UNDEFINED:
        return Light.NO_GOAL
    reached = advance(figure, goal, sentido)
    if reached is None:
        return Light.NOT_COMPUTABLE
    if _contains(figure, goal.goal):
        return Light.INCONCLUSIVE
    if reached >= goal.green:
        return Light.GREEN
    return Light.AMBER if reached >= goal.amber else Light.RED


def _contains(figure: Figure, goal: float) -> bool:
    if figure.low is None or figure.high is None:
        return False
    return figure.low <= goal <= figure.high


def together(advances: list[tuple[float, int]]) -> float | None:
    """An objective's avance: the mean of its measures', weighted by their ranks of relevance.

    A rank r weighs r_max - (r - 1), so that the most relevant, rank 1, weighs most.
    """
    if not advances:
        return None
    least = max(rank for _, rank in advances)
    weights = [least - (rank - 1) for _, rank in advances]
    weighed = zip(advances, weights, strict=True)
    return sum(value * weight for (value, _), weight in weighed) / sum(weights)
