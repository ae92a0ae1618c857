"""Sending what a handler returned, and what Telegram's refusals mean to us."""

import logging
from collections.abc import Sequence
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramServerError,
)
from aiogram.methods import (
    EditMessageReplyMarkup,
    EditMessageText,
    SendMessage,
    TelegramMethod,
)

Messages = Sequence[TelegramMethod[Any]]

# What passes by itself; before Telegram a proxy tells an outage by a page that is no JSON.
UNREACHED = (TelegramNetworkError, TelegramServerError, ClientDecodeError)

_log = logging.getLogger(__name__)
# Telegram's own words (tdlib/telegram-bot-api, Client.cpp); the exception's class does not tell.
_ALREADY_SO = "message is not modified"
_TOO_LATE = "query is too old"
_GONE = ("chat not found", "PEER_ID_INVALID")
_CANNOT_EDIT = (
    "message to edit not found",
    "message can't be edited",
    "there is no text in the message to edit",
)


async def send(bot: Bot, messages: Messages) -> None:
    """Sends in order. What cannot reach the person for good is noted and left.

    Raises:
        AiogramError: Telegram was out of reach or asked to wait; the update comes again.
    """
    for message in messages:
        try:
            await bot(message)
        except TelegramForbiddenError:
            _log.info("the person has blocked the bot or is gone")
            return
        except TelegramBadRequest as refusal:
            if _ALREADY_SO in refusal.message or _TOO_LATE in refusal.message:
                continue
            if any(words in refusal.message for words in _GONE):
                _log.info("the chat is gone")
                return
            if not any(words in refusal.message for words in _CANNOT_EDIT):
                raise
            match message:
                case EditMessageText():
                    await bot(_anew(message))
                case EditMessageReplyMarkup():
                    continue  # a mark on a message that is gone; its toast has told the person
                case _:
                    raise


def _anew(edit: EditMessageText) -> SendMessage:
    assert edit.chat_id is not None  # noqa: S101 - we never edit inline messages
    return SendMessage(chat_id=edit.chat_id, text=edit.text or "", reply_markup=edit.reply_markup)
