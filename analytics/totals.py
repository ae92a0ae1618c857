"""Totals: a count or an amount of the period, the sum of everything that was recorded of it."""

from analytics.inputs import Computed, Inputs, known


def total(now: Inputs, _before: Inputs) -> Computed:
    """The sum of the inputs; nothing where nobody recorded any, which is not 0."""
    return known(now.first)
