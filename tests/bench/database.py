"""A database of its own for a measurement: made, migrated, and gone afterwards."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

from db import schema
from db.engine import sync_engine
from db.server import Refusal, Server, open_server


@contextmanager
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="pulso-bench-"))
    made.chmod(0o755)  # as root the server is another account, which must get in
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def opened(data: Path) -> Server:
    server = open_server(data)
    assert not isinstance(server, Refusal), server
    return server


@contextmanager
def database() -> Iterator[Server]:
    with folder() as made, opened(made / "postgres") as server:
        engine = sync_engine(server.url)
        schema.migrate(engine)
        engine.dispose()
        yield server


def vacuum(engine: Engine, table: str) -> None:
    """As autovacuum leaves a table in time: counted, and its pages known to be visible."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"VACUUM ANALYZE {table}"))
