"""Variations: how much more or less than in the preceding period, in per cent of that."""

from analytics.inputs import Array, Computed, Inputs, change, safely


def variation(now: Inputs, before: Inputs) -> Computed:
    """100 x (now - before) / before of the input."""
    return change(now.first, before.first)


def average_variation(now: Inputs, before: Inputs) -> Computed:
    """The variation of the income per act.

    Each service's average weighted by its acts is total income over total acts, so the inputs
    are those totals and nothing is averaged again.
    """
    return change(_over(now), _over(before))


def _over(inputs: Inputs) -> Array:
    return safely(inputs.first, inputs.second)
