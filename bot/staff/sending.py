"""Sending what a handler returned, and what Telegram's refusals mean to us."""

import logging
import os

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, RetryAfter

from bot.staff.messages import Change, Message, Messages, Picture, Place, Rows, Say, Toast

_log = logging.getLogger(__name__)
os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library's retry_after becomes a timedelta
# Telegram's own words (tdlib/telegram-bot-api, Client.cpp); the library capitalises the first.
_ALREADY_SO = "message is not modified"
_TOO_LATE = "query is too old"
_GONE = ("chat not found", "peer_id_invalid")
_CANNOT_EDIT = (
    "message to edit not found",
    "message can't be edited",
    "there is no text in the message to edit",
)


async def send(bot: Bot, messages: Messages) -> None:
    """Sends in order. What cannot reach a person for good is noted and left.

    Raises:
        TelegramError: Telegram was out of reach or asked to wait; the update comes again.
    """
    for message in messages:
        await deliver(bot, message)


async def deliver(bot: Bot, message: Message) -> int | None:
    """Sends one; the number of the message that now says it, or none if nobody can be told.

    Raises:
        TelegramError: as `send` does.
    """
    try:
        return await _call(bot, message)
    except Forbidden:
        _log.info("a member of staff has blocked the bot")
    except BadRequest as refusal:
        why = refusal.message.casefold()
        if isinstance(message, Change) and any(words in why for words in _CANNOT_EDIT):
            return await deliver(bot, Say(message.chat, message.text, message.buttons))
        if isinstance(message, Change) and _ALREADY_SO in why:
            return message.message_id
        if not (_TOO_LATE in why or any(words in why for words in _GONE)):
            raise
    return None


async def _call(bot: Bot, message: Message) -> int | None:
    match message:
        case Say(chat, text, buttons):
            said = await bot.send_message(
                chat, text, parse_mode=ParseMode.HTML, reply_markup=keyboard(buttons)
            )
            return said.message_id
        case Change(chat, message_id, text, buttons):
            await bot.edit_message_text(
                text, chat, message_id, parse_mode=ParseMode.HTML, reply_markup=keyboard(buttons)
            )
            return message_id
        case Toast(query_id, text):
            await bot.answer_callback_query(query_id, text)
        case Picture(chat, content, caption):
            await bot.send_photo(chat, content, caption=caption, parse_mode=ParseMode.HTML)
        case Place(chat, latitude, longitude):
            await bot.send_location(chat, latitude, longitude)
    return None


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(it.text, callback_data=it.data) for it in row] for row in rows]
    )


def seconds(wait: RetryAfter) -> float:
    """How long Telegram wants us to wait."""
    after = wait.retry_after
    return after if isinstance(after, int) else after.total_seconds()
