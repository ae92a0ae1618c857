"""Shares: one input over another of the same period, whatever the plan calls the two.

Shares of a total, weighted objectives reached, progress of works, what was executed of what was
programmed. Sums of numerators over sums of denominators: percentages are never averaged.
"""

from analytics.inputs import Computed, Inputs, ratio


def share(now: Inputs, _before: Inputs) -> Computed:
    """100 x first / second. It may pass 100 where the second does not contain the first."""
    return ratio(now.first, now.second, times=100)


def per_unit(now: Inputs, _before: Inputs) -> Computed:
    """First / second, where the first is no part of the second."""
    return ratio(now.first, now.second)


def against_planned(now: Inputs, _before: Inputs) -> Computed:
    """100 x (first - second) / second: how far it lies from what was planned."""
    return ratio(now.first - now.second, now.second, times=100)
