"""Cells: the answers of one measure, apart by consulate or service, each beside its past."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import pandas as pd

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
    """What may be shown of one cell in one period; no levels but with status ok."""

    status: Status
    levels: Levels = NOBODY


NOTHING = Shown(Status.NO_DATA)


@dataclass(frozen=True)
class Cell:
    """One consulate or service (no code: the whole, or answers that name none)."""

    code: str | None = None
    name: str | None = None
    is_verified: bool | None = None
    now: Shown = NOTHING
    before: Shown = NOTHING


def cells_of(counts: pd.DataFrame) -> list[Cell]:
    """The cells in one form's counts (columns: analytics/frames.py), as they may be shown."""
    now = _shown(counts[counts["current"]])
    before = _shown(counts[~counts["current"]])
    offices = counts.drop_duplicates("cell")
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


def _shown(counts: pd.DataFrame) -> Mapping[str | None, Shown]:
    """One period's cells; one that nobody answered for is not among them."""
    levels = {_text(code): _levels(rows) for code, rows in counts.groupby("cell", dropna=False)}
    secret = hidden({code: each.n for code, each in levels.items()})
    return {
        code: Shown(Status.SUPPRESSED) if code in secret else Shown(Status.OK, each)
        for code, each in levels.items()
    }


def _levels(rows: pd.DataFrame) -> Levels:
    pairs = zip(rows["score"], rows["answers"], strict=True)
    answers = {None if pd.isna(score) else int(score): int(n) for score, n in pairs}
    complete = int(rows.loc[rows["score"].notna(), "complete"].sum())
    return replace(Levels.of(answers), complete=complete)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
