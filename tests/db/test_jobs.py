"""A job is enqueued with what it is about, or not at all; and not twice while it waits."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import text

from db import jobs
from db.transaction import transaction

BROADCAST = UUID(int=7)
WAITING = text("SELECT task_name, args FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")


async def waiting(engine) -> list[tuple]:
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(WAITING)]


async def test_two_walkers_wait_after_the_commit_and_not_before(async_engine):
    async with transaction(async_engine) as session:
        await jobs.start_walking(session, BROADCAST)
        assert await waiting(async_engine) == []
    assert await waiting(async_engine) == [("walk", {"broadcast_id": str(BROADCAST)})] * 2


async def test_what_is_undone_leaves_no_job(async_engine):
    async def fails():
        async with transaction(async_engine) as session:
            await jobs.start_walking(session, BROADCAST)
            raise LookupError

    with pytest.raises(LookupError):
        await fails()
    assert await waiting(async_engine) == []


async def test_walkers_that_wait_are_enough_and_the_transaction_goes_on(async_engine):
    for _ in range(2):
        async with transaction(async_engine) as session:
            await jobs.start_walking(session, BROADCAST)
            assert await session.scalar(text("SELECT 1")) == 1
    assert len(await waiting(async_engine)) == 2


async def test_two_that_enqueue_at_once_do_not_fail_each_other(async_engine):
    async def enqueues():
        async with transaction(async_engine) as session:
            await jobs.start_walking(session, BROADCAST)

    await asyncio.gather(*(enqueues() for _ in range(8)))
    assert len(await waiting(async_engine)) == 2
