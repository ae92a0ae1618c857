"""Attainment: how far a figure has come, and its light, in tables that a planner can read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import figures
from analytics.attainment import (
    Figure,
    Goal,
    Light,
    advance,
    advance_from_baseline,
    light,
    together,
)
from analytics.plan import Sentido
from analytics.status import Status

UP, DOWN, NEITHER = Sentido.ASCENDING, Sentido.DESCENDING, Sentido.UNDEFINED

FIRST = [
    # sentido, value, goal -> avance I, light
    (UP, 80, 80, 100, "verde"),
    (UP, 90, 80, 100, "verde"),  # no more than all of it
    (UP, 76, 80, 95, "verde"),
    (UP, 75.9, 80, 94.875, "ámbar"),
    (UP, 60, 80, 75, "ámbar"),
    (UP, 59.9, 80, 74.875, "rojo"),
    (UP, 0, 80, 0, "rojo"),
    (UP, -5, 80, 0, "rojo"),  # a variation may fall
    (DOWN, 10, 10, 100, "verde"),
    (DOWN, 5, 10, 100, "verde"),
    (DOWN, 0, 10, 100, "verde"),  # nothing is left
    (DOWN, -3, 10, 100, "verde"),
    (DOWN, 10.5, 10, 95.238, "verde"),
    (DOWN, 12, 10, 83.333, "ámbar"),
    (DOWN, 20, 10, 50, "rojo"),
    (UP, 5, 0, None, "no calculable"),
    (UP, 5, -2, None, "no calculable"),
    (DOWN, 0, 0, None, "no calculable"),
    (NEITHER, 5, 10, None, "sin meta"),
]


@pytest.mark.parametrize(("sentido", "value", "goal", "reached", "colour"), FIRST)
def test_the_first_advance_and_its_light(sentido, value, goal, reached, colour):
    figure, wanted = Figure(value), Goal(goal)
    found = advance(figure, wanted, sentido)
    assert found == (None if reached is None else pytest.approx(reached, abs=0.001))
    assert light(figure, wanted, sentido) == colour


def test_the_light_is_that_of_the_unrounded_advance():
    figure, goal = Figure(94.99999), Goal(100)
    assert light(figure, goal, UP) is Light.AMBER
    assert figures.number(advance(figure, goal, UP)) == "95.0"
    assert light(Figure(95.0), goal, UP) is Light.GREEN
    assert light(Figure(74.99999), goal, UP) is Light.RED


def test_a_target_may_have_bands_of_its_own():
    goal = Goal(100, green=99, amber=50)
    lights = [light(Figure(it), goal, UP) for it in (99, 98.9, 50, 49.9)]
    assert lights == ["verde", "ámbar", "ámbar", "rojo"]


SECOND = [
    # value, baseline, goal -> avance II
    (75, 50, 100, 50),
    (50, 50, 100, 0),
    (100, 50, 100, 100),
    (120, 50, 100, 140),
    (40, 50, 100, -20),
    (30, 40, 20, 50),  # it should fall
    (5, -10, 20, 50),
    (0, 10, 0, 100),  # a goal of nothing has an advance, too
    (80, 80, 80, None),  # the baseline is the goal already
    (90, 80, 80, None),
    (80, None, 90, None),
    (None, 50, 100, None),
]


@pytest.mark.parametrize(("value", "baseline", "goal", "reached"), SECOND)
def test_the_second_advance_is_of_the_way_from_the_baseline(value, baseline, goal, reached):
    assert advance_from_baseline(Figure(value), Goal(goal, baseline)) == reached


SAMPLED = [
    # value, interval, goal -> light
    (78, (74, 82), 80, "no concluyente"),
    (90, (85, 94), 85, "no concluyente"),
    (90, (85, 94), 94, "no concluyente"),
    (90, (85, 94), 84.9, "verde"),
    (90, (85, 94), 94.1, "verde"),  # below its goal for sure, and within the green band
    (60, (55, 65), 90, "rojo"),
    (90, (None, 94), 91, "verde"),
]


@pytest.mark.parametrize(("value", "interval", "goal", "colour"), SAMPLED)
def test_an_interval_that_contains_the_goal_decides_nothing(value, interval, goal, colour):
    assert light(Figure(value, Status.OK, *interval), Goal(goal), UP) == colour


WITHOUT_VALUE = [
    (Status.NO_DATA, "sin dato"),
    (Status.NOT_COMPARABLE, "no comparable"),
    (Status.NOT_COMPUTABLE, "no calculable"),
    (Status.SUPPRESSED, "suppressed"),
]


@pytest.mark.parametrize(("status", "word"), WITHOUT_VALUE)
def test_what_has_no_value_says_why_whether_it_has_a_goal_or_not(status, word):
    for goal in (Goal(80), None):
        for sentido in Sentido:
            assert light(Figure(None, status), goal, sentido) == word
    assert advance(Figure(None, status), Goal(80), UP) is None


def test_every_status_has_its_light():
    assert {status for status, _ in WITHOUT_VALUE} | {Status.OK} == set(Status)
    assert light(Figure(5), None, UP) is Light.NO_GOAL


RELEVANCE = [
    # (advance, rank of relevance) of each measure -> the objective's
    ([], None),
    ([(40, 1)], 40),
    ([(40, 3)], 40),
    ([(100, 1), (0, 1)], 50),
    ([(100, 1), (0, 2)], 66.667),  # 2 : 1
    ([(100, 1), (0, 3)], 75),  # 3 : 1
    ([(100, 1), (50, 2), (0, 3)], 66.667),  # 3 : 2 : 1
    ([(60, 2), (60, 2)], 60),
]


@pytest.mark.parametrize(("advances", "mean"), RELEVANCE)
def test_what_is_most_relevant_weighs_most(advances, mean):
    assert together(advances) == (None if mean is None else pytest.approx(mean, abs=0.001))


VALUES = st.floats(-1e12, 1e12)
LIGHTS = [Light.RED, Light.AMBER, Light.GREEN]


@given(VALUES, VALUES, st.floats(1e-4, 1e12))
def test_who_comes_nearer_never_gets_a_worse_light(one, other, goal):
    less, more = sorted([one, other])
    for sentido, worse, better in [(UP, less, more), (DOWN, more, less)]:
        lights = [light(Figure(it), Goal(goal), sentido) for it in (worse, better)]
        assert LIGHTS.index(lights[0]) <= LIGHTS.index(lights[1])
        assert 0 <= advance(Figure(worse), Goal(goal), sentido) <= 100
