"""The consulates' bot as a process: its connection to Telegram, and the way updates come in."""

import asyncio
import logging
import math
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import BotCommand, Update
from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import Application

from bot.intake import SOON, Intake, Later
from bot.polling import poll
from bot.staff.desk import House
from bot.staff.routes import KINDS, route
from bot.staff.sending import seconds
from bot.staff.transaction import Context, StaffApplication, Store
from bot.staff.watching import Watcher
from bot.staff.words import say
from db.engine import async_engine

_COMMANDS = {
    "visita": "command_visit",
    "visitas": "command_visits",
    "datos": "command_figures",
    "avisos": "command_notices",
    "ayuda": "command_help",
}
_PAUSE = 0.5  # seconds between two tries to reach Telegram at start
_log = logging.getLogger(__name__)


async def run(token: str, api: str, database_url: str, house: House) -> None:
    """Serves the staff until cancelled. They are few: the bot asks for its updates."""
    engine = async_engine(database_url)
    application = connect(token, api)
    try:
        await _patiently(application)
        intake = door(application, engine, house)
        watcher = Watcher(engine, house.keyring, application.bot)
        _log.info("asking Telegram for updates")
        async with asyncio.TaskGroup() as work:
            work.create_task(watcher.watch())
            work.create_task(poll(asking(application), intake, KINDS))
    finally:
        await application.shutdown()
        await engine.dispose()


def connect(token: str, api: str) -> StaffApplication:
    builder = Application.builder().token(token).updater(None)
    return builder.base_url(f"{api}/bot").base_file_url(f"{api}/file/bot").build()


def asking(application: StaffApplication) -> str:
    """Where this bot asks for its updates."""
    return f"{application.bot.base_url}/getUpdates"


def door(application: StaffApplication, engine: AsyncEngine, house: House) -> Intake:
    """An update's way through the library. What it would log and swallow, we take from it."""
    route(application, Store(engine, house))
    errors: dict[int, Exception] = {}

    async def keep(update: object, context: Context) -> None:
        if isinstance(update, Update) and context.error is not None:
            errors[update.update_id] = context.error

    application.add_error_handler(keep)

    async def handle(raw: dict[str, Any]) -> Later | None:
        update = Update.de_json(raw, application.bot)
        await application.process_update(update)
        match errors.pop(update.update_id, None):
            case None:
                return None
            case RetryAfter() as wait:
                return Later(math.ceil(seconds(wait)))
            case BadRequest() as error:  # a bug of ours, though the library's class tree says not
                raise error
            case NetworkError():
                _log.warning("Telegram is out of reach")
                return Later(SOON)
            case error:
                raise error

    return Intake(application.bot.id, handle, engine, house.keyring)


async def _patiently(application: StaffApplication) -> None:
    """Waits for a Telegram that is out of reach: at start there is nobody to answer yet."""
    while True:
        try:
            await application.initialize()
            await application.bot.delete_webhook()
            commands = [BotCommand(command, say(key)) for command, key in _COMMANDS.items()]
            await application.bot.set_my_commands(commands)
        except RetryAfter as wait:
            await asyncio.sleep(seconds(wait))
        except NetworkError:
            _log.info("Telegram is out of reach; trying again")
            await asyncio.sleep(_PAUSE)
        else:
            return
