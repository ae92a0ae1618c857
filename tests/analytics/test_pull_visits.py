"""The pull: recorded visits become the numbers of 3.2.5.1 and 3.2.5.2."""

from collections import Counter
from datetime import UTC, date, datetime

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from analytics import plan, pull
from analytics.rows import COUNTS
from db.observations import PERSONS_SERVED, VISITS_MADE, Input

VISITS, PERSONS = "visitas-itinerantes", "personas-atendidas"

# Nothing recorded can be deleted: a fresh page for each example takes the owner of the table.
EMPTY = (
    "ALTER TABLE observation DISABLE TRIGGER USER",
    "DELETE FROM observation",
    "ALTER TABLE observation ENABLE TRIGGER USER",
)


def whole(frame, name):
    (row,) = frame[frame["name"] == name].to_dict("records")
    return row


def by_cell(frame, name, cell, column="value"):
    return frame[frame["name"] == name].set_index(cell)[column].dropna().to_dict()


def test_each_input_that_a_visit_records_is_one_of_the_plan_and_feeds_one_measure():
    fed = [
        (Input(series.code, each.name), measure.name)
        for measure in plan.measures()
        if measure.fed_by is plan.Feed.VISITS
        for series in measure.series
        for each in series.inputs
    ]
    assert fed == [(VISITS_MADE, VISITS), (PERSONS_SERVED, PERSONS)]
    assert all(plan.measure(it).kind is plan.Kind.TOTAL_AGAINST_PRECEDING for _, it in fed)


async def test_a_recorded_visit_becomes_two_numbers_of_the_plan(engine, visited):
    await visited("MAD", "2026-08-14", pasaporte=40, dni=25)
    await visited("NYC", "2026-09-05", dni=35)
    await visited("NYC", "2026-03-05", dni=80)
    frame = pull("2026-S2", "3.2", engine=engine)
    made, served = whole(frame, VISITS), whole(frame, PERSONS)
    assert (made["value"], made["previous_value"]) == (2, 1)
    assert (made["difference"], made["variation"]) == (1, 100)
    assert (served["value"], served["previous_value"]) == (100, 80)
    assert (served["difference"], served["variation"]) == (20, 25)
    for row in (made, served):
        assert (row["status"], row["previous_status"]) == ("ok", "ok")
        assert (row["unit"], row["difference_unit"]) == ("número", "unidades")
        unknown = ["low", "high", "difference_low", "difference_high", *COUNTS]
        assert all(pd.isna(row[name]) for name in unknown)


async def test_without_a_record_there_is_no_figure_and_no_zero(engine, visited):
    await visited("MAD", "2026-08-14", dni=3)
    await visited("MAD", "2026-02-14")  # announced; nobody has recorded it
    row = whole(pull("2026-S2", "3.2", engine=engine), PERSONS)
    assert (row["status"], row["previous_status"]) == ("ok", "sin dato")
    assert pd.isna(row["previous_value"])
    assert pd.isna(row["difference"])
    assert pd.isna(row["variation"])
    later = whole(pull("2027-S1", "3.2", engine=engine), PERSONS)
    assert (later["status"], later["previous_value"]) == ("sin dato", 3)
    assert pd.isna(later["value"])


async def test_a_visit_to_which_nobody_came_was_made(engine, visited):
    await visited("MAD", "2026-08-14", dni=0)
    frame = pull("2026-S2", "3.2", engine=engine)
    assert (whole(frame, VISITS)["value"], whole(frame, PERSONS)["value"]) == (1, 0)
    assert whole(frame, PERSONS)["status"] == "ok"


async def test_a_correction_replaces_what_was_said_and_keeps_the_row(engine, visited, corrected):
    visit = await visited("MAD", "2026-06-30", dni=400, pasaporte=7)
    await corrected(visit, "dni", 40, now=datetime(2027, 1, 9, tzinfo=UTC))
    frame = pull("2026-S1", "3.2", engine=engine)
    assert (whole(frame, VISITS)["value"], whole(frame, PERSONS)["value"]) == (1, 47)
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT value, superseded_at IS NULL FROM observation WHERE service = 'dni'")
        ).all()
    assert {tuple(row) for row in rows} == {(400, False), (40, True)}


