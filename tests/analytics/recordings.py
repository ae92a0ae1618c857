"""What may have been recorded: rows of a few series of every kind, in months or a semester."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from analytics import plan
from analytics.frames import By
from analytics.period import Kind, Period
from analytics.pull import measured
from tests.analytics.register import months_of, row, write

S2 = Period(2026, Kind.SEMESTER, 2)
S1 = S2.preceding
OBJECTIVES = [it for it in plan.load() if it.code in {"1.2", "3.2", "3.3"}]

SHARE = ("1.2.2.1a", "acuerdos_perfeccionados"), ("1.2.2.1a", "acuerdos_suscritos")
WORKS = ("1.2.3.1a", "hitos_cumplidos"), ("1.2.3.1a", "hitos_previstos")  # a state
COURSES = ("3.2.3.1a", "cursos")
ACTS = ("3.2.4.1a", "actuaciones_consulares")  # by service
REVENUE = ("3.2.4.2a", "monto_recaudado")

_EMPTY = (
    "ALTER TABLE observation DISABLE TRIGGER USER",
    "DELETE FROM observation",
    "ALTER TABLE observation ENABLE TRIGGER USER",
)


def refill(engine: Engine, rows: Iterable[dict]) -> None:
    """A register that holds these rows and no others, whatever it held before."""
    with engine.begin() as connection:
        for statement in _EMPTY:
            connection.execute(text(statement))
    told = list(rows)
    if told:
        write(engine, told)


def figures(engine: Engine, *periods: Period, by: By | None = None) -> pd.DataFrame:
    with engine.connect() as connection:
        return measured(connection, periods or (S2,), OBJECTIVES, by)


def of(frame: pd.DataFrame, series: str) -> pd.Series:
    (found,) = (it for _, it in frame[frame["series"] == series].iterrows())
    return found


VALUES = st.one_of(
    st.none(), st.just(0), st.integers(0, 500), st.integers(0, 99).map(lambda it: it / 4)
)


@st.composite
def _place(draw):
    """An owner, one of its inputs, and months of one of two semesters."""
    owner = draw(st.sampled_from(["SAA", "SAP", "SCP-DGC", "MAD", "NYC", "BCN"]))
    if len(owner) == 3 and owner not in {"SAA", "SAP"}:
        inputs, services = [ACTS, REVENUE], ["dni", "visa"]
    else:
        inputs, services = [*SHARE, *WORKS, COURSES], [None]
    input_, service = draw(st.sampled_from(inputs)), draw(st.sampled_from(services))
    semester = draw(st.sampled_from([S1, S2]))
    return owner, input_, service if input_ == ACTS else None, semester


@st.composite
def registers(draw, max_size: int = 14) -> Sequence[dict]:
    """Rows that can stand together: months are told by themselves or within their semester."""
    places = draw(st.lists(_place(), unique=True, max_size=max_size))
    rows = []
    for owner, (series, name), service, semester in places:
        months = list(months_of(semester))
        monthly = series in {WORKS[0][0], ACTS[0], REVENUE[0]}
        chosen = (
            draw(st.lists(st.sampled_from(months), unique=True, min_size=1, max_size=3))
            if monthly
            else [semester]
        )
        rows += [row(series, name, owner, it, draw(VALUES), service=service) for it in chosen]
    return rows


def sound(frame: pd.DataFrame) -> None:
    """A value where there is one, and nothing, never an infinity, where there is none."""
    for value, status in [("value", "status"), ("previous_value", "previous_status")]:
        is_ok = frame[status] == "ok"
        assert np.isfinite(frame.loc[is_ok, value].astype(float)).all()
        assert frame.loc[~is_ok, value].isna().all()
    for column in ("difference", "variation"):
        assert not np.isinf(frame[column].astype(float)).any()
    assert frame.loc[frame["comparison"] != "ok", "difference"].isna().all()
    assert frame.loc[frame["comparison"] == "ok", "difference"].notna().all()
