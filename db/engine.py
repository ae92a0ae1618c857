"""The two ways in: asynchronous for the bots, synchronous for pandas and the command line."""

import os
from pathlib import Path

from sqlalchemy import Engine, create_engine
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

# A bot waits for a free connection no longer than Telegram's patience allows; then it answers 503.
_POOL = {"pool_size": 10, "max_overflow": 10, "pool_timeout": 10, "pool_pre_ping": True}
_CONNECT = {"connect_timeout": 5, "application_name": "pulso"}


def async_engine(url: str) -> AsyncEngine:
    return create_async_engine(url, connect_args=_CONNECT, **_POOL)


def sync_engine(url: str) -> Engine:
    return create_engine(url, connect_args=_CONNECT, **_POOL)
