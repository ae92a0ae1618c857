"""What was recorded, stepped and published stays: the database itself refuses to change it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db import publications
from db.flow import Step
from db.transaction import transaction
from tests.db.register import NOW, told

KEPT = ("observation", "period_step", "publication", "published_file")
CHANGES = [
    "UPDATE observation SET value = 2",
    "UPDATE observation SET value = NULL, superseded_at = now()",
    "UPDATE observation SET reason = 'otro', superseded_at = now(), superseded_by = 9",
    "UPDATE observation SET month = '2026-08-01'",
    "UPDATE observation SET superseded_by = 9",
    "UPDATE period_step SET comment = 'otro'",
    "UPDATE publication SET checksum = 'otra'",
    "UPDATE published_file SET content = 'otro'",
    *(f"DELETE FROM {table}" for table in KEPT),  # noqa: S608 - our own names
    *(f"TRUNCATE {table} CASCADE" for table in KEPT),
    "TRUNCATE unit CASCADE",  # everything of the units goes with them
]
_SUPERSEDED = text("UPDATE observation SET superseded_at = now(), superseded_by = 9")


@pytest.fixture
async def written(register, async_engine):
    """A row in each table."""
    await register.records(told(1))
    await register.takes(Step.SUBMIT, "SCP-DGC")
    async with transaction(async_engine) as session:
        files = {"whole.csv": b"1"}
        await publications.publish(session, None, "2026-S2", files, definitions="", now=NOW)


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("change", CHANGES)
def test_what_was_written_is_neither_changed_nor_erased(engine, change):
    rows = ", ".join(f"(SELECT {it} FROM {it})::text" for it in KEPT)  # noqa: S608
    everything = text(f"SELECT {rows}")
    with engine.begin() as connection:
        before = connection.execute(everything).one()
    with (
        pytest.raises(DBAPIError, match=r"append-only|superseded once"),
        engine.begin() as writing,
    ):
        writing.execute(text(change))
    with engine.begin() as connection:
        assert connection.execute(everything).one() == before


@pytest.mark.usefixtures("written")
def test_an_observation_is_superseded_once(engine):
    with engine.begin() as connection:
        connection.execute(_SUPERSEDED)
    back = "UPDATE observation SET superseded_at = NULL, superseded_by = NULL"
    for again in (_SUPERSEDED, text(back)):
        with pytest.raises(DBAPIError, match="superseded once"), engine.begin() as connection:
            connection.execute(again)
