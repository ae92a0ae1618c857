"""Share of a total: 100 × A / B of the same period (acuerdos perfeccionados / suscritos)."""

import pytest

from analytics.plan import Kind

TABLE = [
    # A perfeccionados, B suscritos -> por ciento
    (3, 4, 75),
    (0, 4, 0),
    (4, 4, 100),
    (5, 4, 125),  # signed earlier, in force now: shown as it is
    (1, 3, 33.333333333333336),
    (0, 0, "no calculable"),  # never infinity, nor 100
    (3, 0, "no calculable"),
    (None, 4, "sin dato"),
    (3, None, "sin dato"),
    (None, None, "sin dato"),
]


@pytest.mark.parametrize(("a", "b", "percent"), TABLE)
def test_a_share_is_the_first_over_the_second(computes, a, b, percent):
    assert computes(Kind.SHARE_OF_TOTAL, (a, b)) == percent
