"""The pull: every number of the plan for a period, as one tidy table."""

from collections.abc import Iterable, Iterator

import pandas as pd
from sqlalchemy import Engine

from analytics import plan
from analytics.cells import Cell, cells_of
from analytics.frames import By, read_counts
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
    """One row a series, and by "consulate" or "service" one for each that has answers.

    Percentages are 0-100 and differences are in percentage points; what is not known or not
    to be shown is missing, never 0, and `status` says why. Without an engine it reads the
    database that this machine's settings name.

    Raises:
        PullRefusedError: there is no such period, objective or grouping.
    """
    wanted, objectives, grouping = period_of(period), _objectives(objective), _grouping(by)
    forms = [each.name for each in plan.measures() if each.name and _is_counted(each)]
    with (engine or default()).connect() as connection:
        counts = read_counts(connection, forms, wanted, grouping)
        source = read_source(connection)
    cells = {str(form): cells_of(rows) for form, rows in counts.groupby("form")}
    common = {"period": str(wanted), "previous_period": str(wanted.preceding), "data": source.data}
    rows = [
        defining(*series) | common | naming(cell, grouping) | of_cell(cell)
        for series in _series(objectives)
        for cell in cells.get(series[2].name or "", [Cell()])
    ]
    return table(rows, grouping)


def _is_counted(measure: plan.Measure) -> bool:
    return measure.fed_by is plan.Feed.SURVEY and measure.kind is plan.Kind.SATISFACTION


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
