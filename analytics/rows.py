"""The rows of a pull: what the plan says of a series, and what was measured of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analytics import satisfaction
from analytics.cells import Cell
from analytics.frames import By
from analytics.numbered import Numbered

DEFINITION = ("objective", "indicator", "measure", "series", "name", "text", "unit", "kind")
CELL = {
    None: (),
    By.CONSULATE: ("consulate", "consulate_name", "consulate_verified"),
    By.SERVICE: ("service", "service_name"),
    By.UNIT: ("unit_code", "unit_name"),
}
LEVELS = ("c1", "c2", "c3", "c4", "c5")
VALUES = ("value", "low", "high", "previous_value", "numerator", "denominator")
CHANGES = ("difference", "difference_low", "difference_high", "variation")
GOALS = ("baseline", "goal", "advance", "advance_from_baseline")
COUNTS = ("n", "complete", *LEVELS, "not_applicable", "previous_n")
COVERED = ("relevance", "expected", "reported", "reported_whole")


def columns(by: By | None) -> tuple[str, ...]:
    return (
        *DEFINITION, "sentido", "period", *CELL[by],
        "value", "low", "high", "numerator", "denominator", "n", "complete",
        *LEVELS, "not_applicable",
        "previous_period", "previous_value", "previous_n", "previous_status",
        *CHANGES, "difference_unit", "comparison", *GOALS, "light",
        *COVERED, "missing", "latest", "status", "data",
    )  # fmt: skip


def defining(numbered: Sequence[Numbered], order: "np.ndarray[Any, Any]") -> dict[str, Any]:
    """What the plan says of the series at these places, a column each."""
    said = {
        "objective": [it.objective.code for it in numbered],
        "indicator": [it.indicator.code for it in numbered],
        "measure": [it.measure.code for it in numbered],
        "series": [it.series.code for it in numbered],
        "name": [it.measure.name for it in numbered],
        "text": [it.series.text for it in numbered],
        "unit": [str(it.series.unit) for it in numbered],
        "kind": [str(it.kind) for it in numbered],
        "sentido": [str(it.series.sentido) for it in numbered],
        "difference_unit": [it.unit_of_difference for it in numbered],
    }
    return {name: np.array(values, dtype=object)[order] for name, values in said.items()}


def of_answers(cell: Cell) -> dict[str, Any]:
    """The figures of one cell of a survey."""
    now = satisfaction.measure(cell.now.levels)
    before = satisfaction.measure(cell.before.levels)
    row: dict[str, Any] = {
        "status": str(cell.now.status),
        "previous_status": str(cell.before.status),
        "comparison": str(cell.comparison),
        "latest": cell.latest,
    }
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


def table(frames: Iterable[pd.DataFrame], by: By | None) -> pd.DataFrame:
    """Whole numbers stay whole where some are missing (Int64); the other figures are floats."""
    kept = [frame for frame in frames if len(frame)]
    frame = pd.concat(kept, ignore_index=True) if len(kept) > 1 else kept[0]
    frame = frame.reindex(columns=list(columns(by)))
    floats = dict.fromkeys((*VALUES, *CHANGES, *GOALS), "float64")
    return frame.astype(floats | dict.fromkeys((*COUNTS, *COVERED), "Int64"))


def named_cells(
    codes: "np.ndarray[Any, Any]", by: By | None, names: Mapping[str, tuple[Any, ...]]
) -> dict[str, Any]:
    """The columns that say whose a row is; *names* has by code what stands beside it."""
    if by is None:
        return {}
    code_column, *others = CELL[by]
    places, known = pd.factorize(codes)  # -1: no code, for which the last one stands
    blank = (None,) * len(others)
    found = [*(names.get(code, blank) for code in known), blank]
    beside = {
        name: np.array([it[number] for it in found], dtype=object)[places]
        for number, name in enumerate(others)
    }
    return {code_column: codes} | beside
