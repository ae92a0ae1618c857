"""Cells: what is known of one series, apart by consulate or service, each beside its past."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

import pandas as pd

from analytics.counts import Inputs
from analytics.disclosure import hidden
from analytics.satisfaction import Levels


class Status(StrEnum):
    """Why a figure is there, or is not."""

    OK = "ok"
    NO_DATA = "sin dato"
    SUPPRESSED = "suppressed"  # see analytics/disclosure.py


NOBODY = Levels()


@dataclass(frozen=True)
class Shown:
    """What may be shown of one cell in one period; answers or records only with status ok."""

    status: Status
    levels: Levels = NOBODY
    inputs: Inputs = field(default_factory=dict)


NOTHING = Shown(Status.NO_DATA)


@dataclass(frozen=True)
class Cell:
    """One consulate or service (no code: the whole, or what names none)."""

    code: str | None = None
    name: str | None = None
    is_verified: bool | None = None
    now: Shown = NOTHING
    before: Shown = NOTHING


def answered(counts: pd.DataFrame) -> list[Cell]:
    """The cells in one form's counts of answers, those that would tell on few people hidden."""
    return _cells(counts, _of_answers)


def recorded(sums: pd.DataFrame) -> list[Cell]:
    """The cells in the sums of one series' inputs."""
    return _cells(sums, _of_records)


InOnePeriod = Callable[[pd.DataFrame], Mapping[str | None, Shown]]


def _cells(frame: pd.DataFrame, shown: InOnePeriod) -> list[Cell]:
    """Columns: analytics/frames.py. A cell with nothing in a period is not among those shown."""
    now, before = shown(frame[frame["current"]]), shown(frame[~frame["current"]])
    offices = frame.drop_duplicates("cell")
    return [
        Cell(code, name, verified, now.get(code, NOTHING), before.get(code, NOTHING))
        for code, name, verified in sorted(
            zip(
                map(_text, offices["cell"]),
                map(_text, offices["name"]),
                (None if pd.isna(each) else bool(each) for each in offices["verified"]),
                strict=True,
            ),
            key=lambda office: (office[0] is None, office[0]),
        )
    ]


def _of_answers(counts: pd.DataFrame) -> Mapping[str | None, Shown]:
    levels = {_text(code): _levels(rows) for code, rows in counts.groupby("cell", dropna=False)}
    secret = hidden({code: each.n for code, each in levels.items()})
    return {
        code: Shown(Status.SUPPRESSED) if code in secret else Shown(Status.OK, each)
        for code, each in levels.items()
    }


def _of_records(sums: pd.DataFrame) -> Mapping[str | None, Shown]:
    """All of it: why small counts of acts are not hidden stands in analytics/disclosure.py."""
    return {
        _text(code): Shown(
            Status.OK,
            inputs={
                str(name): int(value)
                for name, value in zip(rows["input"], rows["value"], strict=True)
            },
        )
        for code, rows in sums.groupby("cell", dropna=False)
    }


def _levels(rows: pd.DataFrame) -> Levels:
    pairs = zip(rows["score"], rows["answers"], strict=True)
    answers = {None if pd.isna(score) else int(score): int(n) for score, n in pairs}
    complete = int(rows.loc[rows["score"].notna(), "complete"].sum())
    return replace(Levels.of(answers), complete=complete)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
