"""The pull: every number of the plan for a period, or several, as one tidy table."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine

from analytics import plan
from analytics.cells import Cell, answered
from analytics.covering import cover
from analytics.frames import By, read_counts, read_offices, read_sums, read_targets, read_units
from analytics.numbered import Numbered, numbered
from analytics.period import NotAPeriod, Period
from analytics.recorded import BARE, recorded
from analytics.rows import defining, named_cells, of_answers, table
from analytics.services import service_names
from analytics.source import read_source
from analytics.status import Status
from analytics.window import Window
from db.engine import default

Periods = str | Period | Sequence[str | Period]


class PullRefusedError(ValueError):
    """The pull names a period, an objective or a grouping that does not exist; says which do."""


def pull(
    period: Periods,
    objective: str | None = None,
    by: str | None = None,
    *,
    engine: Engine | None = None,
) -> pd.DataFrame:
    """One row a series and period, and by "consulate", "service" or "unit" one for each of these.

    Percentages are 0-100; differences are in what `difference_unit` says: percentage points, or
    units or dollars for totals, and then `variation` is the same in per cent of the preceding
    value. What is not known or not to be shown is missing, never 0; `status` says why of the
    value, `comparison` of the difference, `light` of the goal. Without an engine it reads the
    database that this machine's settings name.

    Raises:
        PullRefusedError: there is no such period, objective or grouping.
    """
    wanted = periods_of(period)
    objectives, grouping = objectives_of(objective), grouping_of(by)
    with (engine or default()).connect() as connection:
        return measured(connection, wanted, objectives, grouping)


def measured(
    connection: Connection,
    periods: Sequence[Period],
    objectives: Sequence[plan.Objective],
    by: By | None,
    *,
    up_to: int | None = None,
) -> pd.DataFrame:
    """The pull within a transaction; with *up_to*, from the register as it stood then."""
    window = Window.before(list(periods), 2)  # a variation's predecessor has one of its own
    series = numbered(objectives)
    asked = [it for it in series if it.measure.fed_by is plan.Feed.SURVEY]
    told = [it for it in series if it.measure.fed_by is not plan.Feed.SURVEY]
    counts = read_counts(connection, [it.measure.name or "" for it in asked], window, by)
    codes, closing = _recorded_under(told)
    sums = read_sums(connection, codes, closing, window, by, up_to=up_to)
    offsets = [period.index - window.first for period in periods]
    frame = pd.concat(
        [
            _answers(asked, counts, window, offsets),
            recorded(told, sums, window, offsets) if len(sums) else pd.DataFrame(),
        ],
        ignore_index=True,
    )
    frame = _ordered(_filled(frame, series, offsets))
    if by is None:
        units, offices = read_units(connection), read_offices(connection)
        targets = read_targets(connection, [str(it) for it in periods])
        frame = cover(frame, series, periods, window, units, offices, targets)
    names = _names(connection, by)
    period_names = {it.index - window.first: (str(it), str(it.preceding)) for it in periods}
    told_periods = [period_names[each] for each in frame["offset"]]
    frame = frame.assign(
        **defining(series, frame["order"].to_numpy(dtype=int)),
        **named_cells(frame["cell"].to_numpy(dtype=object), by, names),
        period=[now for now, _ in told_periods],
        previous_period=[before for _, before in told_periods],
        data=read_source(connection).data,
    )
    return table([frame], by)


def _recorded_under(told: Sequence[Numbered]) -> tuple[list[str], list[str]]:
    """The series under which the inputs are recorded, and those of them that tell a state."""
    codes = {
        it.series.recorded_as(each)[0]: it.series.aggregation
        for it in told
        for each in it.series.inputs
    }
    closing = [code for code, rule in codes.items() if rule is plan.Aggregation.CLOSE]
    return list(codes), closing


def _answers(
    asked: Sequence[Numbered], counts: pd.DataFrame, window: Window, offsets: Sequence[int]
) -> pd.DataFrame:
    rows = [
        {"order": it.order, "cell": cell.code, "offset": offset} | of_answers(cell)
        for it in asked
        for offset in offsets
        for cell in _cells(counts, it, window.first + offset)
    ]
    return pd.DataFrame(rows)


def _cells(counts: pd.DataFrame, it: Numbered, period: int) -> Iterator[Cell]:
    theirs = counts[counts["form"] == it.measure.name]
    if len(theirs):
        yield from answered(theirs, period)


def _filled(
    frame: pd.DataFrame, series: Sequence[Numbered], offsets: Sequence[int]
) -> pd.DataFrame:
    """A row without a cell for each series and period that has nothing to tell.

    A cell that has nothing in a period nor in the one before goes; half a pair is something, and
    so is that somebody said to have no such thing.
    """
    if len(frame):
        silent = (frame["status"] == Status.NO_DATA) & (frame["previous_status"] == Status.NO_DATA)
        if "reporters" in frame:
            silent &= frame["reporters"].fillna("").str.strip(BARE) == ""
        frame = frame[~silent]
    known = frame[["order", "offset"]].drop_duplicates() if len(frame) else frame
    there = set(known.itertuples(index=False, name=None))
    missing = [
        {
            "order": it.order,
            "offset": offset,
            "cell": None,
            "status": str(Status.NO_DATA),
            "previous_status": str(Status.NO_DATA),
            "comparison": str(Status.NO_DATA),
        }
        for it in series
        for offset in offsets
        if (it.order, offset) not in there
    ]
    return pd.concat([frame, pd.DataFrame(missing)], ignore_index=True) if missing else frame


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """By series, period and cell; what names no cell comes last."""
    codes, cells = pd.factorize(frame["cell"], sort=True)
    codes[codes == -1] = len(cells)
    order = np.lexsort((codes, frame["offset"], frame["order"]))
    return frame.iloc[order].reset_index(drop=True)


def _names(connection: Connection, by: By | None) -> dict[str, tuple[Any, ...]]:
    """By code, what stands beside it in its row."""
    match by:
        case By.CONSULATE:
            offices = read_offices(connection)
            return {
                code: (name, bool(verified))
                for code, name, verified in offices.itertuples(index=False)
            }
        case By.UNIT:
            units = read_units(connection)
            return {code: (name,) for code, name, _ in units.itertuples(index=False)}
        case By.SERVICE:
            return {code: (name,) for code, name in service_names().items()}
        case None:
            return {}


def periods_of(period: Periods) -> list[Period]:
    """The periods that are asked for, all of one kind, in their order.

    Raises:
        PullRefusedError: one is no period, or they are of several kinds.
    """
    several = [period] if isinstance(period, (str, Period)) else list(period)
    found = [Period.parse(it) if isinstance(it, str) else it for it in several]
    for it in found:
        if isinstance(it, NotAPeriod):
            raise PullRefusedError(str(it))
    periods = [it for it in found if isinstance(it, Period)]
    if len({it.kind for it in periods}) != 1:
        raise PullRefusedError(
            "Pida uno o más períodos de la misma duración, por ejemplo 2026-S1 y 2026-S2. "
            "[periodos-distintos]"
        )
    return sorted(set(periods), key=lambda it: it.index)


def period_of(period: str | Period) -> Period:
    (found,) = periods_of(period)
    return found


def objectives_of(code: str | None) -> tuple[plan.Objective, ...]:
    if code is None:
        return plan.load()
    found = plan.objective(code.strip())
    if found is None:
        raise PullRefusedError(
            f"«{code}» no es un objetivo del plan. Escriba su código, por ejemplo 3.2; "
            "«pulso plan show» los muestra todos. [objetivo-no-existe]"
        )
    return (found,)


def grouping_of(by: str | None) -> By | None:
    try:
        return None if by is None else By(by)
    except ValueError:
        raise PullRefusedError(
            f"No se agrupa por «{by}». Elija consulate (por consulado), service (por servicio) "
            "o unit (por unidad). [agrupacion-no-existe]"
        ) from None
