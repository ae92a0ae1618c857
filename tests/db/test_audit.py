"""The audit log: written with the act, and never changed by anybody."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db import audit
from db.transaction import transaction

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
VISIT = uuid4()


async def noted(async_engine, act: str = "write", **detail: object) -> None:
    async with transaction(async_engine) as session:
        await audit.note(session, None, act, now=NOW, subject=VISIT, **detail)


async def test_the_acts_on_one_subject_are_read_in_their_order(async_engine):
    await noted(async_engine, "draft")
    await noted(async_engine, "write", field="town")
    async with transaction(async_engine) as session:
        await audit.note(session, None, "draft", now=NOW, subject=uuid4())
        found = await audit.of_subject(session, VISIT)
        assert [(it.act, it.detail) for it in found] == [
            ("draft", {}),
            ("write", {"field": "town"}),
        ]


@pytest.mark.parametrize(
    "forbidden",
    [
        "UPDATE audit_entry SET act = 'x'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
    ],
)
async def test_the_database_refuses_to_change_a_row(async_engine, forbidden):
    await noted(async_engine)
    with pytest.raises(DBAPIError):
        async with transaction(async_engine) as session:
            await session.execute(text(forbidden))
    async with transaction(async_engine) as session:
        assert len(await audit.of_subject(session, VISIT)) == 1


async def test_an_act_that_is_undone_leaves_no_entry(async_engine):
    async def undone() -> None:
        async with transaction(async_engine) as session:
            await audit.note(session, None, "write", now=NOW, subject=VISIT)
            raise LookupError

    with pytest.raises(LookupError):
        await undone()
    async with transaction(async_engine) as session:
        assert await audit.of_subject(session, VISIT) == []
