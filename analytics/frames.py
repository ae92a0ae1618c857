"""Frames: what a pull reads, the answers once and the observations once, both summed by SQL."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import pandas as pd
from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    Connection,
    Date,
    Integer,
    Select,
    String,
    Subquery,
    TextClause,
    bindparam,
    cast,
    false,
    func,
    null,
    select,
    text,
)
from sqlmodel import col

from analytics.window import Window
from db.answers import Answer
from db.consulates import UNVERIFIED, Consulate
from db.units import Unit

HEADLINE = "satisfaccion"  # the overall question bears this name in every survey of ours


class By(StrEnum):
    """What a pull may set apart."""

    CONSULATE = "consulate"
    SERVICE = "service"
    UNIT = "unit"


def read_counts(
    connection: Connection, forms: Sequence[str], window: Window, by: By | None
) -> pd.DataFrame:
    """How many headline answers each form got in each period of the window.

    Columns: form, cell (the consulate or service; none where the answer names none), period (its
    index), score (1-5; none: "no aplica"), answers, complete (how many of them are of interviews
    that went on to their end), latest (month), name and verified (of the consulate).
    """
    return pd.read_sql_query(counting(forms, window, by), connection)


def counting(forms: Sequence[str], window: Window, by: By | None) -> Select[Any]:
    """The counts touch only columns of the index answer_counted; offices are joined after.

    By month first: to reckon every answer's period was measured to take as long as all the rest.
    """
    cells = {By.CONSULATE: col(Answer.consulate), By.SERVICE: col(Answer.service)}
    each: tuple[Any, ...] = (
        col(Answer.form_id).label("form"),
        cast(cells.get(by, null()) if by else null(), String).label("cell"),
        col(Answer.month),
        col(Answer.score),
    )
    months = (
        select(
            *each,
            func.count().label("answers"),
            func.count().filter(col(Answer.complete).is_(True)).label("complete"),
        )
        .where(
            col(Answer.form_id).in_(forms),
            col(Answer.question) == HEADLINE,
            col(Answer.month).between(window.first_month, window.last_month),
        )
        .group_by(*each)
        .subquery()
        .c
    )
    period = _index_of(months.month, window).label("period")
    tidy = (months.form, months.cell, period, months.score)
    counts = select(
        *tidy,
        cast(func.sum(months.answers), BigInteger).label("answers"),
        cast(func.sum(months.complete), BigInteger).label("complete"),
        func.max(months.month).label("latest"),
    ).group_by(*tidy)
    return _named(counts.subquery(), by)


def _index_of(month: Any, window: Window) -> Any:
    """Which period a month lies in: Period.index in SQL."""
    months = func.extract("year", month) * 12 + func.extract("month", month) - 1
    return cast(func.floor(months / window.kind.months), Integer)


def _named(summed: Subquery, by: By | None) -> Select[Any]:
    """Each cell that is an office with its name, and whether the network's file is sure of it."""
    verified = (col(Consulate.source) != UNVERIFIED).label("verified")
    is_office = (col(Consulate.code) == summed.c.cell) if by is By.CONSULATE else false()
    return select(summed, col(Consulate.name), verified).outerjoin(Consulate, is_office)


def read_sums(  # noqa: PLR0913 - what is read, how it is set apart, and as of when
    connection: Connection,
    series: Sequence[str],
    at_close: Sequence[str],
    window: Window,
    by: By | None,
    *,
    up_to: int | None = None,
) -> pd.DataFrame:
    """What was recorded of the inputs of *series* in each period of the window, as it stands now.

    Columns: series, input, cell (the consulate, service or unit; none for what has none), period
    (its index), value (the sum; none where everybody said that they have no such thing),
    reporters ("MAD:6 NYC:5": who recorded it, and for how many of the period's months) and
    latest (when it was recorded last). Of the series *at_close* each reporter's last record
    counts, of the others all of them. With *up_to* the register is read as it stood when that
    was the last observation. Records of more months than a period are in none of it.
    """
    query = summing(series, at_close, window, by, up_to=up_to)
    told = pd.read_sql_query(query, connection)
    return _together(told) if by in _REPORTERS else told


_CELLS = {By.CONSULATE: "consulate", By.SERVICE: "service", By.UNIT: "unit"}
_REPORTERS = {By.CONSULATE, By.UNIT}  # a cell is one reporter, and what has none, all the others


