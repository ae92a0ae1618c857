"""The whole citizens' line in one process: simulator, bot, database, and people with phones."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.base import BaseSession
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteWebhook,
    EditMessageReplyMarkup,
    EditMessageText,
    SendDocument,
    SendMessage,
    SendPhoto,
    SendVenue,
    SetWebhook,
)
from aiogram.types import Chat, Message
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
from bot.simulator.html import from_html
from bot.simulator.person import Person
from db import consulates, entries, installation
from db import surveys as versions
from db.engine import async_engine as connect
from db.keyring import Keyring
from db.transaction import clock, transaction
from surveys import Survey, load
from tests.conversations.announced import announce

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


_LONGEST, _BUTTON, _TOAST = 4096, 64, 200


class Wire(BaseSession):
    """Telegram cut off at the wire: what the bot says is kept, and checked as Telegram would."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Any] = []
        self.chats: dict[int, dict[int, list[str]]] = {}  # by person and message, its buttons
        self._number = 1_000_000

    async def make_request(self, bot, method, timeout=None):
        self.sent.append(method)
        match method:
            case SendMessage(chat_id=chat, text=text):
                self._number += 1
                self._show(chat, self._number, text, method.reply_markup)
                where = Chat(id=chat, type="private")
                return Message(message_id=self._number, date=0, chat=where, text=text)
            case EditMessageText(chat_id=chat, message_id=message, text=text):
                self._show(chat, message, text, method.reply_markup)
                return True
            case EditMessageReplyMarkup(chat_id=chat, message_id=message):
                self._keep(chat, message, method.reply_markup)
                return True
            case AnswerCallbackQuery(text=text):
                assert len(text or "") <= _TOAST
                return True
            case SendPhoto() | SendDocument() | SendVenue():
                return True
        raise AssertionError(method)

    def _show(self, chat, message, text, markup) -> None:
        self._keep(chat, message, markup)
        plain = from_html(text).text
        assert 0 < len(plain.strip()) <= _LONGEST

    def _keep(self, chat, message, markup) -> None:
        rows = markup.inline_keyboard if markup else []
        data = [button.callback_data for row in rows for button in row]
        assert all(0 < len(it.encode()) <= _BUTTON for it in data)
        assert all(button.text.strip() for row in rows for button in row)
        assert all(rows)
        self.chats.setdefault(chat, {})[message] = data

    def screen(self, chat) -> list[tuple[int, str]]:
        """The buttons now on a person's screen, with their messages."""
        messages = self.chats.get(chat, {})
        return [(message, it) for message, data in messages.items() for it in data]

    def shown_to(self, chat) -> list[str]:
        return [data for _, data in self.screen(chat)]

    async def close(self) -> None: ...

    async def stream_content(self, *_arguments, **_named) -> AsyncGenerator[bytes, None]:
        yield b""


@dataclass
class Secluded:
    """A furnished database and a bot without Telegram, in an event loop of their own."""

    loop: asyncio.AbstractEventLoop
    engine: AsyncEngine
    keyring: Keyring

    def do(self, work):
        return self.loop.run_until_complete(work)

    def bot(self) -> Bot:
        return Bot("1:x", session=Wire(), default=DefaultBotProperties(parse_mode="HTML"))


@pytest.fixture
def secluded(url, keyring) -> Iterator[Secluded]:
    """For tests that cannot be asynchronous themselves, as hypothesis' machines."""
    made = Secluded(asyncio.new_event_loop(), connect(url), keyring)
    made.do(furnish(made.engine, keyring))
    yield made
    made.do(made.engine.dispose())
    made.loop.close()
