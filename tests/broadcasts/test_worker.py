"""The worker as it runs: an approval sets it going, and it stops when it is told to."""

import asyncio
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from croniter import croniter

from bot.broadcasting import worker
from bot.broadcasting.walker import Pace
from db.broadcasts import BroadcastState
from tests.broadcasts.ledger import TOKEN


def test_the_dead_are_looked_for_every_few_seconds_of_every_minute():
    """Croniter takes the seconds as the sixth field; read as the first they were minutes."""
    moments = croniter(worker._OFTEN, datetime(2026, 11, 23, 9, 30, 59, tzinfo=UTC))
    ticks = [moments.get_next(datetime) for _ in range(60)]
    gaps = {(b - a).total_seconds() for a, b in pairwise(ticks)}
    assert gaps == {5.0}


@asynccontextmanager
async def working(telegram, url, keyring, rate=500.0):
    running = asyncio.create_task(worker.run(TOKEN, telegram, url, keyring, Pace(rate=rate)))
    try:
        yield running
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def becomes(ledger, broadcast_id, state, within=15.0) -> None:
    async with asyncio.timeout(within):
        while True:
            if (await ledger.find(broadcast_id)).state == state:
                return
            await asyncio.sleep(0.02)  # between two looks; the condition decides


async def something_leaves(line, within=15.0) -> None:
    async with asyncio.timeout(within):
        while True:
            if await line.calls("sendMessage"):
                return
            await asyncio.sleep(0.02)  # between two looks; the condition decides


async def test_an_approval_sets_the_walkers_going(ledger, telegram, line, url, keyring):
    await ledger.settle_people(await line.crowd(70))
    async with working(telegram, url, keyring):
        broadcast_id = await ledger.broadcast()
        await becomes(ledger, broadcast_id, BroadcastState.DONE)
    assert len(await line.calls("sendMessage")) == 70
    await ledger.books_balance()


async def test_what_is_on_its_way_when_the_worker_must_stop_is_settled_and_the_next_goes_on(
    ledger, telegram, line, url, keyring
):
    await ledger.settle_people(await line.crowd(120))
    broadcast_id = await ledger.broadcast()
    await line.slows("sendMessage", 0.3, times=200)
    async with working(telegram, url, keyring, rate=100):
        await something_leaves(line)
    assert await ledger.rows("SELECT count(*) FROM delivery WHERE state = 1") == [(0,)]
    await line.mends()
    before = len(await line.calls("sendMessage"))
    assert 0 < before < 120
    assert (await ledger.find(broadcast_id)).sent == before
    async with working(telegram, url, keyring):
        await becomes(ledger, broadcast_id, BroadcastState.DONE)
    assert (await ledger.find(broadcast_id)).sent == 120
    await ledger.books_balance()


@pytest.mark.parametrize("seconds", [5, 30])
async def test_a_broadcast_that_nobody_walks_gets_walkers_again(ledger, seconds):
    await ledger.settle_people([1])
    await ledger.broadcast()
    await ledger.does("DELETE FROM procrastinate_jobs")
    await ledger.does(
        "UPDATE broadcast SET walked_at = now() - make_interval(secs => :seconds),"
        " decided_at = now() - make_interval(secs => :seconds)",
        seconds=seconds,
    )
    for _ in range(2):
        await worker.look_after(ledger.engine)
    jobs = await ledger.rows("SELECT task_name FROM procrastinate_jobs")
    assert jobs == ([("walk",)] * 2 if seconds == 30 else [])


async def test_a_database_that_drops_every_connection_loses_nobody(
    ledger, telegram, line, url, keyring
):
    await ledger.settle_people(await line.crowd(50))
    async with working(telegram, url, keyring, rate=50):
        broadcast_id = await ledger.broadcast()
        await something_leaves(line)
        await ledger.does(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid != pg_backend_pid()"
        )
        await ledger.engine.dispose()
        await becomes(ledger, broadcast_id, BroadcastState.DONE, within=40)
    done = await ledger.find(broadcast_id)
    assert done.sent + done.unknown == 50
    calls = [call.chat_id for call in await line.calls("sendMessage")]
    assert len(calls) == len(set(calls))
    await ledger.books_balance()
