"""Targets: what a series should reach in a period, dated, with the norm that says so."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import BigInteger, DateTime, Index, Numeric
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, select

from db import csv_table
from db.csv_table import RowProblem

GREEN, AMBER = Decimal(95), Decimal(75)  # the bands where a target names none
_CODE = "metas"


class Target(SQLModel, table=True):
    """A baseline, a goal, the bands of the semáforo and a rank of relevance; superseded, not lost.

    Bands are in per cent of the goal: green from the first on, amber from the second on. The
    default ones and the ranks (1: very relevant, 2: relevant, 3: little relevant) are those of
    CEPLAN's guides of 2023-24, as two public systems implement them.
    """

    __table_args__ = (
        Index(
            "target_in_force",
            "series",
            "period",
            unique=True,
            postgresql_where=sql("superseded_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger)
    series: str
    period: str  # as it is written: 2026, 2026-S2
    baseline: Decimal | None = Field(default=None, sa_type=Numeric(20, 4))
    baseline_period: str = ""
    goal: Decimal = Field(sa_type=Numeric(20, 4))
    green: Decimal = Field(default=GREEN, sa_type=Numeric(7, 4))
    amber: Decimal = Field(default=AMBER, sa_type=Numeric(7, 4))
    relevance: int = 1
    norm: str
    recorded_at: datetime = Field(sa_type=DateTime(timezone=True))
    superseded_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


COLUMNS = (
    "series",
    "period",
    "baseline",
    "baseline_period",
    "goal",
    "green",
    "amber",
    "relevance",
    "norm",
)


def read(
    path: Path, knows_series: Callable[[str], bool], name_of_period: Callable[[str], str | None]
) -> list[dict[str, str]] | list[RowProblem]:
    """The targets in the file as rows, or everything that is wrong with it.

    Periods are kept as *name_of_period* writes them.
    """
    rows, problems = csv_table.read(path, COLUMNS, _CODE)
    seen: set[tuple[str, str]] = set()
    for number, row in rows if not problems else []:
        period = name_of_period(row["period"])
        bands = [row["green"] or str(GREEN), row["amber"] or str(AMBER)]
        said = [
            ("series", knows_series(row["series"]), "una serie del plan, como 3.2.1.1a"),
            ("period", period is not None, "un período, como 2026-S2"),
            ("goal", _is_number(row["goal"]), "un número con punto decimal"),
            ("baseline", not row["baseline"] or _is_number(row["baseline"]), "un número"),
            ("green", _is_share(bands[0]), "un porcentaje, de 0 a 100"),
            ("amber", _is_share(bands[1]), "un porcentaje, de 0 a 100"),
            ("relevance", row["relevance"] in {"", "1", "2", "3"}, "1, 2 o 3"),
            ("norm", bool(row["norm"]), "la norma que fija la meta"),
        ]
        problems += [
            RowProblem(number, name, f"«{row[name]}» no es {wanted}.", _CODE)
            for name, is_right, wanted in said
            if not is_right
        ]
        row["period"] = period or row["period"]
        if (row["series"], row["period"]) in seen:
            problems.append(RowProblem(number, "series", "ya tiene meta en este archivo.", _CODE))
        seen.add((row["series"], row["period"]))
        if all(map(_is_share, bands)) and Decimal(bands[0]) <= Decimal(bands[1]):
            problems.append(RowProblem(number, "green", "debe ser mayor que «amber».", _CODE))
    return problems or [row for _, row in rows]


async def load(session: AsyncSession, rows: Sequence[dict[str, str]], *, now: datetime) -> int:
    """Writes the targets; one that says the same stays, another supersedes. How many changed."""
    known = {(it.series, it.period): it for it in await in_force(session)}
    changed = 0
    for row in rows:
        new = _target(row, now)
        old = known.get((new.series, new.period))
        if old is not None:
            if _said(old) == _said(new):
                continue
            old.superseded_at = now
            session.add(old)
            await session.flush()
        session.add(new)
        changed += 1
    await session.flush()
    return changed


async def in_force(session: AsyncSession) -> Sequence[Target]:
    return (await session.scalars(select(Target).where(col(Target.superseded_at).is_(None)))).all()


def _target(row: dict[str, str], now: datetime) -> Target:
    return Target(
        series=row["series"],
        period=row["period"],
        baseline=Decimal(row["baseline"]) if row["baseline"] else None,
        baseline_period=row["baseline_period"],
        goal=Decimal(row["goal"]),
        green=Decimal(row["green"] or GREEN),
        amber=Decimal(row["amber"] or AMBER),
        relevance=int(row["relevance"] or 1),
        norm=row["norm"],
        recorded_at=now,
    )


def _said(target: Target) -> tuple[object, ...]:
    return tuple(getattr(target, name) for name in COLUMNS)


_NUMBER = re.compile(r"-?[0-9]{1,14}(\.[0-9]{1,4})?")


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text))


def _is_share(text: str) -> bool:
    return _is_number(text) and 0 <= Decimal(text) <= 100
