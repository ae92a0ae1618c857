"""The routes. They are synchronous, as pandas is: each request runs on a thread of the pool."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Annotated, Any

import pandas as pd
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import PlainTextResponse
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from analytics import plan
from analytics.attainment import together
from analytics.editions import read_edition, read_editions, read_state
from analytics.explain import explain
from analytics.frames import By
from analytics.output import Format, records, render
from analytics.period import Kind, Period
from analytics.pull import PullRefusedError, period_of, pull
from analytics.source import Source, read_source
from analytics.web.choices import offered
from analytics.web.pages import page

router = APIRouter()
GROUPINGS = {
    "": "Nacional",
    By.CONSULATE: "Por consulado",
    By.SERVICE: "Por servicio",
    By.UNIT: "Por unidad",
}
TREND = 6  # periods on an indicator's sheet, the one that is asked for included
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Asked:
    """What the address asks for; the current semester of the whole plan when it says nothing."""

    period: str = ""
    objective: str = ""
    by: str = ""

    def period_at(self, source: Source) -> Period:
        if self.period:
            return period_of(self.period)
        return Period.containing(source.today, Kind.SEMESTER)


Question = Annotated[Asked, Depends()]


@router.get("/")
def plan_page(request: Request, asked: Question) -> Response:
    """The whole tree: every number with its predecessor, goal, light, coverage and freshness."""
    engine: Engine = request.app.state.engine
    source = _source(engine)
    period = asked.period_at(source)
    rows = {code: found[0] for code, found in _by_series(pull(period, engine=engine)).items()}
    with engine.connect() as connection:
        editions, state = read_editions(connection, period), read_state(connection, period)
    context = {
        "plan": plan.load(),
        "period": period,
        "choices": offered(source.today, period),
        "source": source,
        "rows": rows,
        "advances": _advances(list(rows.values())),
        "editions": editions,
        "state": state,
    }
    return page(request, "plan.html", context)


@router.get("/indicators/{code}")
def indicator_page(request: Request, code: str, asked: Question) -> Response:
    """One indicator's sheet: its numbers over time, apart by what one asks, and explained."""
    engine: Engine = request.app.state.engine
    objective, indicator = _indicator(code)
    source = _source(engine)
    period = asked.period_at(source)
    periods = [Period.at(period.kind, period.index - back) for back in range(TREND)]
    trends = _by_series(pull(periods, objective.code, engine=engine))
    by = asked.by or None
    groups = _by_series(pull(period, objective.code, by, engine=engine)) if by else {}
    with engine.connect() as connection:
        explained = {it.code: explain(connection, it, period) for it in indicator.measures}
    context = {
        "objective": objective,
        "indicator": indicator,
        "period": period,
        "choices": offered(source.today, period),
        "by": asked.by,
        "groupings": GROUPINGS,
        "source": source,
        "rows": {series: found[-1] for series, found in trends.items()},
        "trends": trends,
        "groups": groups,
        "explained": explained,
    }
    return page(request, "indicator.html", context)


@router.get("/indicators.csv")
def as_csv(request: Request, asked: Question) -> Response:
    return _file(request, asked, "csv", "text/csv; charset=utf-8")


@router.get("/indicators.json")
def as_json(request: Request, asked: Question) -> Response:
    return _file(request, asked, "json", "application/json")


@router.get("/editions/{period}/{number}/{name}")
def edition_file(request: Request, period: str, number: int, name: str) -> Response:
    """One file of a published edition, byte for byte."""
    engine: Engine = request.app.state.engine
    with engine.connect() as connection:
        content = read_edition(connection, period_of(period), number, name)
    if content is None:
        raise PullRefusedError("Esa edición no existe. [edicion-no-existe]")
    media_type = "application/json" if name.endswith(".json") else "text/csv; charset=utf-8"
    return _download(content, media_type, f"indicadores-{period}-edicion-{number}-{name}")


@router.get("/health")
def health(request: Request) -> Response:
    try:
        with request.app.state.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return PlainTextResponse("la base de datos no responde\n", 503)
    return PlainTextResponse("ok\n")


def _file(request: Request, asked: Question, form: Format, media_type: str) -> Response:
    engine: Engine = request.app.state.engine
    period = asked.period_at(_source(engine))
    frame = pull(period, asked.objective or None, asked.by or None, engine=engine)
    return _download(render(frame, form).encode(), media_type, f"indicadores-{period}.{form}")


def _download(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


def _source(engine: Engine) -> Source:
    with engine.connect() as connection:
        return read_source(connection)


def _by_series(frame: pd.DataFrame) -> Rows:
    found = defaultdict(list)
    for row in records(frame):
        found[row["series"]].append(row)
    return found


def _advances(rows: list[dict[str, Any]]) -> dict[str, float | None]:
    """By objective, the avance of its numbers that have one, weighted by relevance."""
    found: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for row in rows:
        if row["advance"] is not None:
            found[row["objective"]].append((row["advance"], row["relevance"]))
    return {code: together(advances) for code, advances in found.items()}


def _indicator(code: str) -> tuple[plan.Objective, plan.Indicator]:
    for objective in plan.load():
        for indicator in objective.indicators:
            if indicator.code == code:
                return objective, indicator
    raise PullRefusedError(
        f"«{code}» no es un indicador del plan. La página principal los muestra todos. "
        "[indicador-no-existe]"
    )
