"""A simulated Telegram with both bots, and bots as processes that end and are replaced."""

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.intake import Intake, Later
from bot.simulator.app import start
from bot.simulator.bots import Bot
from bot.simulator.line import Line
from tests.conversations.conftest import NAME, TOKEN, either_town, furnished, town
from tests.conversations.test_webhook import door, knock, message, post
from tests.faults.forks import Forks
from tests.staff.conftest import STAFF_NAME, STAFF_TOKEN

__all__ = ["door", "either_town", "furnished", "knock", "town"]  # fixtures


@pytest.fixture
async def telegram() -> AsyncIterator[str]:
    running = await start(
        [Bot(TOKEN, NAME, "Pulso Consular"), Bot(STAFF_TOKEN, STAFF_NAME, "Pulso Consulados")]
    )
    yield running.url
    await running.close()


@pytest.fixture
def line(telegram) -> Line:
    return Line(telegram, NAME)


@pytest.fixture(scope="session")
def warmed() -> Iterator[Forks]:
    """The process is warmed once for all bots that are forked here."""
    forks = Forks()
    yield forks
    forks.close()


@pytest.fixture
def forks(warmed, telegram) -> Iterator[Forks]:
    warmed.order |= {"telegram": telegram}
    yield warmed
    warmed.kill()


@pytest.fixture
def forgetful(monkeypatch) -> None:
    """The negative control of many faults: a bot that takes every failure for done."""
    take = Intake.take

    async def forget(door, body):
        done = await take(door, body)
        return None if isinstance(done, Later) else done

    monkeypatch.setattr(Intake, "take", forget)


@pytest.fixture
async def asked(furnished, knock):
    """Rosa, who has been asked the first question by a bot to whose door the test goes itself."""
    assert (await post(knock, message(1, f"/start {furnished.entry}"))).status == 200
    assert (await post(knock, message(2, "acepto"))).status == 200
    return furnished
