"""Variation: how much more or less than in the preceding period, in per cent of that."""

import pytest

from analytics.plan import Kind

TABLE = [
    # ahora, antes -> variación en por ciento
    (120, 100, 20),
    (80, 100, -20),
    (100, 100, 0),
    (0, 100, -100),
    (5, 0, "no calculable"),  # from nothing no percentage leads anywhere
    (0, 0, "no calculable"),
    (5, None, "no comparable"),  # nothing to compare with
    (None, 100, "sin dato"),
    (None, None, "sin dato"),
]


@pytest.mark.parametrize(("now", "before", "percent"), TABLE)
def test_a_variation_is_of_what_was(computes, now, before, percent):
    found = computes(Kind.VARIATION_AGAINST_PRECEDING, (now, None), (before, None))
    assert found == percent
