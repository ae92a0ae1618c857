"""The citizens' bot as a process: its connection to Telegram, and the way updates come in."""

import asyncio
import gc
import logging
from contextlib import suppress
from dataclasses import dataclass

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import DeleteWebhook, SetMyCommands, SetWebhook, TelegramMethod
from aiogram.types import BotCommand
from aiohttp import web
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catalogue import LANGUAGES
from bot.citizen import webhook
from bot.citizen.conversation import Shelf
from bot.citizen.intake import door
from bot.citizen.metering import Metering
from bot.citizen.routes import KINDS, dispatcher
from bot.citizen.sending import UNREACHED
from bot.citizen.wire import JsonSession
from bot.citizen.words import say
from bot.intake import Intake
from bot.polling import poll
from bot.reply_meter import ReplyMeter
from db import surveys as versions
from db.engine import async_engine
from db.keyring import Keyring
from db.surveys import SurveyVersion
from db.transaction import transaction

_COMMANDS = {
    "start": "command_start",
    "visitas": "command_visits",
    "baja": "command_stop",
    "idioma": "command_language",
    "privacidad": "command_privacy",
    "borrar": "command_erase",
    "ayuda": "command_help",
}
_PROMPTLY = 2  # seconds for the database to say that it is there
_PAUSE = 0.5  # seconds between two tries to reach Telegram at start
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Webhook:
    """Where Telegram delivers, what proves that it is Telegram, and where we listen."""

    url: str
    secret: str
    host: str
    port: int


async def run(
    token: str, api: str, database_url: str, keyring: Keyring, hook: Webhook | None
) -> None:
    """Serves the citizens until cancelled: by webhook where there is one, else by asking."""
    engine = async_engine(database_url)
    bot = connect(token, api)
    meter = ReplyMeter(engine, bot.id)
    bot.session.middleware(Metering(meter))
    metering = asyncio.create_task(meter.run())
    try:
        routes = dispatcher(engine, keyring, await shelf(engine))
        intake = door(bot, routes, engine, keyring, is_answered=hook is not None)
        tune_garbage()
        if hook is None:
            await _introduce(bot)
            await patiently(bot, DeleteWebhook())
            _log.info("asking Telegram for updates")
            await poll(asking(bot), intake, KINDS)
        else:
            await _listen(bot, intake, engine, hook)
    finally:
        metering.cancel()
        await bot.session.close()
        await engine.dispose()


def connect(token: str, api: str) -> Bot:
    session = JsonSession(api=TelegramAPIServer.from_base(api))
    return Bot(token, session=session, default=DefaultBotProperties(parse_mode="HTML"))


def asking(bot: Bot) -> str:
    """Where this bot asks for its updates."""
    return bot.session.api.api_url(token=bot.token, method="getUpdates")


async def shelf(engine: AsyncEngine) -> Shelf:
    """The newest version of every survey; an older one is read when an interview is on it.

    Raises:
        LookupError: no consular survey has been published in this database, or a newest version
            is no longer understood.
    """
    newest: dict[str, SurveyVersion] = {}
    async with transaction(engine) as session:
        for frozen in await versions.published(session):
            newest.setdefault(frozen.form_id, frozen)
    if versions.CONSULAR not in newest:
        raise LookupError(f"no version of {versions.CONSULAR} is published")
    return Shelf(map(versions.read, newest.values()))


def tune_garbage() -> None:
    """Spares the collector aiogram's model objects, which live for ever.

    Measured: 1.6 to 1.9 times the throughput, and p99 from 145 to 25 ms.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


async def patiently(bot: Bot, method: TelegramMethod[bool]) -> None:
    """Waits for a Telegram that is out of reach: at start there is nobody to answer yet."""
    while True:
        try:
            await bot(method)
        except TelegramRetryAfter as wait:
            await asyncio.sleep(wait.retry_after)
        except UNREACHED:
            _log.info("Telegram is out of reach; trying again")
            await asyncio.sleep(_PAUSE)
        else:
            return


async def _introduce(bot: Bot) -> None:
    for language in LANGUAGES:
        commands = [
            BotCommand(command=command, description=say(language, key))
            for command, key in _COMMANDS.items()
        ]
        is_default = language == LANGUAGES[0]
        code = None if is_default else language
        await patiently(bot, SetMyCommands(commands=commands, language_code=code))


async def _listen(bot: Bot, intake: Intake, engine: AsyncEngine, hook: Webhook) -> None:
    is_called = False

    async def is_healthy() -> bool:
        return is_called and await answers(engine)

    runner = web.AppRunner(webhook.application(intake, hook.secret, is_healthy), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, hook.host, hook.port).start()
        await _introduce(bot)
        webhook_set = SetWebhook(url=hook.url, secret_token=hook.secret, allowed_updates=KINDS)
        await patiently(bot, webhook_set)
        is_called = True
        _log.info("listening for Telegram on port %s", hook.port)
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


async def answers(engine: AsyncEngine) -> bool:
    """Whether the database answers now; one that is frozen does not, and is not waited for."""
    asking = asyncio.create_task(_asked(engine))
    done, _ = await asyncio.wait({asking}, timeout=_PROMPTLY)
    asking.cancel()
    return asking in done and asking.result()


async def _asked(engine: AsyncEngine) -> bool:
    with suppress(SQLAlchemyError, OSError, TimeoutError):
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
            return True
    return False
