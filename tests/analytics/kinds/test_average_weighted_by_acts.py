"""Average income per act: total income over total acts, and its change since before."""

import pytest

from analytics.plan import Kind

TABLE = [
    # ingreso y actuaciones ahora, y antes -> variación del promedio en por ciento
    ((3000, 100), (2000, 100), 50),
    ((2000, 100), (2000, 100), 0),
    ((4000, 200), (2000, 100), 0),  # twice the acts, the same average
    ((1000, 100), (2000, 100), -50),
    ((3000, 0), (2000, 100), "no calculable"),  # no act, no average
    ((3000, 100), (2000, 0), "no calculable"),
    ((3000, 100), (0, 100), "no calculable"),
    ((3000, 100), (None, None), "no comparable"),
    ((None, 100), (2000, 100), "sin dato"),
]


@pytest.mark.parametrize(("now", "before", "percent"), TABLE)
def test_the_average_weighs_each_service_by_its_acts(computes, now, before, percent):
    assert computes(Kind.AVERAGE_WEIGHTED_BY_ACTS, now, before) == percent


def test_more_of_a_dear_service_moves_the_average_as_it_should(computes):
    passports, visas = (10, 50.0), (30, 5.0)  # acts and price of each
    now = (10 * 50.0 + 30 * 5.0, 40)
    before = (30 * 5.0, 30)
    average_now, average_before = now[0] / now[1], before[0] / before[1]
    assert passports[0] + visas[0] == 40
    expected = 100 * (average_now - average_before) / average_before
    assert computes(Kind.AVERAGE_WEIGHTED_BY_ACTS, now, before) == pytest.approx(expected)
