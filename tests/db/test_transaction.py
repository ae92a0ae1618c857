"""A transaction is whole or has never been, and nobody commits behind its back."""

import ast
import asyncio
from pathlib import Path

import pytest
from sqlalchemy import func
from sqlmodel import select

from db.respondents import Respondent
from db.transaction import clock, transaction

ROOT = Path(__file__).parents[2]
SOURCES = [
    file
    for package in ("analytics", "bot", "db", "deploy", "surveys")
    for file in (ROOT / package).rglob("*.py")
]
MAY_COMMIT = {"db/transaction.py", "db/schema.py", "db/server.py"}


def someone(now):
    return Respondent(language="es", greeted_at=now)


async def people(engine) -> int:
    async with transaction(engine) as session:
        return (await session.scalars(select(func.count()).select_from(Respondent))).one()


async def test_what_was_done_is_committed_when_the_block_ends(async_engine):
    async with transaction(async_engine) as session:
        session.add(someone(await clock(session)))
        assert await people(async_engine) == 0
    assert await people(async_engine) == 1


@pytest.mark.parametrize("failure", [ValueError, asyncio.CancelledError])
async def test_an_exception_undoes_everything_and_goes_on(async_engine, failure):
    async def work():
        async with transaction(async_engine) as session:
            session.add(someone(await clock(session)))
            await session.flush()
            raise failure

    with pytest.raises(failure):
        await work()
    assert await people(async_engine) == 0


async def test_the_clock_stands_still_and_knows_its_zone(async_engine):
    async with transaction(async_engine) as session:
        first = await clock(session)
        assert await clock(session) == first
    assert first.tzinfo is not None
    async with transaction(async_engine) as session:
        assert await clock(session) > first


def committing(source: str) -> list[str]:
    """The calls that begin or end a transaction; the begin() of the domain has arguments."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [
        ast.unparse(call)
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and (
            call.func.attr in {"commit", "rollback", "begin_nested"}
            or (call.func.attr == "begin" and not call.args and not call.keywords)
        )
    ]


def test_nobody_but_the_transaction_commits():
    found = {str(file.relative_to(ROOT)): committing(file.read_text()) for file in SOURCES}
    assert len(found) > 50
    assert {name for name, calls in found.items() if calls} <= MAY_COMMIT
    assert committing("async def f(session):\n    await session.commit()") == ["session.commit()"]
