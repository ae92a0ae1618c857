"""The citizens' door: an update's way through aiogram, and what Telegram's outages mean for it."""

import logging
import math
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import Update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.citizen.sending import UNREACHED, Messages, send
from bot.intake import SOON, Call, Intake, Later
from db.keyring import Keyring

_log = logging.getLogger(__name__)


def door(
    bot: Bot,
    dispatcher: Dispatcher,
    engine: AsyncEngine,
    keyring: Keyring,
    *,
    is_answered: bool = False,
) -> Intake:
    """Where Telegram calls us, it is answered, and a press's toast travels in that answer."""

    async def handle(raw: dict[str, Any]) -> Later | Call | None:
        try:
            # Not feed_raw_update: that one logs an exception's text, which may be a person's.
            update = Update.model_validate(raw, context={"bot": bot})
            messages: Messages = await dispatcher.feed_update(bot, update)
            toast = next((it for it in messages if isinstance(it, AnswerCallbackQuery)), None)
            if toast is None or not is_answered:
                await send(bot, messages)
                return None
            await send(bot, [it for it in messages if it is not toast])
            return {"method": toast.__api_method__} | toast.model_dump(exclude_none=True)
        except TelegramRetryAfter as wait:
            return Later(math.ceil(wait.retry_after))
        except UNREACHED as error:
            _log.warning("Telegram is out of reach: %s", type(error).__name__)
            return Later(SOON)

    return Intake(bot.id, handle, engine, keyring)
