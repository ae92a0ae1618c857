"""Periods: what planners write, and where each begins and ends."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.period import Kind, NotAPeriod, Period

DAYS = st.dates(date(2001, 1, 1), date(2099, 12, 31))
KINDS = st.sampled_from(Kind)


@pytest.mark.parametrize(
    ("text", "label", "first_month", "last_day", "preceding"),
    [
        ("2026-11", "noviembre de 2026", "2026-11-01", "2026-11-30", "2026-10"),
        ("2026-01", "enero de 2026", "2026-01-01", "2026-01-31", "2025-12"),
        ("2026-T4", "cuarto trimestre de 2026", "2026-10-01", "2026-12-31", "2026-T3"),
        ("2026-Q1", "primer trimestre de 2026", "2026-01-01", "2026-03-31", "2025-T4"),
        ("2026-S2", "segundo semestre de 2026", "2026-07-01", "2026-12-31", "2026-S1"),
        (" 2026-s1 ", "primer semestre de 2026", "2026-01-01", "2026-06-30", "2025-S2"),
        ("2024", "año 2024", "2024-01-01", "2024-12-31", "2023"),
    ],
)
def test_a_period_is_read_named_and_placed(text, label, first_month, last_day, preceding):
    period = Period.parse(text)
    assert isinstance(period, Period)
    assert period.label == label
    assert period.first_month == date.fromisoformat(first_month)
    assert period.last_day == date.fromisoformat(last_day)
    assert str(period.preceding) == preceding


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-0", "2026-S3", "2026-T5", "26-S1", "2026-T", "٢٠٢٦", "2026\n-1"]
)
def test_what_is_no_period_is_refused_with_the_ways_to_write_one(text):
    refusal = Period.parse(text)
    assert isinstance(refusal, NotAPeriod)
    assert "2026-S2" in str(refusal)


@given(DAYS, KINDS)
def test_a_period_is_read_back_as_it_is_written(day, kind):
    period = Period.containing(day, kind)
    assert Period.parse(str(period)) == period


@given(DAYS, KINDS)
def test_a_day_lies_in_the_period_that_contains_it(day, kind):
    period = Period.containing(day, kind)
    assert period.first_month <= day <= period.last_day
    assert Period.containing(period.first_month, kind) == period
    assert Period.containing(period.last_day, kind) == period


@given(DAYS, KINDS)
def test_the_preceding_period_ends_the_day_before_this_one_begins(day, kind):
    period = Period.containing(day, kind)
    assert (period.first_month - period.preceding.last_day).days == 1
    assert period.preceding.kind == kind


def test_a_year_is_its_twelve_months():
    months = [Period(2026, Kind.MONTH, number) for number in range(1, 13)]
    assert [each.preceding for each in months[1:]] == months[:-1]
