"""How long a pull takes: `make bench`. All series of the plan, from 1 to 20 years.

Once recorded by whom the plan names, 30 units and 120 consulates month by month, and once by 120
consulates each. Beside each figure stands its ratio to the bare sum in SQL of the same rows,
measured in turns.
"""

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, insert, text

from analytics import pull
from analytics.period import Kind, Period
from db import schema
from db.consulates import Consulate, read
from db.engine import sync_engine
from db.server import Refusal, open_server
from tests.analytics.register import RECORDED, complete, load_units, write

LAST = Period(2026, Kind.SEMESTER, 2)
YEARS = (1, 5, 20)
TURNS = 3
_FILL = text("""
    INSERT INTO observation
        (series, input, month, last_month, consulate, value, recorded_at)
    SELECT series, input, day::date, (day + interval '5 months')::date, code,
        (5 + random() * 100)::int, now()
    FROM unnest(CAST(:series AS text[]), CAST(:inputs AS text[])) AS it (series, input), consulate,
        generate_series(date '2006-07-01', date '2026-07-01', '6 months') AS day
""")
_BARE = text("""
    SELECT series, input, consulate, month, sum(value) FROM observation
    WHERE superseded_at IS NULL AND month BETWEEN :first AND :last GROUP BY 1, 2, 3, 4
""")


def say(*words: object) -> None:
    print(*words, flush=True)  # noqa: T201 - this is what it is for


def prepare(engine: Engine) -> None:
    schema.migrate(engine)
    with engine.begin() as connection:
        connection.execute(insert(Consulate), [it.model_dump() for it in read()])
    load_units(engine)


def as_the_plan_has_it(engine: Engine) -> None:
    for period in semesters(max(YEARS)):
        write(engine, complete(period))


def by_every_consulate(engine: Engine) -> None:
    inputs = [
        (it.series.code, each.name)
        for it in RECORDED
        for each in it.series.inputs
        if each.same_as is None
    ]
    with engine.begin() as connection:
        values = {"series": [it for it, _ in inputs], "inputs": [it for _, it in inputs]}
        connection.execute(_FILL, values)


def semesters(years: int) -> list[Period]:
    first = LAST.index - 2 * years + 1
    return [Period.at(LAST.kind, it) for it in range(first, LAST.index + 1)]


def bare(engine: Engine, periods: list[Period]) -> None:
    """The rows that a pull of *periods* reads, summed and fetched by nobody's code."""
    first = Period.at(LAST.kind, periods[0].index - 2).first_month
    with engine.connect() as connection:
        connection.execute(_BARE, {"first": first, "last": LAST.last_month}).fetchall()


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def compare(engine: Engine, periods: list[Period], by: str | None) -> None:
    pairs = [
        (
            seconds(lambda: pull(periods, by=by, engine=engine)),
            seconds(lambda: bare(engine, periods)),
        )
        for _ in range(TURNS)
    ]
    took, alone = (statistics.median(each) for each in zip(*pairs, strict=True))
    figures = len(pull(periods, by=by, engine=engine))
    whose = "120 consulates" if by else "the whole"
    say(
        f"{len(periods):3} semesters, {whose}: {took:.2f} s for {figures:,} figures"
        f" ({1e6 * took / figures:.1f} µs each), {took / alone:.1f} times the bare sum"
    )


def measure(fill: Callable[[Engine], None], title: str) -> None:
    folder = Path(tempfile.mkdtemp(prefix="pulso-bench-"))
    folder.chmod(0o755)  # as root the server is another account, which must get in
    server = open_server(folder / "postgres")
    assert not isinstance(server, Refusal), server
    try:
        with server:
            engine = sync_engine(server.url)
            prepare(engine)
            fill(engine)
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE observation"))
                rows = connection.execute(text("SELECT count(*) FROM observation")).scalar_one()
            say(f"{title}: {rows:,} observations in {max(YEARS)} years")
            compare(engine, [LAST], None)
            compare(engine, [LAST], "consulate")
            for years in YEARS:
                compare(engine, semesters(years), "consulate")
            engine.dispose()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    say(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}; medians of {TURNS} turns")
    measure(as_the_plan_has_it, "Recorded by whom the plan names")
    measure(by_every_consulate, "Every series by 120 consulates")


if __name__ == "__main__":
    main()
