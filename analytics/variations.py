"""Variations: how much more or less than in the preceding period, in per cent of that."""

import numpy as np

from analytics.inputs import Computed, Inputs, change, safely
from analytics.status import Status


def variation(now: Inputs, before: Inputs) -> Computed:
    """100 x (now - before) / before of the input."""
    return change(now.first, before.first)


def average_variation(now: Inputs, before: Inputs) -> Computed:
    """The variation of the income per act.

    Each service's average weighted by its acts is total income over total acts, so the inputs
    are those totals and nothing is averaged again.
    """
    found = change(safely(now.first, now.second), safely(before.first, before.second))
    no_act = ((now.second == 0) & ~np.isnan(now.first)) | (before.second == 0)
    found.status[no_act & ~np.isnan(now.second)] = Status.NOT_COMPUTABLE
    return found
