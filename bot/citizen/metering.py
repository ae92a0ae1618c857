"""What the citizens' bot sends is counted in the budget that the broadcasts share."""

from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import AnswerCallbackQuery, TelegramMethod
from aiogram.methods.base import Response, TelegramType

from bot.reply_meter import ReplyMeter


class Metering(BaseRequestMiddleware):
    """Counts each message and edit; a 429 said to one of them is meant for the whole token."""

    def __init__(self, meter: ReplyMeter) -> None:
        self.meter = meter

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        if _reaches_a_chat(method):
            self.meter.count()
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter as wait:
            await self.meter.freeze(wait.retry_after)
            raise


def _reaches_a_chat(method: TelegramMethod[Any]) -> bool:
    """A toast is no message; a command list or a webhook has no chat."""
    return hasattr(method, "chat_id") and not isinstance(method, AnswerCallbackQuery)
