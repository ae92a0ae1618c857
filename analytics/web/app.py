"""The planners' web: one page of the plan, the same figures as files, and a sign of health."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError, TimeoutError as PoolTimeoutError
from starlette.middleware.gzip import GZipMiddleware

from analytics import PullRefusedError, figures, plan, pull
from analytics.disclosure import MINIMUM
from analytics.output import Format, records, render
from analytics.period import Kind, NotAPeriod, Period
from analytics.source import Source, read_source
from analytics.web.choices import offered
from analytics.web.drawing import Axis, levels
from analytics.web.security import SecurityHeaders

HERE = Path(__file__).parent
FEW = 30  # answers below which a percentage says little (NCHS, statistics.md section 2)


def application(engine: Engine) -> FastAPI:
    """The endpoints are synchronous, since pandas is: each runs on a thread of the pool."""
    app = FastAPI(
        title="Pulso Consular",
        docs_url=None,  # the stock pages fetch scripts from elsewhere
        redoc_url=None,
        openapi_url=None,
        telemetry={"auto_configure": False},
    )
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(SecurityHeaders)
    app.mount("/static", StaticFiles(directory=HERE / "static"))
    pages = _templates()

    @app.get("/")
    def plan_page(request: Request, period: str = "", by: str = "") -> Response:
        source = _source(engine)
        chosen = Period.parse(period) if period else _current(source)
        if isinstance(chosen, NotAPeriod):
            raise PullRefusedError(str(chosen))
        national = _by_series(pull(chosen, engine=engine))
        offices = _by_series(pull(chosen, by=by, engine=engine)) if by else {}
        context = {
            "plan": plan.load(),
            "period": chosen,
            "choices": offered(source.today, chosen),
            "by": by,
            "source": source,
            "national": national,
            "offices": offices,
        }
        return pages.TemplateResponse(request, "plan.html", context)

    @app.get("/indicators.csv")
    def as_csv(period: str = "", objective: str = "", by: str = "") -> Response:
        return _file(engine, "csv", "text/csv; charset=utf-8", (period, objective, by))

    @app.get("/indicators.json")
    def as_json(period: str = "", objective: str = "", by: str = "") -> Response:
        return _file(engine, "json", "application/json", (period, objective, by))

    @app.get("/health")
    def health() -> Response:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        return PlainTextResponse("ok\n")

    @app.exception_handler(PullRefusedError)
    def refused(request: Request, refusal: PullRefusedError) -> Response:
        return _explain(pages, request, 400, str(refusal))

    ...
    return app
