"""How our calls travel: as JSON, unless a file goes with them.

aiogram writes forms, letter by letter and with every accent escaped; measured, that and its
walk through each button cost a tenth of a press.
"""

from typing import Any

from aiogram import Bot
from aiogram.client.default import Default
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import EditMessageText, SendMessage, TelegramMethod
from aiogram.methods.base import Response, TelegramType
from aiogram.types import InputFile
from aiohttp import BytesPayload
from pydantic_core import to_json

_DONE = ('{"ok":true,', '{"ok": true,')
_SHOWN = (EditMessageText, SendMessage)


class JsonSession(AiohttpSession):
    """aiogram's session in all but the body of a call, and what it reads of the answer."""

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """Of a message that is there nothing else is read, although Telegram shows it whole."""
        if isinstance(method, _SHOWN) and content.startswith(_DONE):
            return Response[TelegramType].model_construct(ok=True)
        return super().check_response(bot, method, status_code, content)

    def build_form_data(self, bot: Bot, method: TelegramMethod[Any]) -> Any:
        given = dict(method)
        if any(isinstance(value, InputFile) for value in given.values()):
            return super().build_form_data(bot, method)
        unsaid = {name: it for name, it in given.items() if isinstance(it, Default)}
        fields = method.model_dump(exclude_none=True, exclude=set(unsaid), warnings=False)
        for name, default in unsaid.items():
            if (value := bot.default[default.name]) is not None:
                fields[name] = value
        return BytesPayload(to_json(fields), content_type="application/json")
