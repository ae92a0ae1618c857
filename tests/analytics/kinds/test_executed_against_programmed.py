"""Executed against programmed: Σ executed / Σ programmed, which may pass 100 %."""

import pytest

from analytics.plan import Kind

TABLE = [
    # A ejecutado, B programado -> por ciento
    (950, 1000, 95),
    (1200, 1000, 120),
    (0, 1000, 0),
    (100, 0, "no calculable"),
    (None, 1000, "sin dato"),
]


@pytest.mark.parametrize(("executed", "programmed", "percent"), TABLE)
def test_execution_is_what_was_done_of_what_was_programmed(
    computes, executed, programmed, percent
):
    assert computes(Kind.EXECUTED_AGAINST_PROGRAMMED, (executed, programmed)) == percent


def test_it_is_a_ratio_of_sums_and_no_mean_of_ratios(computes):
    units = [(90, 100), (1, 10)]  # 90 % and 10 %: their mean would be 50 %
    summed = tuple(map(sum, zip(*units, strict=True)))
    found = computes(Kind.EXECUTED_AGAINST_PROGRAMMED, summed)
    assert found == pytest.approx(100 * 91 / 110)
