"""The migrations make exactly the tables of the code, once, whoever comes first."""

import threading
from importlib.resources import files
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.orm import configure_mappers
from sqlmodel import SQLModel

import db
from db import schema
from db.engine import sync_engine


def is_ours(name, kind, _parents) -> bool:
    """The tables of procrastinate are compared with its own release below."""
    return kind != "table" or not name.startswith("procrastinate_")


def test_the_migrated_schema_is_the_one_the_tables_describe(engine):
    with engine.connect() as connection:
        ours = {"compare_type": True, "include_name": is_ours}
        context = MigrationContext.configure(connection, opts=ours)
        assert compare_metadata(context, db.metadata) == []


def test_going_down_leaves_nothing_and_up_again_works(empty_url):
    engine = sync_engine(empty_url)
    schema.migrate(engine)
    schema.migrate(engine, to="base")
    with engine.connect() as connection:
        left = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname='public'")
        )
        assert left.scalars().all() == ["alembic_version"]
    schema.migrate(engine)
    engine.dispose()


def test_several_processes_that_migrate_at_once_end_with_one_schema(empty_url):
    engines = [sync_engine(empty_url) for _ in range(4)]
    failures: list[Exception] = []

    def migrate(engine):
        try:
            schema.migrate(engine)
        except Exception as error:  # noqa: BLE001 - a thread tells its failures at the end
            failures.append(error)

    threads = [threading.Thread(target=migrate, args=(engine,)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for engine in engines:
        engine.dispose()
    assert failures == []


def test_procrastinate_has_the_schema_of_the_release_that_runs():
    """A new release needs a migration: this fails as soon as it is installed."""
    release = files("procrastinate") / "sql" / "schema.sql"
    migrated = Path(db.__file__).parent / "migrations" / "procrastinate_3_10_0.sql"
    assert migrated.read_bytes() == release.read_bytes()


def test_no_relationship_reads_in_silence():
    """A row that loads its neighbours by itself hides a query in an attribute."""
    configure_mappers()
    for mapper in SQLModel._sa_registry.mappers:
        assert all(it.lazy == "raise" for it in mapper.relationships)
