"""The planners' web: its routes, what it refuses, and what it says when the database is away."""

from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from analytics.pull import PullRefusedError
from analytics.web.pages import notice
from analytics.web.routes import router
from analytics.web.security import SecurityHeaders

STATIC = Path(__file__).parent / "static"


def application(engine: Engine) -> FastAPI:
    """The web over the answers in *engine*'s database; it only reads."""
    app = FastAPI(
        title="Pulso Consular",
        docs_url=None,  # the stock pages fetch scripts from elsewhere
        redoc_url=None,
        openapi_url=None,
        telemetry={"auto_configure": False},
    )
    app.state.engine = engine
    app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC))
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(SecurityHeaders)
    app.add_exception_handler(PullRefusedError, _refused)
    app.add_exception_handler(RequestValidationError, _missing)
    app.add_exception_handler(HTTPException, _missing)
    app.add_exception_handler(OperationalError, _away)
    app.add_exception_handler(NoConnectionFreeError, _away)
    return app


def _refused(request: Request, refusal: Exception) -> Response:
    return notice(request, 400, "No se puede mostrar", str(refusal))


def _missing(request: Request, why: Exception) -> Response:
    status = why.status_code if isinstance(why, HTTPException) else 404
    return notice(request, status, "Aquí no hay ninguna página", "Revise la dirección.")


def _away(request: Request, _: Exception) -> Response:
    return notice(
        request,
        503,
        "La base de datos no responde",
        "Vuelva a intentar en un minuto. Si sigue igual, avise a quien administra el sistema.",
    )
