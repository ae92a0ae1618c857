"""Weighted objectives: the weight reached over the weight set, objective by objective."""

import pytest

from analytics.plan import Kind

TABLE = [
    # (peso, grado alcanzado en %) of each objective -> por ciento
    ([(5, 100), (3, 0), (2, 0)], 50),
    ([(5, 100), (3, 50), (2, 0)], 65),
    ([(1, 100)] * 3 + [(1, 0)], 75),
    ([(10, 0)], 0),
    ([], "sin dato"),
]


@pytest.mark.parametrize(("objectives", "percent"), TABLE)
def test_what_was_reached_weighs_as_much_as_it_was_said_to(computes, objectives, percent):
    reached = sum(weight * degree / 100 for weight, degree in objectives) if objectives else None
    weights = sum(weight for weight, _ in objectives) if objectives else None
    assert computes(Kind.WEIGHTED_OBJECTIVES, (reached, weights)) == percent
