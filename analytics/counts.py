"""Counts: how many there were in a period, and how many more or fewer than before."""

from collections.abc import Mapping
from dataclasses import dataclass

Inputs = Mapping[str, int]  # what was recorded of each input of a series, summed over a period


@dataclass(frozen=True)
class Change:
    """The count less the preceding period's: in units, and in per cent of the preceding one.

    A count is no sample, so there is no interval. From nothing no percentage leads anywhere.
    """

    units: int
    percent: float | None


def count(recorded: Inputs) -> int | None:
    """The sum of the inputs; nothing where nobody recorded any, which is not 0."""
    return sum(recorded.values()) if recorded else None


def compare(now: Inputs, before: Inputs) -> Change | None:
    """Nothing where either period has no record."""
    here, there = count(now), count(before)
    if here is None or there is None:
        return None
    return Change(here - there, 100 * (here - there) / there if there else None)
