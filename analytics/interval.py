"""Intervals of confidence for one proportion and for the difference of two."""

from dataclasses import dataclass
from math import hypot, sqrt
from statistics import NormalDist

CONFIDENCE = 0.95
_Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


@dataclass(frozen=True)
class Interval:
    low: float
    high: float


def wilson(successes: int, n: int) -> Interval:
    """Wilson's score interval of the proportion successes / n, n > 0, both ends within 0-1.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    JASA 22 (1927): 209-212. Chosen over Wald's, which covers 40 % instead of 95 % at n = 10
    and p = 0.95.
    """
    p = successes / n
    squared = _Z * _Z / n
    centre = (p + squared / 2) / (1 + squared)
    half = _Z * sqrt((p * (1 - p) + squared / 4) / n) / (1 + squared)
    # Rounding must not push an end past the proportion itself at 0 % and 100 %.
    return Interval(max(0.0, min(centre - half, p)), min(1.0, max(centre + half, p)))


def newcombe(successes: int, n: int, successes_before: int, n_before: int) -> Interval:
    """The interval of the proportion now minus the one before, of independent samples.

    R. G. Newcombe, "Interval estimation for the difference between independent proportions",
    Statistics in Medicine 17 (1998): 873-890, method 10.
    """
    now, before = successes / n, successes_before / n_before
    here, there = wilson(successes, n), wilson(successes_before, n_before)
    difference = now - before
    return Interval(
        difference - hypot(now - here.low, there.high - before),
        difference + hypot(here.high - now, before - there.low),
    )
