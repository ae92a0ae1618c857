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
from analytics.frames import By
from analytics.output import Format, records, render
from analytics.period import Kind, Period
from analytics.pull import period_of, pull
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
    engine: Engine = request.app.state.engine
    source = _source(engine)
    period = asked.period_at(source)
    groups = _by_series(pull(period, by=asked.by, engine=engine)) if asked.by else {}
    context = {
        "plan": plan.load(),
        "period": period,
        "choices": offered(source.today, period),
        "by": asked.by,
        "groupings": GROUPINGS,
        "source": source,
        "rows": {code: rows[0] for code, rows in _by_series(pull(period, engine=engine)).items()},
        "groups": groups,
    }
    return page(request, "plan.html", context)


@router.get("/indicators.csv")
def as_csv(request: Request, asked: Question) -> Response:
    return _file(request, asked, "csv", "text/csv; charset=utf-8")


@router.get("/indicators.json")
def as_json(request: Request, asked: Question) -> Response:
    return _file(request, asked, "json", "application/json")


@router.get("/health")
def health(request: Request) -> Response:
    try:
        with request.app.state.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return PlainTextResponse("la base de datos no responde\n", 503)
    return PlainTextResponse("ok\n")


def _file(request: Request, asked: Asked, form: Format, media_type: str) -> Response:
    engine: Engine = request.app.state.engine
    period = asked.period_at(_source(engine))
    frame = pull(period, asked.objective or None, asked.by or None, engine=engine)
    name = f'attachment; filename="indicadores-{period}.{form}"'
    return Response(
        render(frame, form), media_type=media_type, headers={"Content-Disposition": name}
    )


def _source(engine: Engine) -> Source:
    with engine.connect() as connection:
        return read_source(connection)


def _by_series(frame: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    found = defaultdict(list)
    for row in records(frame):
        found[row["series"]].append(row)
    return found
