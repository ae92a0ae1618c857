from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from bot.simulator.app import Running, start
from bot.simulator.bots import Bot
from bot.simulator.line import Line
from bot.simulator.person import Person
from tests.bot.simulator.hooks import Hook, listening

TOKEN = "100001:SIMULADOR-ciudadano"  # noqa: S105 - no real one is accepted
STAFF_TOKEN = "100002:SIMULADOR-consulado"  # noqa: S105 - no real one is accepted
BOTS = [
    Bot(TOKEN, "ciudadano_bot", "Pulso"),
    Bot(STAFF_TOKEN, "consulado_bot", "Pulso: consulados"),
]

Api = Callable[..., Awaitable[Any]]


@pytest.fixture
async def simulator() -> AsyncIterator[Running]:
    running = await start(BOTS)
    yield running
    await running.close()


@pytest.fixture
def rosa(simulator: Running) -> Person:
    return Person(simulator.url, "ciudadano_bot", "Rosa")


@pytest.fixture
def line(simulator: Running) -> Line:
    return Line(simulator.url, "ciudadano_bot")


@pytest.fixture
def api(simulator: Running) -> Api:
    """A bare call of the citizens' bot: the whole body of the answer."""

    async def call(method: str, token: str = TOKEN, **fields: object) -> Any:
        url = f"{simulator.url}/bot{token}/{method}"
        async with aiohttp.ClientSession() as session, session.post(url, json=fields) as answer:
            body = await answer.json()
            assert answer.status == (200 if body["ok"] else body["error_code"])
            return body

    return call


@pytest.fixture
async def rosa_id(rosa: Person, api: Api) -> int:
    """Rosa has written to the bot, so it may write to her."""
    await rosa.say("hola")
    updates = await api("getUpdates")
    await api("getUpdates", offset=updates["result"][-1]["update_id"] + 1)
    return int(updates["result"][-1]["message"]["chat"]["id"])


@pytest.fixture
async def hook(api: Api) -> AsyncIterator[Hook]:
    async with listening() as hook:
        yield hook
        await api("deleteWebhook")
