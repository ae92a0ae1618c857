"""The pull: every number of the plan for a period, as one tidy table."""

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd
from sqlalchemy import Engine

from analytics import plan
from analytics.cells import Cell, answered, recorded
from analytics.frames import By, read_counts, read_sums
from analytics.period import NotAPeriod, Period
from analytics.rows import defining, naming, of_cell, table
from analytics.source import read_source
from db.engine import default


class PullRefusedError(ValueError):
    """The pull names a period, an objective or a grouping that does not exist; says which do."""


def pull(
    period: str | Period,
    objective: str | None = None,
    by: str | None = None,
    *,
    engine: Engine | None = None,
) -> pd.DataFrame:
    """One row a series, and by "consulate" or "service" one for each that has something to tell.

    Percentages are 0-100; differences are in what `difference_unit` says: percentage points, or
    units for counts, and then `variation` is the same in per cent of the preceding value. What
    is not known or not to be shown is missing, never 0, and `status` says why. Without an
    engine it reads the database that this machine's settings name.

    Raises:
        PullRefusedError: there is no such period, objective or grouping.
    """
    wanted, objectives, grouping = period_of(period), _objectives(objective), _grouping(by)
    with (engine or default()).connect() as connection:
        counts = read_counts(connection, _forms(), wanted, grouping)
        sums = read_sums(connection, _fed_by_visits(), wanted, grouping)
        source = read_source(connection)
    common = {"period": str(wanted), "previous_period": str(wanted.preceding), "data": source.data}
    rows = [
        defining(objective, indicator, measure, series)
        | common
        | naming(cell, grouping)
        | of_cell(measure.kind_of(series), cell)
        for objective, indicator, measure, series in _series(objectives)
        for cell in _cells(measure, series, counts, sums) or [Cell()]
    ]
    return table(rows, grouping)


def _forms() -> Sequence[str]:
    """A survey bears the name of the measure that it feeds."""
    return [each.name for each in plan.measures() if each.name and each.fed_by is plan.Feed.SURVEY]


def _fed_by_visits() -> Sequence[str]:
    return [
        series.code
        for measure in plan.measures()
        if measure.fed_by is plan.Feed.VISITS
        for series in measure.series
    ]


def _cells(
    measure: plan.Measure, series: plan.Series, counts: pd.DataFrame, sums: pd.DataFrame
) -> list[Cell]:
    match measure.fed_by:
        case plan.Feed.SURVEY:
            return answered(counts[counts["form"] == measure.name])
        case plan.Feed.VISITS:
            return recorded(sums[sums["series"] == series.code])
        case plan.Feed.CONSULATES | None:
            return []


def _series(
    objectives: Iterable[plan.Objective],
) -> Iterator[tuple[plan.Objective, plan.Indicator, plan.Measure, plan.Series]]:
    for objective in objectives:
        for indicator in objective.indicators:
            for measure in indicator.measures:
                for series in measure.series:
                    yield objective, indicator, measure, series


def period_of(period: str | Period) -> Period:
    found = Period.parse(period) if isinstance(period, str) else period
    if isinstance(found, NotAPeriod):
        raise PullRefusedError(str(found))
    return found


def _objectives(code: str | None) -> tuple[plan.Objective, ...]:
    if code is None:
        return plan.load()
    found = plan.objective(code.strip())
    if found is None:
        raise PullRefusedError(
            f"«{code}» no es un objetivo del plan. Escriba su código, por ejemplo 3.2; "
            "«pulso plan show» los muestra todos. [objetivo-no-existe]"
        )
    return (found,)


def _grouping(by: str | None) -> By | None:
    try:
        return None if by is None else By(by)
    except ValueError:
        raise PullRefusedError(
            f"No se agrupa por «{by}». Elija consulate (por consulado) o service (por servicio). "
            "[agrupacion-no-existe]"
        ) from None
