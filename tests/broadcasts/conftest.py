"""A ledger, a simulated Telegram, and a walker between them."""

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.broadcasting.sender import Sender, sender
from bot.broadcasting.walker import Pace, Walker
from bot.simulator.app import start
from bot.simulator.bots import Bot
from bot.simulator.line import Line
from tests.broadcasts.forked import Walkers
from tests.broadcasts.ledger import BOT_ID, NAME, TOKEN, Ledger, open_ledger


@pytest.fixture
async def ledger(async_engine, keyring) -> Ledger:
    return await open_ledger(async_engine, keyring)


@pytest.fixture
async def telegram() -> AsyncIterator[str]:
    running = await start([Bot(TOKEN, NAME, "Pulso Consular")])
    yield running.url
    await running.close()


@pytest.fixture
def line(telegram) -> Line:
    return Line(telegram, NAME)


@pytest.fixture
async def post(telegram, ledger) -> AsyncIterator[Sender]:
    async with sender(TOKEN, telegram, ledger.engine, ledger.keyring) as made:
        yield made


@pytest.fixture
def walker(ledger, post) -> Walker:
    """One that does not wait: rate 1,000 a second."""
    return Walker(ledger.engine, BOT_ID, post.send, Pace(rate=1000))


@pytest.fixture(scope="session")
def warmed() -> Iterator[Walkers]:
    """The process is warmed once for all walkers that are forked."""
    walkers = Walkers()
    yield walkers
    walkers.close()
