"""How a Shown reaches the person: a press turns its message into the next, a text is answered."""

from typing import Any

from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage, TelegramMethod
from aiogram.types import CallbackQuery, Message

from bot.citizen.rendering import Shown
from bot.citizen.sending import Messages


def answer(event: Message | CallbackQuery, shown: Shown, *, notice: str | None = None) -> Messages:
    """The messages that show *shown* where the person is looking.

    After a press that is the pressed message itself: the chat stays short, and the same press
    twice leaves the same picture. *notice* is a toast after a press, a line above after a text.
    """
    if isinstance(event, CallbackQuery):
        return [
            AnswerCallbackQuery(callback_query_id=event.id, text=notice),
            _in_place(event, shown),
        ]
    text = shown.text if notice is None else f"{notice}\n\n{shown.text}"
    return [SendMessage(chat_id=event.chat.id, text=text, reply_markup=shown.buttons)]


def only_notice(query: CallbackQuery, notice: str) -> Messages:
    return [AnswerCallbackQuery(callback_query_id=query.id, text=notice)]


def _in_place(query: CallbackQuery, shown: Shown) -> TelegramMethod[Any]:
    chat_id = query.from_user.id  # private chats only: the chat is the person
    if isinstance(query.message, Message):
        return EditMessageText(
            chat_id=chat_id,
            message_id=query.message.message_id,
            text=shown.text,
            reply_markup=shown.buttons,
        )
    return SendMessage(chat_id=chat_id, text=shown.text, reply_markup=shown.buttons)
