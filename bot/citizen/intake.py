"""The citizens' door: an update's way through aiogram, and what Telegram's outages mean for it."""

import logging
import math
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramRetryAfter
from aiogram.types import Update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.citizen.sending import UNREACHED
from bot.intake import SOON, Intake, Later
from db.keyring import Keyring

_log = logging.getLogger(__name__)


def door(bot: Bot, dispatcher: Dispatcher, engine: AsyncEngine, keyring: Keyring) -> Intake:
    async def handle(raw: dict[str, Any]) -> Later | None:
        try:
            # Not feed_raw_update: that one logs an exception's text, which may be a person's.
            update = Update.model_validate(raw, context={"bot": bot})
            await dispatcher.feed_update(bot, update)
        except TelegramRetryAfter as wait:
            return Later(math.ceil(wait.retry_after))
        except UNREACHED as error:
            _log.warning("Telegram is out of reach: %s", type(error).__name__)
            return Later(SOON)
        return None

    return Intake(bot.id, handle, engine, keyring)
