"""The two ways in: asynchronous for the bots, synchronous for pandas and the command line."""

import atexit
import os
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, create_engine
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from db.server import Refusal, open_server

# A bot waits for a free connection no longer than Telegram's patience allows; then it answers 503.
_POOL = {"pool_size": 20, "max_overflow": 0, "pool_timeout": 10}
_CONNECT = {
    "connect_timeout": 5,
    "application_name": "pulso",
    # A server that a network has swallowed is given up as soon as one that is frozen.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 20_000,
}
# A frozen process must not hold a person's lock for ever, nor make another wait longer than that.
_PATIENCE = "-c lock_timeout=30s -c idle_in_transaction_session_timeout=60s"


def async_engine(url: str) -> AsyncEngine:
    """Errors from it name no parameters, because those are people's words.

    A connection that broke meanwhile fails its update, which then simply comes again; asking
    first whether it lives would cost every press one more round trip.
    """
    patient = _CONNECT | {"options": _PATIENCE}
    return create_async_engine(url, connect_args=patient, hide_parameters=True, **_POOL)


def sync_engine(url: str) -> Engine:
    """For reading the plan's figures: its sorts fit in memory."""
    roomy = _CONNECT | {"options": "-c work_mem=64MB"}
    return create_engine(
        url, connect_args=roomy, hide_parameters=True, pool_pre_ping=True, **_POOL
    )


def with_driver(url: str) -> str:
    """A PostgreSQL address as people write it, with the one driver we use."""
    return "postgresql+psycopg://" + url.partition("://")[2]


@cache
def default() -> Engine:
    """The database this machine's settings name, for a notebook or a script.

    Raises:
        RuntimeError: the embedded server cannot start; the message says what to do.
    """
    if url := os.environ.get("PULSO_DATABASE_URL"):
        return sync_engine(with_driver(url))
    server = open_server(embedded(Path(os.environ.get("PULSO_DATA") or ".data").absolute()))
    if isinstance(server, Refusal):
        raise RuntimeError(f"{server.message} [{server.code}]")
    engine = sync_engine(server.url)
    atexit.register(server.close)
    atexit.register(engine.dispose)
    return engine


def embedded(data: Path) -> Path:
    """Where, in the folder of our data, the embedded server keeps its own."""
    return data / "postgres"