def _together(told: pd.DataFrame) -> pd.DataFrame:
    """The reporters who are no cell of their own, as one."""
    others = told[told["cell"].isna()].sort_values("reporters")
    if others.empty:
        return told
    groups = others.groupby(["series", "input", "period"])
    whole = pd.DataFrame(
        {
            "value": groups["value"].sum(min_count=1),
            "reporters": groups["reporters"].agg(" ".join),
            "latest": groups["latest"].max(),
        }
    ).reset_index()
    return pd.concat([told[told["cell"].notna()], whole.assign(cell=None)], ignore_index=True)


def summing(
    series: Sequence[str],
    at_close: Sequence[str],
    window: Window,
    by: By | None,
    *,
    up_to: int | None = None,
) -> TextClause:
    """What stands now is read from the index observation_in_force alone."""
    stands = "superseded_at IS NULL"
    as_of: list[BindParameter[int]] = []
    if up_to is not None:
        stands = "id <= :up_to AND (superseded_at IS NULL OR superseded_by > :up_to)"
        as_of = [bindparam("up_to", up_to)]
    ending = _EACH if by in _REPORTERS else _ALL
    query = text((_SUMS + ending).format(cell=_CELLS[by] if by else "NULL::text", stands=stands))
    months = list(window.months())
    return query.bindparams(
        bindparam("series", list(series), ARRAY(String)),
        bindparam("at_close", list(at_close), ARRAY(String)),
        bindparam("days", [day for day, _, _ in months], ARRAY(Date)),
        bindparam("periods", [period for _, period, _ in months], ARRAY(Integer)),
        bindparam("numbers", [number for _, _, number in months], ARRAY(Integer)),
        bindparam("first", window.first_month),
        bindparam("last", window.last_month),
        *as_of,
    )


# What each reporter told of a period. A month is a bit of a mask, so that months told for several
# services count once; its number counts from 1 within the period.
_SUMS = """
    WITH calendar AS MATERIALIZED (
        SELECT * FROM unnest(CAST(:days AS date[]), CAST(:periods AS int[]),
            CAST(:numbers AS int[])) AS it (day, period, number)
    ), spans AS NOT MATERIALIZED (
        SELECT series, input, coalesce(consulate, unit) AS reporter, {cell} AS cell,
            since.period, since.number AS since, until.number AS until, value, recorded_at
        FROM observation
        JOIN calendar since ON since.day = month
        JOIN calendar until ON until.day = last_month AND until.period = since.period
        WHERE series = ANY(:series) AND month BETWEEN :first AND :last AND {stands}
    ), told AS (
        SELECT series, input, cell, period, reporter, sum(value) AS value,
            bit_count(bit_or(((1 << (until - since + 1)) - 1 << since)::bit(32))) AS months,
            max(recorded_at) AS latest
        FROM spans WHERE series <> ALL(CAST(:at_close AS text[]))
        GROUP BY 1, 2, 3, 4, 5
        UNION ALL
        SELECT series, input, cell, period, reporter, sum(value), max(until), max(recorded_at)
        FROM (
            SELECT *, max(until) OVER (PARTITION BY series, input, reporter, period) AS closing
            FROM spans WHERE series = ANY(CAST(:at_close AS text[]))
        ) AS state
        WHERE until = closing
        GROUP BY 1, 2, 3, 4, 5
    )
"""
_EACH = """
    SELECT series, input, cell, period, value::float8, reporter || ':' || months AS reporters,
        latest
    FROM told
"""
_ALL = """
    SELECT series, input, cell, period, sum(value)::float8 AS value,
        string_agg(reporter || ':' || months, ' ' ORDER BY reporter COLLATE "C") AS reporters,
        max(latest) AS latest
    FROM told GROUP BY 1, 2, 3, 4
"""


def read_offices(connection: Connection) -> pd.DataFrame:
    """Every consulate: code, name and verified (the network's file is sure of it)."""
    verified = (col(Consulate.source) != UNVERIFIED).label("verified")
    query = select(col(Consulate.code), col(Consulate.name), verified)
    return pd.read_sql_query(query.order_by(col(Consulate.code)), connection)


def read_units(connection: Connection) -> pd.DataFrame:
    """Every unit: code, name and directo (the codes of the objectives it reports on)."""
    query = select(col(Unit.code), col(Unit.name), col(Unit.directo)).order_by(col(Unit.code))
    return pd.read_sql_query(query, connection)


def read_targets(connection: Connection, periods: Sequence[str]) -> pd.DataFrame:
    """The targets of these periods: series, period, baseline, goal, green, amber, relevance."""
    query = text(
        "SELECT series, period, baseline::float8, goal::float8, green::float8, amber::float8,"
        " relevance FROM target WHERE superseded_at IS NULL AND period = ANY(:periods)"
    )
    return pd.read_sql_query(query, connection, params={"periods": list(periods)})
