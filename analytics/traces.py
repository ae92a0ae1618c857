"""Traces: every record behind a series' figure, as it stands or stood at an edition."""

import pandas as pd
from sqlalchemy import Connection, text

from analytics.plan import Aggregation
from analytics.window import Window

_RECORDS = """
    SELECT series, input, coalesce(consulate, unit) AS reporter, service, statement,
        month, last_month, value::float8, reason,
        coalesce(source, CASE WHEN visit_id IS NOT NULL THEN 'visita itinerante' END) AS source,
        to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day
    FROM observation
    WHERE series = :series AND input = :input AND month >= :first AND last_month <= :last
        AND {stands}
    ORDER BY reporter, month, service, statement, id
"""


def read_records(  # noqa: PLR0913 - which input, when, read how, and as of when
    connection: Connection,
    series: str,
    name: str,
    window: Window,
    aggregation: Aggregation,
    *,
    up_to: int | None = None,
) -> pd.DataFrame:
    """The records of one input in the window, one period long; of a state, each one's last.

    Columns: series, input, reporter, service, statement, month, last_month, value, reason (of a
    correction), source, day (when it was recorded, UTC).
    """
    stands = "superseded_at IS NULL"
    values = {
        "series": series,
        "input": name,
        "first": window.first_month,
        "last": window.last_month,
    }
    if up_to is not None:
        stands = "id <= :up_to AND (superseded_at IS NULL OR superseded_by > :up_to)"
        values["up_to"] = up_to
    query = text(_RECORDS.format(stands=stands))
    found = pd.read_sql_query(query, connection, params=values)  # type: ignore[arg-type]  # dates, too
    found["value"] = found["value"].astype("float64")  # all None is no number for pandas
    if aggregation is Aggregation.CLOSE and len(found):
        closing = found.groupby("reporter")["last_month"].transform("max")
        found = found[found["last_month"] == closing]
    return found
