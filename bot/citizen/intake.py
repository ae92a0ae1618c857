"""The door of the bot: an update comes in as bytes and is done, or must come again later."""

import json
import logging
import math
import traceback
from dataclasses import dataclass

from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramRetryAfter
from aiogram.types import Update
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.citizen.sending import UNREACHED
from db import updates
from db.keyring import Keyring
from db.transaction import transaction
from db.updates import UpdateKey

_log = logging.getLogger(__name__)
_SOON = 2  # seconds; Telegram honours Retry-After from 0 to 3600
_OUTAGES = (OperationalError, InterfaceError, PoolTimeoutError, ConnectionError, TimeoutError)


@dataclass(frozen=True)
class Later:
    """The update is not done: deliver it again in so many seconds."""

    seconds: int


class Intake:
    """Feeds one update to the dispatcher and says whether it is done.

    Nothing is acknowledged before its transaction is committed and its messages are sent.
    """

    def __init__(
        self, bot: Bot, dispatcher: Dispatcher, engine: AsyncEngine, keyring: Keyring
    ) -> None:
        self.bot = bot
        self.dispatcher = dispatcher
        self.engine = engine
        self.keyring = keyring

    async def take(self, body: bytes) -> Later | None:
        """None when the update is done, be it as a dead letter."""
        try:
            raw = json.loads(body)
            update_id = int(raw["update_id"])
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            _log.warning("a body that is no update was refused")  # its sender knew the secret
            return None
        try:
            # Not feed_raw_update: that one logs an exception's text, which may be a person's.
            update = Update.model_validate(raw, context={"bot": self.bot})
            await self.dispatcher.feed_update(self.bot, update)
        except TelegramRetryAfter as wait:
            return Later(math.ceil(wait.retry_after))
        except UNREACHED as error:
            _log.warning("Telegram is out of reach: %s", type(error).__name__)
            return Later(_SOON)
        except _OUTAGES as error:
            _log.error("the database is out of reach: %s", type(error).__name__)
            return Later(_SOON)
        except Exception as error:  # noqa: BLE001 - our bug must not block the person's queue
            return await self._set_aside(update_id, body, error)
        return None

    async def _set_aside(self, update_id: int, body: bytes, error: Exception) -> Later | None:
        update, place = UpdateKey(self.bot.id, update_id), _place(error)
        sealed = self.keyring.seal(body.decode("utf-8", "replace"), str(update))
        _log.error("update %s failed at %s", update, place)
        try:
            async with transaction(self.engine) as session:
                is_dead = await updates.failed(session, update, place, sealed)
        except (*_OUTAGES, DBAPIError):
            return Later(_SOON)
        return None if is_dead else Later(_SOON)


def _place(error: Exception) -> str:
    """The exception's class and line. Its message may hold a person's words, so it is left out."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} at {where}"
