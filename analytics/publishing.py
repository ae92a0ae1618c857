"""Publishing: the files of an edition, and whether its figures can be had again from its trace."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from analytics import plan, satisfaction
from analytics.frames import By
from analytics.output import Format, render
from analytics.period import Period
from analytics.pull import measured
from analytics.rows import LEVELS, table
from analytics.satisfaction import Levels

GROUPINGS: tuple[By | None, ...] = (None, By.CONSULATE, By.SERVICE, By.UNIT)
FORMATS: tuple[Format, ...] = ("json", "csv")
_TRACED = (
    "value", "status", "numerator", "denominator", "previous_value", "previous_status",
    "difference", "variation", "comparison",
)  # fmt: skip
_TOLD = (
    *_TRACED, "low", "high", "n", "not_applicable", "previous_n", "baseline", "goal", "advance",
    "advance_from_baseline", "light", "expected", "reported", "reported_whole", "missing",
)  # fmt: skip
_COUNTED = ("value", "low", "high", "numerator", "denominator", "n")  # of answers
_TOLERANCE = 1e-9  # relative: sums of the same numbers, perhaps in another order


def file_name(by: By | None, form: Format) -> str:
    return f"{by or 'whole'}.{form}"


def contents(
    connection: Connection, period: Period, *, up_to: int | None = None
) -> dict[str, bytes]:
    """Every grouping of the whole plan's figures in every format, byte for byte."""
    files: dict[str, bytes] = {}
    for by in GROUPINGS:
        frame = measured(connection, [period], plan.load(), by, up_to=up_to)
        files |= {file_name(by, form): render(frame, form).encode() for form in FORMATS}
    return files


def frame_of(files: Mapping[str, bytes], by: By | None, objective: str | None) -> pd.DataFrame:
    """What a pull gave when the edition was made; rendered again it gives the same bytes."""
    rows = json.loads(files[file_name(by, "json")])
    kept = [row for row in rows if objective in {None, row["objective"]}]
    return table([pd.DataFrame(kept)], by)


@dataclass(frozen=True)
class Disagreement:
    """One figure that two editions, or an edition and its trace, tell differently."""

    series: str
    cell: str | None
    column: str
    before: Any
    after: Any


def differences(
    before: Mapping[str, bytes],
    after: Mapping[str, bytes],
    by: By | None = None,
    columns: Sequence[str] = _TOLD,
) -> list[Disagreement]:
    """The figures that differ, in the plan's order; a row that only one has differs from none."""
    one, other = _rows(before, by), _rows(after, by)
    return [
        it
        for key in dict.fromkeys([*one, *other])
        for it in _between(key, one.get(key, {}), other.get(key, {}), columns)
    ]


def _rows(files: Mapping[str, bytes], by: By | None) -> dict[tuple[str, Any], dict[str, Any]]:
    cell = {By.CONSULATE: "consulate", By.SERVICE: "service", By.UNIT: "unit_code"}
    rows = json.loads(files[file_name(by, "json")])
    return {(row["series"], row[cell[by]] if by else None): row for row in rows}


def _between(
    key: tuple[str, Any],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    columns: Sequence[str],
) -> Iterator[Disagreement]:
    for column in columns:
        one, other = before.get(column), after.get(column)
        if not _is_same(one, other):
            yield Disagreement(*key, column, one, other)


def _is_same(one: Any, other: Any) -> bool:
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return abs(one - other) <= _TOLERANCE * max(1.0, abs(one), abs(other))
    return bool(one == other)


def recomputed(
    connection: Connection, files: Mapping[str, bytes], period: Period, last_observation: int
) -> list[Disagreement]:
    """Where the edition's figures are not what their trace gives; an empty list is the proof.

    What was recorded is summed again from the register as it stood at *last_observation*. People
    may erase what they answered, so a survey's trace is its counts by level, kept in the edition.
    """
    again = contents(connection, period, up_to=last_observation)
    found = []
    for by in GROUPINGS:
        surveyed = {row["series"] for row in _rows(files, by).values() if _is_survey(row)}
        traced = differences(files, again, by, _TRACED)
        found += [it for it in traced if it.series not in surveyed]
        found += _recounted(_rows(files, by))
    return found


def _recounted(rows: Mapping[tuple[str, Any], dict[str, Any]]) -> Iterator[Disagreement]:
    for key, row in rows.items():
        if not _is_survey(row):
            continue
        one, two, three, four, five = (row[name] or 0 for name in LEVELS)
        found = satisfaction.measure(Levels((one, two, three, four, five)))
        counted = vars(found) | {"n": found.denominator} if found else {}
        for column in _COUNTED:
            if not _is_same(row[column], counted.get(column)):
                yield Disagreement(*key, column, row[column], counted.get(column))


def _is_survey(row: Mapping[str, Any]) -> bool:
    return bool(row["kind"] == plan.Kind.SATISFACTION)
