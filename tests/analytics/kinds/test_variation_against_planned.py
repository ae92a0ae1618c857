"""Variation against planned: how far it lies from the plan (arancel promedio y su objetivo)."""

import pytest

from analytics.plan import Kind

TABLE = [
    # A lo que hubo, B lo planeado -> por ciento
    (8.0, 10.0, -20),
    (11.5, 10.0, 15),
    (10.0, 10.0, 0),
    (8.0, 0, "no calculable"),
    (None, 10.0, "sin dato"),
]


@pytest.mark.parametrize(("actual", "planned", "percent"), TABLE)
def test_the_distance_is_in_per_cent_of_the_plan(computes, actual, planned, percent):
    assert computes(Kind.VARIATION_AGAINST_PLANNED, (actual, planned)) == percent
