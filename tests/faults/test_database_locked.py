"""Somebody holds what an update needs: it waits a while, then it comes again, and counts once."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.simulator.people import User
from db import updates
from db.engine import async_engine as in_production
from db.transaction import transaction
from db.updates import UpdateKey
from tests.conversations.test_webhook import ROSA, message, post

SCORES = "SELECT score FROM answer WHERE month IS NOT NULL"
WHOLE = "LOCK TABLE answer IN ACCESS EXCLUSIVE MODE"
SEEN = "LOCK TABLE seen_update IN ACCESS EXCLUSIVE MODE"
HERS = "hers"
TELEGRAMS_PATIENCE = 60.0  # seconds, then it closes the connection


@pytest.fixture
async def hasty(url):
    """As in production, but what takes half a minute there takes 0.3 s here."""
    engine = create_async_engine(url, connect_args={"options": "-c lock_timeout=300ms"})
    yield engine
    await engine.dispose()


@pytest.fixture
def held(async_engine, keyring):
    """A lock of another connection, for as long as the block lasts."""

    @asynccontextmanager
    async def hold(what):
        async with transaction(async_engine) as session:
            if what == HERS:
                hers = keyring.fingerprint(ROSA.id)
                await updates.see(session, UpdateKey(1, 1), hers)
            else:
                await session.execute(text(what))
            yield

    return hold


@pytest.mark.parametrize("what", [HERS, WHOLE, SEEN])
async def test_a_lock_held_for_too_long_costs_a_try_and_nothing_more(
    asked, door, hasty, held, what
):
    async with door(engine=hasty) as client:
        async with held(what):
            for _ in range(2):
                answer = await post(client, message(3, "5"))
                assert answer.status == 503
                assert int(answer.headers["Retry-After"]) > 0
        assert await asked.rows(SCORES) == []
        assert (await post(client, message(3, "5"))).status == 200
    assert await asked.rows(SCORES) == [(5,)]
    assert await asked.rows("SELECT * FROM dead_letter") == []


@pytest.mark.parametrize("what", [HERS, WHOLE, SEEN])
async def test_a_lock_held_for_a_moment_is_waited_for(asked, knock, held, what):
    async with held(what):
        waiting = asyncio.create_task(post(knock, message(3, "5")))
        await one_waits(asked)
        assert not waiting.done()
    assert (await waiting).status == 200
    assert await asked.rows(SCORES) == [(5,)]


async def test_whoever_waits_holds_up_nobody_else(asked, knock, held):
    luis = User("Luis", "es")
    await asked.person("Luis").say("hola")
    async with held(HERS):
        waiting = asyncio.create_task(post(knock, message(3, "5")))
        await one_waits(asked)
        assert (await post(knock, message(4, f"/start {asked.entry}", luis))).status == 200
        assert not waiting.done()
    assert (await waiting).status == 200


async def test_in_production_the_wait_ends_before_telegrams_patience(url):
    engine = in_production(url)
    async with engine.connect() as connection:
        limit = "SELECT setting::int / 1000.0 FROM pg_settings WHERE name = 'lock_timeout'"
        seconds = (await connection.execute(text(limit))).scalar_one()
    await engine.dispose()
    assert 0 < seconds <= TELEGRAMS_PATIENCE / 2


async def test_who_would_wait_for_ever_is_found_out(asked, door, url, held):
    """A negative control: without a limit the same update is answered only when the lock goes."""
    endless = create_async_engine(url)
    async with door(engine=endless) as client, held(WHOLE):
        waiting = asyncio.create_task(post(client, message(3, "5")))
        await one_waits(asked)
        done, _ = await asyncio.wait([waiting], timeout=1.0)  # thrice the time of the hasty one
        assert not done
        waiting.cancel()
    await endless.dispose()


@pytest.mark.usefixtures("forgetful")
async def test_a_bot_that_takes_it_for_done_loses_the_answer(asked, door, hasty, held):
    """The other: it answers in time, and nobody has the answer."""
    async with door(engine=hasty) as client, held(WHOLE):
        assert (await post(client, message(3, "5"))).status == 200
    assert await asked.rows(SCORES) == []


async def one_waits(town) -> None:
    """Until somebody in this database waits for a lock."""
    waits = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"
    async with asyncio.timeout(10):
        while not (await town.one(waits)).exists:  # noqa: ASYNC110 - the database tells no event
            await asyncio.sleep(0.01)
