"""Figures as es-PE writes them."""

import math

import pytest

from analytics import figures


@pytest.mark.parametrize(
    ("write", "value", "expected"),
    [
        (figures.count, 1234567, "1,234,567"),
        (figures.count, None, "—"),
        (figures.number, 1234.56, "1,234.6"),
        (figures.percent, 72.5, "72.5\u00a0%"),
        (figures.percent, 100, "100.0\u00a0%"),
        (figures.percent, math.nan, "—"),
        (figures.signed, 3.25, "+3.2"),
        (figures.signed, -4.5, "\u22124.5"),
        (figures.signed, -0.04, "0.0"),
        (figures.signed, math.nan, "—"),
        (figures.count, 1234.0, "1,234"),
        (figures.count, math.nan, "—"),
        (figures.signed_count, 1234.0, "+1,234"),
        (figures.signed_count, -3, "\u22123"),
        (figures.signed_count, 0.0, "0"),
        (figures.signed_count, None, "—"),
        (figures.signed_percent, -12.34, "\u221212.3\u00a0%"),
        (figures.signed_percent, None, "—"),
    ],
)
def test_a_figure_is_written_as_in_peru(write, value, expected):
    assert write(value) == expected
