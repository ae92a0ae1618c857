"""The whole citizens' line in one process: simulator, bot, database, and people with phones."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import aiohttp
import pytest
from aiogram import Bot
from aiogram.methods import DeleteWebhook, SetWebhook
from aiohttp import web
from psycopg import AsyncCursor
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.citizen import app, webhook
from bot.citizen.intake import door
from bot.citizen.routes import KINDS, dispatcher
from bot.intake import Intake
from bot.polling import poll
from bot.simulator.app import start
from bot.simulator.bots import Bot as SimulatedBot
from bot.simulator.person import Person
from db import consulates, entries, installation
from db import surveys as versions
from db.keyring import Keyring
from db.transaction import clock, transaction
from surveys import Survey, load
from tests.conversations.announced import announce
from tests.secluded import Secluded, secluded_in

LIBRARY = Path(__file__).parents[2] / "surveys" / "library"
TOKEN = "100001:SIMULADOR-conversaciones"  # noqa: S105 - says so itself
NAME = "PruebaBot"
SECRET = "s" * 32
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

    async def begun(self, name: str) -> Person:
        """A person who has come by the entry, has agreed and reads the first question."""
        person = self.person(name)
        await person.start(self.entry)
        await self.settle()
        await person.press("Acepto y empiezo")
        await self.settle()
        return person

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
    """The network, the survey, visits, and one entry: a passport in Madrid on 30 June 2026."""
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
        await announce(session)


@pytest.fixture
async def telegram() -> AsyncIterator[str]:
    running = await start([SimulatedBot(TOKEN, NAME, "Pulso Consular")])
    yield running.url
    await running.close()


@asynccontextmanager
async def asking(bot: Bot, intake: Intake) -> AsyncIterator[None]:
    """The bot asks for its updates, as it does where nobody can reach it from outside."""
    await bot(DeleteWebhook())
    polling = asyncio.create_task(poll(app.asking(bot), intake, KINDS))
    try:
        yield
    finally:
        polling.cancel()
        with suppress(asyncio.CancelledError):
            await polling


@asynccontextmanager
async def called(bot: Bot, intake: Intake) -> AsyncIterator[None]:
    """Telegram calls the bot's webhook."""

    async def is_healthy() -> bool:
        return True

    runner = web.AppRunner(webhook.application(intake, SECRET, is_healthy), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}{webhook.PATH}"
        await bot(SetWebhook(url=url, secret_token=SECRET, allowed_updates=KINDS))
        yield
    finally:
        await runner.cleanup()


@asynccontextmanager
async def inhabited(
    telegram: str, engine: AsyncEngine, keyring: Keyring, way=asking
) -> AsyncIterator[Town]:
    """A town whose bot lives in this process, on *engine*."""
    bot = app.connect(TOKEN, telegram)
    routes = dispatcher(engine, keyring, await app.shelf(engine))
    try:
        async with way(bot, door(bot, routes, engine, keyring, is_answered=way is called)):
            yield Town(telegram, engine)
    finally:
        await bot.session.close()


@pytest.fixture
async def furnished(telegram, async_engine, keyring) -> Town:
    """A town without a bot: the test brings its own."""
    await furnish(async_engine, keyring)
    return Town(telegram, async_engine)


@pytest.fixture
async def town(telegram, async_engine, keyring) -> AsyncIterator[Town]:
    await furnish(async_engine, keyring)
    async with inhabited(telegram, async_engine, keyring) as made:
        yield made


@pytest.fixture(params=[asking, called], ids=["asking", "called"])
async def either_town(request, telegram, async_engine, keyring) -> AsyncIterator[Town]:
    """The same town twice: once the bot asks for updates, once Telegram calls it."""
    await furnish(async_engine, keyring)
    async with inhabited(telegram, async_engine, keyring, request.param) as made:
        yield made


@pytest.fixture
def statements(town, monkeypatch) -> list[list[str]]:
    """What the bot says to the database from now on, by transaction; begin and commit apart."""
    said: list[list[str]] = []
    execute = AsyncCursor.execute

    async def noted(cursor, query, *arguments, **named):
        said[-1].append(query)
        return await execute(cursor, query, *arguments, **named)

    monkeypatch.setattr(AsyncCursor, "execute", noted)
    event.listen(town.engine.sync_engine, "begin", lambda _: said.append([]))
    return said


@pytest.fixture
def secluded(url, keyring) -> Iterator[Secluded]:
    """For tests that cannot be asynchronous themselves, as hypothesis' machines."""
    with secluded_in(url, keyring) as made:
        made.do(furnish(made.engine, keyring))
        yield made
