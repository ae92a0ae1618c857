"""From records to figures: sums over everybody, states at the close, and what can be compared."""

from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics import pull
from analytics.frames import By
from analytics.output import records
from analytics.period import Kind, Period
from tests.analytics.recordings import (
    ACTS,
    COURSES,
    REVENUE,
    S1,
    S2,
    SHARE,
    WORKS,
    figures,
    of,
    refill,
    registers,
    sound,
)
from tests.analytics.register import AT, NUMBERED, complete, load_units, months_of, row, write

# Each example fills the same database anew.
LAWS = settings(
    max_examples=9,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
JULY, AUGUST, DECEMBER = (Period(2026, Kind.MONTH, it) for it in (7, 8, 12))
JANUARY = Period(2026, Kind.MONTH, 1)
SAME = pd.testing.assert_frame_equal


@pytest.fixture
def register(engine, network):
    """An empty one that knows the units and the offices."""
    assert network
    load_units(engine)
    return engine


# Whatever was recorded.


@LAWS
@given(rows=registers())
def test_a_figure_is_finite_or_says_why_there_is_none(register, rows):
    refill(register, rows)
    for by in (None, *By):
        sound(figures(register, S2, by=by))


@LAWS
@given(rows=registers())
def test_what_is_set_apart_adds_up_to_the_whole(register, rows):
    refill(register, rows)
    whole = figures(register, S2).set_index("series")
    for by in By:
        apart = figures(register, S2, by=by).groupby("series")
        for column in ("numerator", "denominator"):
            added = apart[column].sum(min_count=1)
            SAME(added.to_frame(), whole[[column]], check_like=True, check_exact=False)
        totals = whole[whole["kind"].isin(["total_against_preceding", "statistics_table"])]
        added = apart["value"].sum(min_count=1)[totals.index]
        assert added.fillna(-1).to_dict() == pytest.approx(totals["value"].fillna(-1).to_dict())


@LAWS
@given(rows=registers(), data=st.data())
def test_the_order_of_recording_does_not_matter(register, rows, data):
    refill(register, rows)
    first = figures(register, S2)
    refill(register, data.draw(st.permutations(rows)))
    SAME(figures(register, S2), first)


@LAWS
@given(rows=registers(), wrong=st.integers(0, 900))
def test_to_correct_is_as_if_it_had_been_recorded_right_at_first(register, rows, wrong):
    refill(register, rows)
    right = figures(register, S2)
    mistaken = {"value": wrong, "recorded_at": AT - timedelta(days=9), "superseded_at": AT}
    now = [it | {"superseded_at": None} for it in rows]
    refill(register, [*(it | mistaken for it in rows), *now])
    SAME(figures(register, S2), right)


@LAWS
@given(rows=registers())
def test_several_periods_at_once_are_each_as_alone(register, rows):
    refill(register, rows)
    periods = [S1, S2, S2.at(Kind.SEMESTER, S2.index + 1)]
    for by in (None, By.CONSULATE):
        together = figures(register, *periods, by=by)
        sound(together)
        for it in periods:
            mine = together[together["period"] == str(it)]
            assert records(mine) == records(figures(register, it, by=by))


@LAWS
@given(rows=registers())
def test_what_is_recorded_of_a_longer_time_is_in_no_part_of_it(register, rows):
    refill(register, rows)
    before = {by: figures(register, S2, by=by) for by in (None, By.UNIT)}
    year, third = Period(2026, Kind.YEAR), Period(2026, Kind.QUARTER, 3)
    write(register, [row(*COURSES, "ADP", year, 1000), row(*WORKS[0], "ADP", year, 1000)])
    for by, frame in before.items():
        SAME(figures(register, S2, by=by), frame)
    of_semesters = [it for it in rows if it["month"] != it["last_month"]]
    of_months = [it for it in rows if it["month"] == it["last_month"]]
    refill(register, [*of_semesters, *of_months])
    quarter = figures(register, third)
    refill(register, of_months)
    SAME(figures(register, third), quarter)


# Cases.


@pytest.mark.parametrize("series", [COURSES, SHARE[0]], ids=lambda it: it[0])
def test_month_by_month_or_all_at_once_is_the_same(register, series):
    twice = [(S1, 6), (S2, 12)]
    refill(register, [row(*series, "SAP", period, value) for period, value in twice])
    at_once = figures(register, S2)
    refill(
        register,
        [
            row(*series, "SAP", month, value / 6)
            for period, value in twice
            for month in months_of(period)
        ],
    )
    SAME(figures(register, S2), at_once)


def test_of_a_state_the_last_record_of_each_counts(register):
    refill(
        register,
        [
            row(*WORKS[0], "SAA", JULY, 2),
            row(*WORKS[0], "SAA", DECEMBER, 5),
            row(*WORKS[0], "SAP", AUGUST, 4),
            row(*WORKS[1], "SAA", JULY, 10),
            row(*WORKS[1], "SAP", S2, 20),
        ],
    )
    found = of(figures(register, S2), WORKS[0][0])
    assert (found["numerator"], found["denominator"], found["value"]) == (9, 30, 30)
    by_unit = figures(register, S2, by=By.UNIT).set_index(["series", "unit_code"])
    assert by_unit.loc[(WORKS[0][0], "SAA"), "value"] == 50
    assert by_unit.loc[(WORKS[0][0], "SAP"), "value"] == 20
    quarter = of(figures(register, Period(2026, Kind.QUARTER, 3)), WORKS[0][0])
    assert (quarter["numerator"], quarter["denominator"]) == (6, 10)


def test_who_has_no_such_thing_at_the_close_has_no_state(register):
    refill(register, [row(*WORKS[0], "SAA", JULY, 2), row(*WORKS[0], "SAA", DECEMBER, None)])
    assert pd.isna(of(figures(register, S2), WORKS[0][0])["numerator"])


def test_nothing_recorded_is_not_zero_and_zero_is_a_figure(register):
    refill(register, [row(*COURSES, "SCP-DGC", S2, 0)])
    found = of(figures(register, S2), COURSES[0])
    assert (found["value"], found["status"], found["previous_status"]) == (0, "ok", "sin dato")
    refill(register, [row(*COURSES, "SCP-DGC", S2, None)])
    found = of(figures(register, S2), COURSES[0])
    assert (found["status"], found["reported"]) == ("sin dato", 1)


ACTS_THEN_AND_NOW = [
    # acts before, now -> value of the variation
    ((100, 120), 20),
    ((100, 0), -100),
    ((0, 120), "no calculable"),
    ((0, 0), "no calculable"),
    ((None, 120), "no comparable"),
    ((100, None), "sin dato"),
]


@pytest.mark.parametrize(("acts", "wanted"), ACTS_THEN_AND_NOW)
def test_a_variation_from_nothing_is_never_infinite(register, acts, wanted):
    refill(
        register,
        [row(*ACTS, "MAD", period, value) for period, value in zip((S1, S2), acts, strict=True)],
    )
    for by in (None, By.CONSULATE):
        frame = figures(register, S2, by=by)
        sound(frame)
        found = of(frame, ACTS[0])
        assert wanted == (found["value"] if found["status"] == "ok" else found["status"])


def test_a_total_that_was_nothing_grows_by_units_and_by_no_percentage(register):
    refill(register, [row(*COURSES, "ADP", S1, 0), row(*COURSES, "ADP", S2, 7)])
    found = of(figures(register, S2), COURSES[0])
    assert (found["difference"], found["comparison"]) == (7, "ok")
    assert pd.isna(found["variation"])


def months(*numbers):
    return [Period(2026, Kind.MONTH, it) for it in numbers]


REPORTERS = [
    # (office, months) of the first semester, of the second -> whether the two compare
    ([("MAD", [1, 2])], [("MAD", [7, 8])], True),
    ([("MAD", [1, 2])], [("MAD", [11, 12])], True),  # as many, though others
    ([("MAD", [1, 2])], [("MAD", [7])], False),
    ([("MAD", [1])], [("NYC", [7])], False),
    ([("MAD", [1])], [("MAD", [7]), ("NYC", [7])], False),
    ([("MAD", [1]), ("NYC", [1])], [("NYC", [7]), ("MAD", [7])], True),
    ([("MAD", [1, 2, 3]), ("NYC", [1])], [("MAD", [7]), ("NYC", [7, 8, 9])], False),
]


@pytest.mark.parametrize(("before", "now", "compares"), REPORTERS)
@pytest.mark.parametrize("series", [ACTS, ("3.1.2.1a", "connacionales_apoyados")])
def test_two_periods_compare_where_the_same_told_as_many_months(
    register, series, before, now, compares
):
    told = [(office, it) for office, several in before + now for it in months(*several)]
    rows = [row(*series, office, month, 10) for office, month in told]
    refill(register, rows)
    found = of(pull("2026-S2", series[0][:3], engine=register), series[0])
    if series == ACTS:  # the variation itself compares
        assert found["status"] == ("ok" if compares else "no comparable")
        assert pd.notna(found["value"]) == compares
    else:
        assert (found["status"], found["value"]) == ("ok", 10 * sum(len(it) for _, it in now))
        assert found["comparison"] == ("ok" if compares else "no comparable")
        assert pd.notna(found["difference"]) == compares


def test_a_borrowed_input_is_the_very_one_that_was_recorded(register):
    refill(register, [*complete(S1, reporters=3), *complete(S2, reporters=3)])
    frame = pull("2026-S2", engine=register).set_index("series")
    by_code = {it.series.code: it for it in NUMBERED}
    borrowed = [
        (it, place, *it.series.recorded_as(each))
        for it in NUMBERED
        for place, each in enumerate(it.series.inputs)
        if each.same_as
    ]
    assert {it.series.code for it, *_ in borrowed} >= {"3.3.2.1a", "2.0.3.1a", "3.1.5.1a"}
    assert frame.loc["2.0.3.1a", "value"] == frame.loc["1.0.4.1a", "value"]
    assert frame.loc["2.3.2.2a", "value"] > 0
    income = sum(10 + number + S2.index % 7 for number in range(3)) * 6
    assert frame.loc["3.3.2.1a", "numerator"] == income
    assert frame.loc["3.3.2.1a", "denominator"] == frame.loc["3.0.1.2a", "value"]
    for it, place, home, name in borrowed:
        assert name in {each.name for each in by_code[home].series.inputs}
        if it.is_pair:
            assert pd.notna(frame.loc[it.series.code, ["numerator", "denominator"][place]])


def test_what_acts_were_worth_is_divided_over_all_offices_and_never_averaged(register):
    rows = [
        row(series, name, office, period, value)
        for period, told in [
            (JANUARY, {"MAD": (1000, 100), "NYC": (100, 50)}),
            (JULY, {"MAD": (1500, 100), "NYC": (100, 25)}),
        ]
        for office, (income, acts) in told.items()
        for (series, name), value in [(REVENUE, income), (ACTS, acts)]
    ]
    refill(register, rows)
    found = of(figures(register, S2), "3.3.2.1a")
    before, now = 1100 / 150, 1600 / 125
    assert found["value"] == pytest.approx(100 * (now - before) / before)
