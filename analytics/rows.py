"""The rows of a pull: what the plan says of a series, and what was measured of it."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from analytics import counts, plan, satisfaction
from analytics.cells import Cell
from analytics.frames import By
from analytics.services import service_names

DEFINITION = ("objective", "indicator", "measure", "series", "name", "text", "unit", "kind")
CELL = {
    None: (),
    By.CONSULATE: ("consulate", "consulate_name", "consulate_verified"),
    By.SERVICE: ("service", "service_name"),
}
LEVELS = ("c1", "c2", "c3", "c4", "c5")
VALUES = ("value", "low", "high", "previous_value")
CHANGES = ("difference", "difference_low", "difference_high", "variation")
POINTS, UNITS = "puntos porcentuales", "unidades"  # of a difference
COUNTS = ("numerator", "denominator", "n", "complete", *LEVELS, "not_applicable", "previous_n")


def columns(by: By | None) -> tuple[str, ...]:
    return (
        *DEFINITION, "period", *CELL[by],
        "value", "low", "high", "numerator", "denominator", "n", "complete",
        *LEVELS, "not_applicable",
        "previous_period", "previous_value", "previous_n", "previous_status",
        *CHANGES, "difference_unit", "status", "data",
    )  # fmt: skip


def defining(
    objective: plan.Objective, indicator: plan.Indicator, of: plan.Measure, series: plan.Series
) -> dict[str, Any]:
    return {
        "objective": objective.code,
        "indicator": indicator.code,
        "measure": of.code,
        "series": series.code,
        "name": of.name,
        "text": series.text,
        "unit": str(series.unit),
        "kind": str(of.kind_of(series)),
    }


def naming(cell: Cell, by: By | None) -> dict[str, Any]:
    match by:
        case None:
            return {}
        case By.CONSULATE:
            return dict(zip(CELL[by], (cell.code, cell.name, cell.is_verified), strict=True))
        case By.SERVICE:
            return dict(zip(CELL[by], (cell.code, _service_name(cell)), strict=True))


def _service_name(cell: Cell) -> str | None:
    return service_names().get(cell.code) if cell.code else None


def of_cell(kind: plan.Kind, cell: Cell) -> dict[str, Any]:
    """The figures of one cell; the kind decides the arithmetic."""
    statuses = {"status": str(cell.now.status), "previous_status": str(cell.before.status)}
    match kind:
        case plan.Kind.SATISFACTION:
            return statuses | _satisfaction(cell)
        case plan.Kind.TOTAL_AGAINST_PRECEDING:
            return statuses | _count(cell)
        case _:
            return statuses


def _count(cell: Cell) -> dict[str, Any]:
    change = counts.compare(cell.now.inputs, cell.before.inputs)
    return {
        "value": counts.count(cell.now.inputs),
        "previous_value": counts.count(cell.before.inputs),
        "difference": change and change.units,
        "variation": change and change.percent,
        "difference_unit": UNITS,
    }


def _satisfaction(cell: Cell) -> dict[str, Any]:
    now = satisfaction.measure(cell.now.levels)
    before = satisfaction.measure(cell.before.levels)
    row: dict[str, Any] = {"difference_unit": POINTS}
    if now:
        levels = dict(zip(LEVELS, cell.now.levels.counts, strict=True))
        row |= vars(now) | levels
        row |= {"n": now.denominator, "complete": cell.now.levels.complete}
        row |= {"not_applicable": cell.now.levels.not_applicable}
    if before:
        row |= {"previous_value": before.value, "previous_n": before.denominator}
    if difference := satisfaction.compare(cell.now.levels, cell.before.levels):
        row |= {
            "difference": difference.points,
            "difference_low": difference.low,
            "difference_high": difference.high,
        }
    return row


def table(rows: Iterable[Mapping[str, Any]], by: By | None) -> pd.DataFrame:
    """Whole numbers stay whole where some are missing (Int64); the other figures are floats."""
    frame = pd.DataFrame(list(rows), columns=list(columns(by)))
    floats = dict.fromkeys((*VALUES, *CHANGES), "float64")
    return frame.astype(floats | dict.fromkeys(COUNTS, "Int64"))
