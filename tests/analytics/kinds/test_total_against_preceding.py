"""Totals: a count, or an amount of money, beside that of the preceding period."""

import pytest

from analytics.plan import Kind

TABLE = [(6, 6), (0, 0), (1234567.89, 1234567.89), (None, "sin dato")]


@pytest.mark.parametrize(("recorded", "total"), TABLE)
def test_a_total_is_what_was_recorded_and_nothing_recorded_is_no_zero(computes, recorded, total):
    assert computes(Kind.TOTAL_AGAINST_PRECEDING, (recorded, None)) == total
