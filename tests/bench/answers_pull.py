"""A pull of answers beside a DuckDB scan and pandas: ``python -m tests.bench.answers_pull``.

Satisfaction by consulate, a semester and its predecessor, at 10 thousand, 1 and 10 million
answers. Each of the three tells the same figures, which is asserted; then they are timed in
turns. Ours reads what is there now; the other two need a copy first, which is told apart.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

import duckdb
import pandas as pd
from sqlalchemy import Engine

from analytics import pull
from analytics.disclosure import hidden
from analytics.frames import HEADLINE, By, read_counts
from analytics.window import Window
from db.engine import sync_engine
from tests.bench.answers import FORM, LAST, fill, furnish
from tests.bench.database import database, folder
from tests.bench.table import Row, show
from tests.bench.timing import medians, seconds, short

SIZES = (10_000, 1_000_000, 10_000_000)
TURNS = 9
BEFORE = LAST.preceding
WINDOW = Window.before([LAST], 1)
COLUMNS = {
    "form_id": "VARCHAR",
    "question": "VARCHAR",
    "month": "DATE",
    "consulate": "VARCHAR",
    "service": "VARCHAR",
    "score": "TINYINT",
    "complete": "TINYINT",
}
_COPY = """
    COPY (SELECT form_id, question, month, consulate, service, score, complete::int FROM answer)
    TO STDOUT (FORMAT csv)
"""
_SCAN = """
    SELECT consulate, month >= $since AS is_now,
        count(*) FILTER (score >= 4) AS satisfied, count(score) AS n,
        100 * count(*) FILTER (score >= 4) / count(score) AS value
    FROM answer
    WHERE form_id = $form AND question = $question AND month BETWEEN $first AND $last
    GROUP BY ALL
"""
# By consulate and whether it is of the semester itself: satisfied, valid answers, share.
Figures = dict[tuple[str, bool], tuple[int, int, float | None]]


def copied_out(engine: Engine, to: Path) -> None:
    with engine.connect() as connection, to.open("wb") as file:
        cursor = connection.connection.cursor()
        with cursor.copy(_COPY) as copy:
            for block in copy:
                file.write(block)


def in_duckdb(csv: Path) -> duckdb.DuckDBPyConnection:
    made = duckdb.connect()
    columns = {"columns": COLUMNS, "path": str(csv)}
    made.execute(
        "CREATE TABLE answer AS FROM read_csv($path, header=false, columns=$columns)", columns
    )
    return made


def in_pandas(csv: Path) -> pd.DataFrame:
    words = dict.fromkeys(("form_id", "question", "consulate", "service"), "category")
    return pd.read_csv(csv, names=list(COLUMNS), dtype=words, parse_dates=["month"])


def by_duckdb(copy: duckdb.DuckDBPyConnection) -> list[tuple]:
    known = {
        "form": FORM,
        "question": HEADLINE,
        "since": LAST.first_month,
        "first": BEFORE.first_month,
        "last": LAST.last_month,
    }
    return copy.execute(_SCAN, known).fetchall()


def by_pandas(frame: pd.DataFrame) -> pd.DataFrame:
    first, since, last = map(pd.Timestamp, (BEFORE.first_month, LAST.first_month, LAST.last_month))
    theirs = (frame["form_id"] == FORM) & (frame["question"] == HEADLINE)
    kept = frame[theirs & frame["month"].between(first, last)]
    told = kept.assign(is_now=kept["month"] >= since, satisfied=kept["score"] >= 4)
    groups = told.groupby(["consulate", "is_now"], observed=True)
    counts = groups.agg(satisfied=("satisfied", "sum"), n=("score", "count")).reset_index()
    return counts.assign(value=100 * counts["satisfied"] / counts["n"])


def by_us(engine: Engine) -> pd.DataFrame:
    told = pull(LAST, "3.2", by="consulate", engine=engine)
    return told[told["name"] == FORM]


def figures(rows: Sequence[tuple]) -> Figures:
    return {(code, bool(now)): (s, n, value if n else None) for code, now, s, n, value in rows}


def shown(told: Figures) -> Figures:
    """Without what a pull hides because it would tell of too few people."""
    visible = {}
    for now in (True, False):
        sizes = {code: n for (code, is_now), (_, n, _) in told.items() if is_now is now}
        secret = hidden(sizes)
        visible |= {(code, now): told[code, now] for code in sizes.keys() - secret}
    return visible


def pulled(told: pd.DataFrame) -> Figures:
    """A pull tells no numerator of the preceding period; its share and n give it."""
    now = told[told["status"] == "ok"]
    before = told[told["previous_status"] == "ok"]
    return {
        (it.consulate, True): (int(it.numerator), int(it.n), it.value) for it in now.itertuples()
    } | {
        (it.consulate, False): (
            round(it.previous_value * it.previous_n / 100),
            int(it.previous_n),
            it.previous_value,
        )
        for it in before.itertuples()
    }


def assert_the_same(ours: pd.DataFrame, scan: Sequence[tuple], plain: pd.DataFrame) -> None:
    """Which consulates are shown, their counts and their shares, to the last bit."""
    told = figures(scan)
    assert told == figures(plain.itertuples(index=False, name=None))
    assert pulled(ours) == shown(told)


def compare(engine: Engine, answers: int, csv: Path) -> list[Row]:
    fill(engine, answers)
    out = seconds(lambda: copied_out(engine, csv))
    copies: list = []
    into_duckdb = seconds(lambda: copies.append(in_duckdb(csv)))
    into_pandas = seconds(lambda: copies.append(in_pandas(csv)))
    copy, frame = copies
    with engine.connect() as connection:
        ours, scan, plain = (
            partial(by_us, engine),
            partial(by_duckdb, copy),
            partial(by_pandas, frame),
        )
        read = partial(read_counts, connection, [FORM], WINDOW, By.CONSULATE)
        assert_the_same(ours(), scan(), plain())
        read()
        pulling, reading, scanning, grouping = medians(TURNS, ours, read, scan, plain)
    copy.close()
    what = f"{answers:,} answers"
    pair = (("a DuckDB scan", scanning), ("pandas", grouping))
    loaded = (("DuckDB", out + into_duckdb), ("pandas", out + into_pandas))
    return [
        *_beside(f"A pull by consulate, {what}", pulling, pair),
        *_beside(f"Its reading alone (one SQL), {what}", reading, pair),
        *(
            Row(
                f"The copy that {name} needs first, {what}",
                short(took),
                f"our pull {short(pulling)}",
                took / pulling,
            )
            for name, took in loaded
        ),
    ]


def _beside(what: str, took: float, others: Iterable[tuple[str, float]]) -> list[Row]:
    return [Row(what, short(took), f"{name} {short(it)}", took / it) for name, it in others]


def measure(sizes: Sequence[int] = SIZES) -> list[Row]:
    with database() as server, folder() as copies:
        return measure_in(server.url, copies, sizes)


def measure_in(url: str, copies: Path, sizes: Sequence[int]) -> list[Row]:
    engine = sync_engine(url)
    furnish(engine)
    rows = [row for each in sizes for row in compare(engine, each, copies / "answers.csv")]
    engine.dispose()
    return rows


if __name__ == "__main__":
    show(measure)
