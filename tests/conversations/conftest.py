"""The whole citizens' line in one process: simulator, bot, database, and people with phones."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.citizen import app
from bot.simulator.app import start
from bot.simulator.bots import Bot
from bot.simulator.person import Person
from db import consulates, entries, installation
from db import surveys as versions
from db.keyring import Keyring
from db.transaction import clock, transaction
from surveys import Survey, load

LIBRARY = Path(__file__).parents[2] / "surveys" / "library"
TOKEN = "100001:SIMULADOR-conversaciones"
NAME = "PruebaBot"
ENTRY = "MAD-PASAPORTE"


@dataclass
class Town:
    """A simulated Telegram with our bot in it, on a database with the consular network."""

    telegram: str
    engine: AsyncEngine
    token: str = TOKEN
    entry: str = ENTRY

    def person(self, name: str, language: str = "es") -> Person:
        return Person(self.telegram, NAME, name, language_code=language)

    async def settle(self, within: float = 10.0) -> None:
        """Returns when Telegram has nothing left to deliver: all was stored and answered."""
        deadline = asyncio.get_running_loop().time() + within
        async with aiohttp.ClientSession() as client:
            while True:
                async with client.get(f"{self.telegram}/bot{TOKEN}/getWebhookInfo") as response:
                    pending = (await response.json())["result"]["pending_update_count"]
                if pending == 0:
                    return
                if asyncio.get_running_loop().time() > deadline:
                    raise TimeoutError(f"{pending} updates are still pending")
                await asyncio.sleep(0.005)  # between two looks; the condition decides

    async def one(self, sql: str, **values: object):
        """The single row of a query, for looking at what was really stored."""
        async with self.engine.connect() as connection:
            return (await connection.execute(text(sql), values)).one()

    async def rows(self, sql: str, **values: object):
        async with self.engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(sql), values)]


async def furnish(engine: AsyncEngine, keyring: Keyring) -> None:
    """The network, the survey, and one entry: a passport in Madrid on 30 June 2026."""
    workbook = (LIBRARY / "satisfaccion-consular.xlsx").read_bytes()
    survey = load(workbook, ".xlsx")
    assert isinstance(survey, Survey), survey
    async with transaction(engine) as session:
        await installation.claim(session, keyring, "demonstration")
        offices = [it for it in consulates.read() if isinstance(it, consulates.Consulate)]
        await consulates.load(session, offices)
        await versions.publish(session, survey, workbook, now=await clock(session))
        session.add(
            entries.Entry(
                code=ENTRY,
                consulate="MAD",
                service="pasaporte",
                service_date=date(2026, 6, 30),
            )
        )


@pytest.fixture
async def telegram() -> AsyncIterator[str]:
    running = await start([Bot(TOKEN, NAME, "Pulso Consular")])
    yield running.url
    await running.close()


@pytest.fixture
async def town(telegram, url, async_engine, keyring) -> AsyncIterator[Town]:
    """The bot asks for its updates, as it does where nobody can reach it from outside."""
    await furnish(async_engine, keyring)
    serving = asyncio.create_task(app.run(TOKEN, telegram, url, keyring, None))
    yield Town(telegram, async_engine)
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving
