"""Statistics table: figures to be tabulated, as they were recorded."""

import pytest

from analytics.plan import Kind


@pytest.mark.parametrize(("recorded", "figure"), [(12, 12), (0, 0), (None, "sin dato")])
def test_a_statistic_stands_as_it_was_recorded(computes, recorded, figure):
    assert computes(Kind.STATISTICS_TABLE, (recorded, None)) == figure
