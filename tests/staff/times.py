"""The clock of a test's database, which is the only one that the staff bot reads."""

from datetime import datetime

from sqlalchemy import text

_FOUND_FIRST = """
DO $$ BEGIN
  EXECUTE format(
    'ALTER DATABASE %I SET search_path = shifted, pg_catalog, public', current_database());
END $$
"""
_SHIFTED = """
CREATE OR REPLACE FUNCTION shifted.now() RETURNS timestamptz LANGUAGE sql STABLE
AS 'SELECT pg_catalog.now() + interval ''{seconds} seconds'''
"""


async def turn_clock(office, to: datetime) -> None:
    """From here on `now()` is *to* and goes on: connections find our function before the real."""
    async with office.engine.begin() as connection:
        real = (await connection.execute(text("SELECT pg_catalog.now()"))).scalar_one()
        await connection.execute(text("CREATE SCHEMA IF NOT EXISTS shifted"))
        shifted = _SHIFTED.format(seconds=(to - real).total_seconds())
        await connection.execute(text(shifted))
        await connection.execute(text(_FOUND_FIRST))
    await office.engine.dispose()
