"""Real PostgreSQL for every test: one server, one migrated template, a fresh copy each."""

import itertools
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine

from db import schema
from db.engine import async_engine as make_async_engine
from db.engine import sync_engine as make_sync_engine
from db.keyring import Keyring
from db.server import Refusal, Server, open_server
from tests.untested import pytest_terminal_summary

__all__ = ["pytest_terminal_summary"]  # a hook

settings.register_profile("untimed", deadline=None)  # a busy machine judges no test
settings.load_profile("untimed")

_numbers = itertools.count(1)
_ENOUGH = 2 * 1024**3  # bytes of memory to spare, so that no test waits for a disk


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    in_memory = memory.is_dir() and shutil.disk_usage(memory).free > _ENOUGH
    folder = Path(tempfile.mkdtemp(prefix="pulso-tests-", dir=memory if in_memory else None))
    folder.chmod(0o755)  # as root the server is another account, which must get in
    opened = open_server(folder / "postgres")
    assert not isinstance(opened, Refusal), opened
    with opened:
        yield opened
    shutil.rmtree(folder, ignore_errors=True)


def _sql(server: Server, *statements: str) -> None:
    address = server.url.replace("+psycopg", "")
    patient = "-c statement_timeout=60s"  # what the server cannot do by then it never will
    with psycopg.connect(address, autocommit=True, options=patient) as connection:
        for statement in statements:
            connection.execute(statement)


def _drop(server: Server, name: str) -> None:
    """Ends whoever is in it; the server's own cleaner may not be ended, but leaves soon."""
    deadline = time.monotonic() + 10
    while True:
        try:
            return _sql(server, f"DROP DATABASE {name} WITH (FORCE)")
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ObjectInUse):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)  # between two tries


def _url(server: Server, name: str) -> str:
    return server.url.replace("/pulso?", f"/{name}?")


@pytest.fixture(scope="session")
def template(server) -> str:
    name = "template_migrated"
    _sql(server, f"CREATE DATABASE {name}")
    engine = make_sync_engine(_url(server, name))
    schema.migrate(engine)
    engine.dispose()
    return name


@pytest.fixture
def empty_url(server) -> Iterator[str]:
    """A database nobody has migrated yet."""
    name = f"empty_{next(_numbers)}"
    _sql(server, f"CREATE DATABASE {name}")
    yield _url(server, name)
    _drop(server, name)


@contextmanager
def migrated(server: Server, template: str) -> Iterator[str]:
    """An empty migrated database; commits need not reach the disk, no test cuts the power."""
    name = f"test_{next(_numbers)}"
    _sql(
        server,
        f"CREATE DATABASE {name} TEMPLATE {template}",
        f"ALTER DATABASE {name} SET synchronous_commit = off",
    )
    yield _url(server, name)
    _drop(server, name)


@pytest.fixture
def url(server, template) -> Iterator[str]:
    with migrated(server, template) as address:
        yield address


@pytest.fixture
def engine(url) -> Iterator[Engine]:
    made = make_sync_engine(url)
    yield made
    made.dispose()


@pytest.fixture
async def async_engine(url) -> AsyncIterator[AsyncEngine]:
    made = make_async_engine(url)
    yield made
    await made.dispose()


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    return Keyring(bytes(range(32)))
