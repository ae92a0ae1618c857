"""More updates than connections: each waits a bounded time, then is told to come again."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from bot.simulator.people import User
from db.engine import async_engine as in_production
from tests.conversations.test_webhook import message, post
from tests.faults.test_database_locked import TELEGRAMS_PATIENCE

CONNECTIONS = 2
CROWD = 24
GREETED = "SELECT count(*) FROM respondent WHERE greeted_at IS NOT NULL"


def narrow(url: str, patience: float):
    return create_async_engine(url, pool_size=CONNECTIONS, max_overflow=0, pool_timeout=patience)


@pytest.fixture
async def scarce(url):
    """As in production, but with two connections, and 0.3 s where it has ten."""
    engine = narrow(url, 0.3)
    yield engine
    await engine.dispose()


async def take_all(engine, stack: AsyncExitStack) -> None:
    for _ in range(CONNECTIONS):
        await stack.enter_async_context(engine.connect())


@pytest.mark.usefixtures("knock")
async def test_without_a_free_connection_an_update_comes_again_and_counts_once(
    furnished, door, scarce
):
    async with door(engine=scarce) as client:
        async with AsyncExitStack() as all_of_them:
            await take_all(scarce, all_of_them)
            answer = await post(client, message(1, f"/start {furnished.entry}"))
            assert answer.status == 503
            assert int(answer.headers["Retry-After"]) > 0
            assert (await client.get("/health")).status in {200, 503}, "it answers, in time"
        assert (await post(client, message(1, f"/start {furnished.entry}"))).status == 200
        assert (await client.get("/health")).status == 200
    assert await furnished.rows(GREETED) == [(1,)]


async def test_of_a_crowd_everybody_is_answered_in_time_and_nobody_is_lost(
    furnished, door, scarce
):
    """Those who find no place come again, as Telegram makes them."""
    people = [User(f"Vecina {n}", "es") for n in range(CROWD)]
    for person in people:
        await furnished.person(person.name).say("hola")
    async with door(engine=scarce) as client:

        async def come(number: int, person: User) -> int:
            for tries in range(100):
                said = message(number, f"/start {furnished.entry}", person)
                answer = await post(client, said)
                if answer.status == 200:
                    return tries
                assert answer.status == 503
                await asyncio.sleep(0.05)  # instead of the seconds of its Retry-After
            raise TimeoutError

        async with asyncio.timeout(TELEGRAMS_PATIENCE):
            await asyncio.gather(*map(come, range(CROWD), people))
    assert await furnished.rows(GREETED) == [(CROWD,)]


async def test_in_production_the_wait_ends_before_telegrams_patience(url):
    pool = in_production(url).sync_engine.pool
    assert 0 < pool.timeout() <= TELEGRAMS_PATIENCE / 2


@pytest.mark.usefixtures("knock")
async def test_who_would_wait_for_ever_is_found_out(furnished, door, url):
    """The negative control: without a limit the same update is not answered."""
    endless = narrow(url, 3600)
    async with door(engine=endless) as client, AsyncExitStack() as all_of_them:
        await take_all(endless, all_of_them)
        waiting = asyncio.create_task(post(client, message(1, f"/start {furnished.entry}")))
        done, _ = await asyncio.wait([waiting], timeout=1.0)  # thrice the scarce one's
        assert not done
        waiting.cancel()
    await endless.dispose()
