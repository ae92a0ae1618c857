"""Counts and what became of them since the preceding period."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.counts import Change, compare, count

INPUTS = st.dictionaries(st.sampled_from(["misiones", "eventos"]), st.integers(0, 10**6))


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [
        ({"visitas": 6}, {"visitas": 4}, Change(2, 50.0)),
        ({"visitas": 3}, {"visitas": 4}, Change(-1, -25.0)),
        ({"visitas": 0}, {"visitas": 4}, Change(-4, -100.0)),
        ({"visitas": 4}, {"visitas": 4}, Change(0, 0.0)),
        ({"visitas": 4}, {"visitas": 0}, Change(4, None)),  # never infinity, nor 100 %
        ({"visitas": 0}, {"visitas": 0}, Change(0, None)),
        ({"misiones": 2, "eventos": 3}, {"eventos": 4}, Change(1, 25.0)),
        ({}, {"visitas": 4}, None),
        ({"visitas": 4}, {}, None),
    ],
)
def test_a_change_is_in_units_and_in_per_cent_of_what_was(now, before, change):
    assert compare(now, before) == change


def test_no_record_is_no_zero():
    assert count({}) is None
    assert count({"visitas": 0}) == 0


@given(INPUTS, INPUTS)
def test_what_was_and_its_change_give_what_is(now, before):
    change = compare(now, before)
    if change is None:
        assert not now or not before
        return
    assert count(before) + change.units == count(now)
    back = compare(before, now)
    assert back is not None
    assert back.units == -change.units
    if change.percent is not None:
        assert count(before) * (1 + change.percent / 100) == pytest.approx(count(now))
