"""How long a pull of the whole plan takes: ``python -m tests.bench.pull``.

Twenty years are there, recorded by whom the plan names, 30 units and 120 consulates month by
month, and then by 120 consulates each. Beside each pull stands the bare sum in SQL of the same
rows, in turns.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import Engine, insert, text

from analytics import pull
from analytics.period import Kind, Period
from db.consulates import Consulate, read
from db.engine import sync_engine
from tests.analytics.register import RECORDED, complete, load_units, write
from tests.bench.database import database, vacuum
from tests.bench.table import Row, say, show
from tests.bench.timing import medians, short

LAST = Period(2026, Kind.SEMESTER, 2)
YEARS = (1, 5)  # as planners pull them
HISTORY = 20  # years that are recorded
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


def prepare(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(Consulate), [it.model_dump() for it in read()])
    load_units(engine)


def as_the_plan_has_it(engine: Engine, years: int = HISTORY) -> None:
    for period in semesters(years):
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


def compare(engine: Engine, periods: list[Period], by: str | None, whose: str) -> Row:
    took, alone = medians(
        TURNS,
        lambda: pull(periods, by=by, engine=engine),
        lambda: bare(engine, periods),
    )
    figures = len(pull(periods, by=by, engine=engine))
    many = "a semester" if len(periods) == 1 else f"{len(periods)} semesters"
    return Row(
        f"The whole plan, {whose}, {many}{f' by {by}' if by else ''}",
        f"{short(took)}, {figures:,} figures, {1e6 * took / figures:.0f} µs each",
        f"the bare sum in SQL {short(alone)}",
        took / alone,
    )


def compare_in(
    url: str, fill: Callable[[Engine], None], whose: str, years: Sequence[int]
) -> list[Row]:
    engine = sync_engine(url)
    prepare(engine)
    fill(engine)
    vacuum(engine, "observation")
    asked = [
        ([LAST], None),
        *((periods, "consulate") for periods in ([LAST], *map(semesters, years))),
    ]
    rows = [compare(engine, periods, by, whose) for periods, by in asked]
    engine.dispose()
    return rows


def measure() -> list[Row]:
    rows = []
    for fill, whose in (
        (as_the_plan_has_it, "recorded as it says"),
        (by_every_consulate, "all by 120 consulates"),
    ):
        with database() as server:
            rows += compare_in(server.url, fill, whose, YEARS)
        say(f"the whole plan, {whose}: measured")
    return rows


if __name__ == "__main__":
    show(measure)
