"""A table a planner can read: the inputs of a period and of the one before, and what they make."""

import math

import numpy as np
import pytest

from analytics.arithmetic import RULES
from analytics.inputs import Inputs

NOTHING = None  # nobody recorded it


def array(value):
    return np.array([math.nan if value is NOTHING else float(value)])


@pytest.fixture
def computes():
    """What a kind makes of (A, B) now and before: the figure, or why there is none."""

    def computes(kind, now, before=(NOTHING, NOTHING)):
        found = RULES[kind].compute(Inputs(*map(array, now)), Inputs(*map(array, before)))
        (figure,), (status,) = found.figures, found.status
        assert np.isfinite(figure) == (status == "ok")
        return pytest.approx(figure) if status == "ok" else str(status)

    return computes
