"""The methods that change what stands in a chat already."""

from aiogram.methods import (
    DeleteMessage,
    EditMessageCaption,
    EditMessageReplyMarkup,
    EditMessageText,
)

from bot.simulator.bots import Account
from bot.simulator.chats import Chat, content_of
from bot.simulator.markup import markup_json
from bot.simulator.refusal import Json, bad_request
from bot.simulator.sending import caption, message_text, reachable

CAPTIONED = {"photo", "document", "voice"}
DELETED_WITHIN = 48 * 3600  # seconds
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


async def edit_message_text(account: Account, call: EditMessageText) -> Json:
    chat, message = _to_edit(account, call)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    text = message_text(call.text, call.parse_mode, call.entities)
    return _edited(chat, message, text.as_text(), markup_json(call.reply_markup))


async def edit_message_caption(account: Account, call: EditMessageCaption) -> Json:
    chat, message = _to_edit(account, call)
    if not message.keys() & CAPTIONED:
        raise bad_request("there is no caption in the message to edit")
    of_old = {"caption", "caption_entities"}
    kept = {key: value for key, value in content_of(message).items() if key not in of_old}
    return _edited(chat, message, kept | caption(call), markup_json(call.reply_markup))


async def edit_message_reply_markup(account: Account, call: EditMessageReplyMarkup) -> Json:
    chat, message = _to_edit(account, call)
    return _edited(chat, message, content_of(message), markup_json(call.reply_markup))


async def delete_message(account: Account, call: DeleteMessage) -> bool:
    chat = reachable(account, call.chat_id)
    message = chat.messages.get(call.message_id)
    if message is None:
        raise bad_request("message to delete not found")
    if message["date"] + DELETED_WITHIN < account.clock.now():
        raise bad_request("message can't be deleted for everyone")
    chat.delete(message)
    return True


def _to_edit(
    account: Account, call: EditMessageText | EditMessageCaption | EditMessageReplyMarkup
) -> tuple[Chat, Json]:
    chat = reachable(account, call.chat_id)
    message = chat.messages.get(call.message_id or 0)
    if message is None:
        raise bad_request("message to edit not found")
    if not message["from"]["is_bot"]:
        raise bad_request("message can't be edited")
    return chat, message


def _edited(chat: Chat, message: Json, content: Json, markup: Json | None) -> Json:
    """An edit that names no keyboard takes the old one away, as on Telegram."""
    buttons = markup if markup and any(markup["inline_keyboard"]) else None
    if content == content_of(message) and buttons == message.get("reply_markup"):
        raise bad_request(NOT_MODIFIED)
    return chat.edit(message, content, buttons)
