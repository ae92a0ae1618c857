"""Frames: what a pull reads, the answers once and the observations once, both summed by SQL."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, String, Subquery, cast, false, func, null, select
from sqlmodel import col

from analytics.period import Period
from db.answers import Answer
from db.consulates import UNVERIFIED, Consulate
from db.observations import Observation

HEADLINE = "satisfaccion"  # the overall question bears this name in every survey of ours


class By(StrEnum):
    """What a pull may set apart."""

    CONSULATE = "consulate"
    SERVICE = "service"


def read_counts(
    connection: Connection, forms: Sequence[str], period: Period, by: By | None
) -> pd.DataFrame:
    """How many headline answers each form got in the period and the preceding one.

    Columns: form, cell (the consulate or service; none where the answer names none), current
    (false: of the preceding period), score (1-5; none: "no aplica"), answers, name and verified
    (of the consulate). `complete` says how many of the answers are of interviews that went on to
    their end.
    """
    return pd.read_sql_query(counting(forms, period, by), connection, dtype={"current": "bool"})


def counting(forms: Sequence[str], period: Period, by: By | None) -> Select[Any]:
    """The counts touch only columns of the index answer_counted; offices are joined after."""
    cells = {None: null(), By.CONSULATE: col(Answer.consulate), By.SERVICE: col(Answer.service)}
    tidy: tuple[Any, ...] = (
        col(Answer.form_id).label("form"),
        cast(cells[by], String).label("cell"),
        (col(Answer.month) >= period.first_month).label("current"),
        col(Answer.score),
    )
    counts = (
        select(
            *tidy,
            func.count().label("answers"),
            func.count().filter(col(Answer.complete).is_(True)).label("complete"),
        )
        .where(
            col(Answer.form_id).in_(forms),
            col(Answer.question) == HEADLINE,
            col(Answer.month).between(period.preceding.first_month, period.last_month),
        )
        .group_by(*tidy)
        .subquery()
    )
    return _named(counts, by)


def read_sums(
    connection: Connection, series: Sequence[str], period: Period, by: By | None
) -> pd.DataFrame:
    """What was recorded of each series in the period and the preceding one, as it stands now.

    Columns: series, input, cell, current, value (the sum), name and verified, as in read_counts.
    """
    return pd.read_sql_query(summing(series, period, by), connection, dtype={"current": "bool"})


def summing(series: Sequence[str], period: Period, by: By | None) -> Select[Any]:
    """The sums touch only columns of the index observation_in_force."""
    cells = {
        None: null(),
        By.CONSULATE: col(Observation.consulate),
        By.SERVICE: col(Observation.service),
    }
    tidy: tuple[Any, ...] = (
        col(Observation.series),
        col(Observation.input),
        cast(cells[by], String).label("cell"),
        (col(Observation.month) >= period.first_month).label("current"),
    )
    sums = (
        select(*tidy, func.sum(col(Observation.value)).label("value"))
        .where(
            col(Observation.series).in_(series),
            col(Observation.month).between(period.preceding.first_month, period.last_month),
            col(Observation.superseded_at).is_(None),
        )
        .group_by(*tidy)
        .subquery()
    )
    return _named(sums, by)


def _named(summed: Subquery, by: By | None) -> Select[Any]:
    """Each cell that is an office with its name, and whether the network's file is sure of it."""
    verified = (col(Consulate.source) != UNVERIFIED).label("verified")
    is_office = (col(Consulate.code) == summed.c.cell) if by is By.CONSULATE else false()
    return select(summed, col(Consulate.name), verified).outerjoin(Consulate, is_office)
