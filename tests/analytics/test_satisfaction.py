"""The satisfaction measure, as a table that a planner can check by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.interval import newcombe, wilson
from analytics.satisfaction import Levels, compare, measure

LEVELS = st.builds(Levels, st.tuples(*[st.integers(0, 100_000)] * 5), st.integers(0, 1_000))
ANSWERED = LEVELS.filter(lambda levels: levels.n > 0)


@pytest.mark.parametrize(
    # How many chose 1, 2, 3, 4, 5; "no aplica"; satisfied of valid; value and its interval.
    ("levels", "satisfied", "valid", "percentages"),
    [
        (Levels((2, 3, 5, 30, 60), 0), 90, 100, (90.00, 82.56, 94.48)),
        (Levels((2, 3, 5, 30, 60), 40), 90, 100, (90.00, 82.56, 94.48)),  # outside the denominator
        (Levels((0, 0, 0, 0, 10), 0), 10, 10, (100.00, 72.25, 100.00)),
        (Levels((10, 0, 0, 0, 0), 0), 0, 10, (0.00, 0.00, 27.75)),
        (Levels((0, 0, 1, 0, 0), 0), 0, 1, (0.00, 0.00, 79.35)),  # 3 is not satisfied
        (Levels((100, 100, 100, 100, 100), 7), 200, 500, (40.00, 35.80, 44.35)),
    ],
)
def test_satisfied_over_valid(levels, satisfied, valid, percentages):
    found = measure(levels)
    assert found is not None
    assert (found.numerator, found.denominator) == (satisfied, valid)
    assert (found.value, found.low, found.high) == pytest.approx(percentages, abs=0.005)


def test_nothing_is_measured_where_nobody_gave_a_valid_answer():
    assert measure(Levels()) is None
    assert measure(Levels(not_applicable=12)) is None
    assert compare(Levels((0, 0, 0, 0, 9)), Levels()) is None
    assert compare(Levels(), Levels((0, 0, 0, 0, 9))) is None


def test_the_difference_is_in_points_and_its_interval_is_newcombes():
    """The published example of the method: 56/70 against 48/80."""
    difference = compare(Levels((14, 0, 0, 0, 56)), Levels((32, 0, 0, 48, 0)))
    assert difference is not None
    assert difference.points == pytest.approx(20.00)
    assert difference.low == pytest.approx(5.24, abs=0.005)
    assert difference.high == pytest.approx(33.39, abs=0.005)


@given(ANSWERED)
def test_the_interval_holds_the_value_within_0_and_100(levels):
    found = measure(levels)
    assert found is not None
    assert 0 <= found.low <= found.value <= found.high <= 100
    assert found.low < found.high


@given(ANSWERED, ANSWERED)
def test_the_interval_of_a_difference_holds_it(now, before):
    difference = compare(now, before)
    assert difference is not None
    assert -100 <= difference.low <= difference.points <= difference.high <= 100


@given(st.integers(0, 50), st.integers(1, 50), st.integers(0, 50), st.integers(1, 50))
def test_the_two_periods_can_change_places(a, n, b, m):
    there, back = newcombe(min(a, n), n, min(b, m), m), newcombe(min(b, m), m, min(a, n), n)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))


@given(st.integers(0, 1000), st.integers(1, 1000))
def test_satisfied_and_dissatisfied_mirror_each_other(k, n):
    k = min(k, n)
    here, there = wilson(k, n), wilson(n - k, n)
    assert (here.low, here.high) == pytest.approx((1 - there.high, 1 - there.low))


@given(LEVELS, LEVELS)
def test_the_parts_add_up_to_the_whole(one, other):
    whole = one + other
    assert whole.n == one.n + other.n
    assert whole.satisfied == one.satisfied + other.satisfied
    assert whole.not_applicable == one.not_applicable + other.not_applicable
    assert whole == other + one


@given(st.dictionaries(st.sampled_from([1, 2, 3, 4, 5, None]), st.integers(0, 99)))
def test_counts_by_score_are_kept(answers):
    levels = Levels.of(answers)
    assert levels.n + levels.not_applicable == sum(answers.values())


@given(st.integers(1, 1000), st.data())
def test_wilsons_ends_are_the_proportions_at_which_the_score_test_turns(n, data):
    """The definition, not the formula: an end p is 1.96 of its own standard errors away."""
    k = data.draw(st.integers(0, n))
    interval = wilson(k, n)
    for end in {interval.low, interval.high} - {0.0, 1.0}:
        assert abs(k / n - end) == pytest.approx(1.959964 * (end * (1 - end) / n) ** 0.5, rel=1e-5)
