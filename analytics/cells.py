"""Cells: what is known of one series, apart by consulate or service, each beside its past."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from analytics.disclosure import hidden
from analytics.satisfaction import Levels
from analytics.status import Status

NOBODY = Levels()


@dataclass(frozen=True)
class Shown:
    """What may be shown of one cell's answers in one period; levels only with status ok."""

    status: Status
    levels: Levels = NOBODY


NOTHING = Shown(Status.NO_DATA)


@dataclass(frozen=True)
class Cell:
    """The answers of one consulate or service (no code: the whole, or what names none).

    `latest` is the last month of the period that any of them belongs to, as 2026-11.
    """

    code: str | None = None
    name: str | None = None
    is_verified: bool | None = None
    now: Shown = NOTHING
    before: Shown = NOTHING
    latest: str | None = None

    @property
    def comparison(self) -> Status:
        """Why there is no difference, if there is none."""
        return self.before.status if self.now.status is Status.OK else self.now.status


def answered(counts: pd.DataFrame, period: int) -> list[Cell]:
    """The cells in one form's counts of answers, those that would tell on few people hidden.

    Columns: analytics/frames.py; *period* is an index, as the column of that name. A cell with
    nothing in a period is not among those shown.
    """
    here = counts[counts["period"] == period]
    now, before = _of_answers(here), _of_answers(counts[counts["period"] == period - 1])
    latest = here.groupby("cell", dropna=False)["latest"].max()
    months = {_text(code): f"{month:%Y-%m}" for code, month in latest.items()}
    offices = counts[counts["period"].between(period - 1, period)].drop_duplicates("cell")
    return [
        Cell(
            code,
            name,
            verified,
            now.get(code, NOTHING),
            before.get(code, NOTHING),
            months.get(code) if now[code].status is Status.OK else None,
        )
        if code in now
        else Cell(code, name, verified, NOTHING, before.get(code, NOTHING))
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
    levels = _levels(counts)
    secret = hidden({code: each.n for code, each in levels.items()})
    return {
        code: Shown(Status.SUPPRESSED) if code in secret else Shown(Status.OK, each)
        for code, each in levels.items()
    }


def _levels(counts: pd.DataFrame) -> Mapping[str | None, Levels]:
    """By cell. Row by row, because a group of pandas costs as much as thirty rows."""
    levels: dict[str | None, Levels] = {}
    columns = (counts[name].tolist() for name in ("cell", "score", "answers", "complete"))
    for cell, score, answers, complete in zip(*columns, strict=True):
        code = _text(cell)
        told = Levels.of({None if pd.isna(score) else int(score): int(answers)})
        levels[code] = levels.get(code, NOBODY) + replace(
            told, complete=int(complete) if told.n else 0
        )
    return levels


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