async def test_visits_are_of_career_offices_and_persons_of_all(engine, visited):
    await visited("MAD", "2026-08-14", dni=30)
    await visited("VGO", "2026-08-15", dni=4)  # an honorary consulate
    frame = pull("2026-S2", "3.2", "consulate", engine=engine)
    assert by_cell(frame, VISITS, "consulate") == {"MAD": 1}
    assert by_cell(frame, PERSONS, "consulate") == {"MAD": 30, "VGO": 4}  # few are not hidden
    assert by_cell(frame, PERSONS, "consulate", "consulate_name")["VGO"].endswith("Vigo")


async def test_by_service_persons_are_apart_and_visits_stay_whole(engine, visited):
    await visited("MAD", "2026-08-14", pasaporte=40, dni=25)
    await visited("NYC", "2026-09-05", dni=35)
    frame = pull("2026-S2", "3.2", "service", engine=engine)
    assert by_cell(frame, PERSONS, "service") == {"pasaporte": 40, "dni": 60}
    made = whole(frame, VISITS)
    assert made["value"] == 2
    assert pd.isna(made["service"])


@pytest.mark.parametrize("office", ["MAD", "TYO", "LAX"])
async def test_a_visit_belongs_to_the_month_on_the_towns_wall(engine, visited, office):
    """Whatever day it is then in Lima or Greenwich, and whenever it is recorded."""
    await visited(office, "2026-06-30", dni=1)
    await visited(office, "2026-07-01", dni=10)
    await visited(office, "2026-12-31", dni=100)
    await visited(office, "2027-01-01", dni=1000)
    for period, before, value in [("2026-S2", 1, 110), ("2026-07", 1, 10), ("2027-T1", 100, 1000)]:
        row = whole(pull(period, "3.2", engine=engine), PERSONS)
        assert (row["previous_value"], row["value"]) == (before, value)


HONORARY = "vigo, honorary"
SEMESTERS = [
    ("value", date(2026, 7, 1), date(2026, 12, 31)),
    ("previous_value", date(2026, 1, 1), date(2026, 6, 30)),
]
PLACES = {  # a visit each
    "madrid": ("MAD", "2026-08-14"),
    "madrid, later": ("MAD", "2026-12-31"),
    "madrid, before": ("MAD", "2026-06-30"),
    "new york, before": ("NYC", "2026-03-01"),
    HONORARY: ("VGO", "2026-07-01"),
    "long ago": ("NYC", "2025-12-31"),
}
SAID = st.lists(
    st.tuples(
        st.sampled_from(sorted(PLACES)), st.sampled_from(["dni", "visa"]), st.integers(0, 99)
    ),
    max_size=8,
)
LAST_SAID = text("""
    WITH last AS (
        SELECT DISTINCT ON (visit_id, series, service) * FROM observation
        ORDER BY visit_id, series, service, id DESC
    )
    SELECT series, last.consulate, sum(value) FROM last JOIN visit ON visit.id = visit_id
    WHERE first_day BETWEEN :first AND :last GROUP BY 1, 2
""")


@pytest.fixture
async def visits(visited):
    return {name: await visited(*place) for name, place in PLACES.items()}


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(said=SAID)
async def test_the_pull_is_what_was_said_last_of_each_visit_and_service(
    engine, visits, corrected, said
):
    """Against a dictionary, and against plain SQL that knows nothing of what is superseded."""
    with engine.begin() as connection:
        for statement in EMPTY:
            connection.execute(text(statement))
        connection.execute(text("UPDATE visit SET made_at = NULL"))
    for name, service, persons in said:
        await corrected(visits[name], service, persons)
    frame = pull("2026-S2", "3.2", "consulate", engine=engine)
    for column, first, last in SEMESTERS:
        inside = {it for it, (_, day) in PLACES.items() if str(first) <= day <= str(last)}
        persons = {(name, service): n for name, service, n in said if name in inside}
        served = Counter()
        for (name, _), n in persons.items():
            served[PLACES[name][0]] += n
        made = Counter(PLACES[name][0] for name in {name for name, _ in persons} - {HONORARY})
        assert by_cell(frame, PERSONS, "consulate", column) == dict(served)
        assert by_cell(frame, VISITS, "consulate", column) == dict(made)
        with engine.connect() as connection:
            rows = connection.execute(LAST_SAID, {"first": first, "last": last}).all()
        told = {(PERSONS_SERVED.series, office): n for office, n in served.items()}
        told |= {(VISITS_MADE.series, office): n for office, n in made.items()}
        assert {(each, office): n for each, office, n in rows} == told
