"""Sending what a handler returned, and what Telegram's refusals mean to us."""

import logging

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden

from bot.staff.messages import Change, Message, Messages, Picture, Rows, Say, Toast

_log = logging.getLogger(__name__)
# Telegram's own words (tdlib/telegram-bot-api, Client.cpp); the library capitalises the first.
_ALREADY_SO = "message is not modified"
_TOO_LATE = "query is too old"
_GONE = ("chat not found", "peer_id_invalid")
_CANNOT_EDIT = ("message to edit not found", "message can't be edited")


async def send(bot: Bot, messages: Messages) -> None:
    """Sends in order. What cannot reach a person for good is noted and left.

    Raises:
        TelegramError: Telegram was out of reach or asked to wait; the update comes again.
    """
    for message in messages:
        try:
            await _send(bot, message)
        except Forbidden:
            _log.info("a member of staff has blocked the bot")
        except BadRequest as refusal:
            why = refusal.message.casefold()
            if _ALREADY_SO in why or _TOO_LATE in why or any(it in why for it in _GONE):
                continue
            if isinstance(message, Change) and any(words in why for words in _CANNOT_EDIT):
                await _send(bot, Say(message.chat, message.text, message.buttons))
                continue
            raise


async def _send(bot: Bot, message: Message) -> None:
    match message:
        case Say(chat, text, buttons):
            await bot.send_message(
                chat, text, parse_mode=ParseMode.HTML, reply_markup=keyboard(buttons)
            )
        case Change(chat, message_id, text, buttons):
            await bot.edit_message_text(
                text, chat, message_id, parse_mode=ParseMode.HTML, reply_markup=keyboard(buttons)
            )
        case Toast(query_id, text):
            await bot.answer_callback_query(query_id, text)
        case Picture(chat, content, caption):
            await bot.send_photo(chat, content, caption=caption, parse_mode=ParseMode.HTML)


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(it.text, callback_data=it.data) for it in row] for row in rows]
    )
