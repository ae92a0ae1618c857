"""The pull: answers in the database become the numbers of the plan."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from analytics import PullRefusedError, plan, pull
from db.engine import default

MEASURE = "3.2.1.1"


def satisfaction(frame):
    return frame[frame["measure"] == MEASURE].set_index("consulate")


def test_an_answer_becomes_a_number_of_the_plan(engine, record):
    record({5: 60, 4: 30, 3: 5, 2: 3, 1: 2, None: 7})
    record({5: 20, 4: 30, 3: 30, 2: 10, 1: 10}, month="2026-06")
    (row,) = pull("2026-S2", "3.2", engine=engine).query("measure == @MEASURE").itertuples()
    assert (row.name, row.period, row.previous_period) == (
        "satisfaccion-consular", "2026-S2", "2026-S1",
    )  # fmt: skip
    assert (row.numerator, row.denominator, row.n, row.not_applicable) == (90, 100, 100, 7)
    assert (row.value, row.low, row.high) == pytest.approx((90, 82.56, 94.48), abs=0.005)
    assert (row.c1, row.c2, row.c3, row.c4, row.c5) == (2, 3, 5, 30, 60)
    assert (row.previous_value, row.previous_n, row.difference) == (50, 100, 40)
    assert row.difference_low < 40 < row.difference_high
    assert (row.status, row.previous_status) == ("ok", "ok")


def test_every_series_of_the_plan_has_its_row_and_what_is_not_fed_has_no_figure(engine, record):
    record({5: 60})
    frame = pull("2026-S2", engine=engine)
    assert list(frame["series"]) == [each.code for m in plan.measures() for each in m.series]
    unfed = frame[frame["measure"] != MEASURE]
    assert set(unfed["status"]) == {"sin dato"}
    assert unfed[["value", "n", "previous_value", "difference"]].isna().all(axis=None)


def test_without_answers_there_is_no_figure(engine):
    (row,) = pull("2026-S2", "3.2", engine=engine).query("measure == @MEASURE").itertuples()
    assert row.status == "sin dato"
    assert pd.isna(row.value)
    assert pd.isna(row.n)


def test_only_the_headline_question_counts(engine, record):
    record({5: 60})
    record({1: 60}, question="trato")
    (row,) = pull("2026-S2", "3.2", engine=engine).query("measure == @MEASURE").itertuples()
    assert (row.value, row.n) == (100, 60)


def test_answers_of_unfinished_interviews_count_and_both_numbers_are_told(engine, record):
    record({5: 30, 1: 10, None: 4})
    record({4: 8, 2: 2, None: 1}, complete=False)
    row = pull("2026-S2", "3.2", engine=engine).query("measure == @MEASURE").iloc[0]
    assert (row["numerator"], row["n"], row["complete"]) == (38, 50, 40)


def test_by_consulate_each_office_with_answers_has_its_row(engine, record):
    record({5: 30, 1: 10}, "MAD")
    record({5: 20, 1: 20}, "VAN")
    record({5: 20}, "NYC", "2026-03")
    frame = satisfaction(pull("2026-S2", "3.2", "consulate", engine=engine))
    assert frame["value"].dropna().to_dict() == {"MAD": 75, "VAN": 50}
    assert frame.loc["NYC", ["status", "previous_status"]].tolist() == ["sin dato", "ok"]
    assert frame.loc["MAD", "consulate_name"] == "Consulado General del Perú en Madrid"
    assert frame["consulate_verified"].to_dict() == {"MAD": True, "NYC": True, "VAN": False}


def test_by_service_answers_that_name_none_are_a_row_of_their_own(engine, record):
    record({5: 30}, service="pasaporte")
    record({5: 20}, service=None)
    frame = pull("2026-S2", "3.2", "service", engine=engine).query("measure == @MEASURE")
    assert frame["n"].tolist() == [30, 20]
    assert frame["service"].fillna("-").tolist() == ["pasaporte", "-"]
    assert frame["service_name"].fillna("-").tolist() == ["Pasaporte o salvoconducto", "-"]


def test_few_answers_are_hidden_and_so_is_what_would_give_them_away(engine, record):
    record({5: 9}, "MAD")
    record({5: 30}, "VAN")
    record({5: 40}, "NYC")
    record({5: 40}, "MAD", "2026-03")
    frame = satisfaction(pull("2026-S2", "3.2", "consulate", engine=engine))
    assert frame["status"].to_dict() == {"MAD": "suppressed", "NYC": "ok", "VAN": "suppressed"}
    shown_of_mad = frame.loc["MAD", ["value", "n", "c5", "not_applicable", "low", "difference"]]
    assert shown_of_mad.isna().all()
    assert frame.loc["MAD", "previous_value"] == 100


def test_a_hidden_preceding_value_is_not_told_by_the_difference(engine, record):
    record({5: 40})
    record({5: 3, 1: 6}, month="2026-01")
    (row,) = pull("2026-S2", "3.2", engine=engine).query("measure == @MEASURE").itertuples()
    assert (row.value, row.previous_status) == (100, "suppressed")
    assert pd.isna(row.previous_value)
    assert pd.isna(row.previous_n)
    assert pd.isna(row.difference)


def test_demonstration_data_say_so_in_every_row(engine):
    assert set(pull("2026", engine=engine)["data"]) == {"real"}
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO installation (id, kind, proof) VALUES (1, 'demonstration', '')")
        )
    assert set(pull("2026", engine=engine)["data"]) == {"demostración"}


@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        (("2026-X",), "2026-S2"),
        (("2026-S2", "9.9"), "pulso plan show"),
        (("2026-S2", "3.2", "city"), "consulate"),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(engine, arguments, remedy):
    with pytest.raises(PullRefusedError, match=remedy):
        pull(*arguments, engine=engine)


MONTHS = st.sampled_from(["2025-12", "2026-03", "2026-06", "2026-07", "2026-12", "2027-01"])
SAID = st.lists(
    st.tuples(
        st.sampled_from(["MAD", "NYC", "VAN"]),
        MONTHS,
        st.dictionaries(st.sampled_from([1, 2, 3, 4, 5, None]), st.integers(0, 30), min_size=1),
    ),
    max_size=5,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(SAID)
def test_the_pull_is_what_one_plain_count_gives(engine, record, said):
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE answer, interview"))
    for consulate, month, scores in said:
        record(scores, consulate, month)
    frame = satisfaction(pull("2026-S2", "3.2", "consulate", engine=engine))
    shown = frame[frame["status"] == "ok"]
    with engine.connect() as connection:
        counted = connection.execute(
            text(
                "SELECT consulate, sum((score >= 4)::int), count(score), sum((score IS NULL)::int)"
                " FROM answer WHERE month >= :first AND month < :next GROUP BY consulate"
            ),
            {"first": date(2026, 7, 1), "next": date(2027, 1, 1)},
        ).all()
    truth = {office: tuple(row) for office, *row in counted}
    for office, row in shown.iterrows():
        assert (row["numerator"], row["n"], row["not_applicable"]) == truth[office]
        assert row["value"] == pytest.approx(100 * truth[office][0] / truth[office][1])
    assert set(frame.index[frame["status"] != "sin dato"].dropna()) == set(truth)
    earlier = satisfaction(pull("2026-S1", "3.2", "consulate", engine=engine))
    here = frame.dropna(subset="previous_n")["previous_value"].to_dict()
    assert here == earlier.dropna(subset="n")["value"].to_dict()  # hidden there, hidden here


def test_without_an_engine_the_database_of_the_settings_is_read(url, record, monkeypatch):
    record({5: 60})
    monkeypatch.setenv("PULSO_DATABASE_URL", url)
    default.cache_clear()
    frame = pull("2026-S2", "3.2")
    default().dispose()
    default.cache_clear()
    assert frame["n"].max() == 60
