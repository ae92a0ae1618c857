"""The two reads: what they cost is what the period holds."""

import pytest
from sqlalchemy import event, text

from analytics import pull
from analytics.frames import By, counting, summing
from analytics.period import Kind, Period
from analytics.window import Window

PEOPLE = 2_000
TWO_SEMESTERS = Window.before([Period(2026, Kind.SEMESTER, 2)], 1)


@pytest.fixture
def history(engine, record):
    """Four years of answers; a semester is an eighth of them."""
    for year in range(2023, 2027):
        for month in (2, 5, 8, 11):
            record({5: PEOPLE // 4, 1: PEOPLE // 4}, month=f"{year}-{month:02}")
            record({5: PEOPLE // 4, 1: PEOPLE // 4}, month=f"{year}-{month:02}", question="trato")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # Tests commit without waiting for the log; what it does not hold yet cannot be vacuumed.
        connection.execute(text("SET synchronous_commit = on"))
        connection.execute(text("UPDATE respondent SET language = 'es'"))
        connection.execute(text("VACUUM ANALYZE answer"))


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("by", [None, By.CONSULATE, By.SERVICE])
def test_the_counts_are_read_from_the_index_alone(engine, by):
    query = counting(["satisfaccion-consular"], TWO_SEMESTERS, by)
    (scan,) = _scans(engine, query, "answer")
    assert (scan["Node Type"], scan["Index Name"]) == ("Index Only Scan", "answer_counted")
    assert scan["Heap Fetches"] == 0
    assert scan["Actual Rows"] * scan["Actual Loops"] == 4 * PEOPLE // 2  # two semesters
    assert not scan.get("Rows Removed by Filter")


RECORDS = 500  # a month and series, and as many that were corrected since


@pytest.fixture
def recorded(engine):
    """Four years of records of three series, two of which are of the measures fed by visits."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET synchronous_commit = on"))
        connection.execute(
            text("""
                INSERT INTO observation
                    (series, input, month, last_month, consulate, service, value, recorded_at,
                    superseded_at, statement)
                SELECT series, 'personas', at, at, 'MAD', 'dni', number, now(),
                    CASE WHEN number % 2 = 0 THEN now() END, number
                FROM unnest(ARRAY['3.2.5.1a', '3.2.5.2a', '3.2.3.1a']) AS series,
                    generate_series(date '2023-01-01', '2026-12-01', '1 month') AS at,
                    generate_series(1, :both) AS number
            """),
            {"both": 2 * RECORDS},
        )
        connection.execute(text("VACUUM ANALYZE observation"))


@pytest.mark.usefixtures("network", "recorded")
@pytest.mark.parametrize("by", [None, By.CONSULATE, By.SERVICE])
def test_the_sums_are_read_from_the_index_of_what_is_in_force_alone(engine, by):
    query = summing(["3.2.5.1a", "3.2.5.2a"], [], TWO_SEMESTERS, by)
    flows, states = _scans(engine, query, "observation")
    assert flows["Node Type"] == "Index Only Scan"
    assert (flows["Index Name"], flows["Heap Fetches"]) == ("observation_in_force", 0)
    assert states["Actual Rows"] == 0  # none of these series tells a state
    assert "Index" in states["Node Type"]
    read = flows["Actual Rows"] * flows["Actual Loops"]  # rounded to hundredths by PostgreSQL
    assert read == pytest.approx(12 * 2 * RECORDS, rel=0.001)  # months, series
    assert not flows.get("Rows Removed by Filter")


def test_a_pull_reads_answers_and_observations_once_each_whatever_is_asked(engine):
    statements = []
    event.listen(engine, "before_cursor_execute", lambda *it: statements.append(it[2]))
    pull("2026-S2", by="consulate", engine=engine)
    assert len([each for each in statements if "FROM answer" in each]) == 1
    assert len([each for each in statements if "FROM observation" in each]) == 1
    assert len(statements) == 4  # and the offices' names, and which kind of database this is


def _scans(engine, query, table):
    """How the database reads *table* for the query."""
    spelled = query.compile(engine, compile_kwargs={"literal_binds": True})
    with engine.connect() as connection:
        (plan,) = connection.execute(
            text(f"EXPLAIN (ANALYZE, FORMAT JSON) {spelled}")
        ).scalar_one()
    return [node for node in _nodes(plan["Plan"]) if node.get("Relation Name") == table]


def _nodes(node):
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)
