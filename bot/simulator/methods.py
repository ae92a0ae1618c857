"""The methods of the Bot API that the simulator knows, and how a call is checked.

aiogram's models know every parameter of Telegram. What they know and the simulator does not heed
is refused by name, as is what nobody knows: a bot never runs here on a silent misunderstanding.
Only what a chat would not show anyway (a silent notification, a link's preview) is let pass.
"""

import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from aiogram import methods as telegram
from pydantic import BaseModel, ValidationError

from bot.simulator.about import (
    get_chat_menu_button,
    get_my_description,
    get_my_name,
    get_my_short_description,
    set_chat_menu_button,
    set_my_description,
    set_my_name,
    set_my_short_description,
)
from bot.simulator.answering import answer_callback_query
from bot.simulator.bots import Account
from bot.simulator.editing import (
    delete_message,
    edit_message_caption,
    edit_message_reply_markup,
    edit_message_text,
)
from bot.simulator.files import File
from bot.simulator.leaving import close, log_out
from bot.simulator.markup import markup_model
from bot.simulator.profile import (
    delete_my_commands,
    get_chat,
    get_me,
    get_my_commands,
    set_my_commands,
)
from bot.simulator.receiving import (
    delete_webhook,
    get_file,
    get_updates,
    get_webhook_info,
    set_webhook,
)
from bot.simulator.refusal import Json, Refusal, bad_request, not_simulated
from bot.simulator.sending import (
    send_chat_action,
    send_document,
    send_location,
    send_message,
    send_photo,
    send_venue,
    send_voice,
)

SEND = "chat_id reply_markup disable_notification protect_content"
CAPTION = "caption parse_mode caption_entities"
PREVIEW = "link_preview_options disable_web_page_preview"
IN_JSON = {
    "allowed_updates",
    "caption_entities",
    "commands",
    "entities",
    "link_preview_options",
    "menu_button",
    "reply_markup",
    "scope",
}


@dataclass(frozen=True)
class Method:
    model: type[telegram.TelegramMethod[Any]]
    carry_out: Callable[[Account, Any], Awaitable[object]]
    heeded: str = ""

    @property
    def name(self) -> str:
        return self.model.__api_method__


KNOWN = (
    Method(telegram.GetMe, get_me),
    Method(telegram.GetUpdates, get_updates, "offset limit timeout allowed_updates"),
    Method(
        telegram.SetWebhook,
        set_webhook,
        "url secret_token allowed_updates drop_pending_updates max_connections",
    ),
    Method(telegram.DeleteWebhook, delete_webhook, "drop_pending_updates"),
    Method(telegram.GetWebhookInfo, get_webhook_info),
    Method(telegram.GetFile, get_file, "file_id"),
    Method(telegram.SendMessage, send_message, f"{SEND} {PREVIEW} text parse_mode entities"),
    Method(telegram.SendPhoto, send_photo, f"{SEND} {CAPTION} photo"),
    Method(
        telegram.SendDocument,
        send_document,
        f"{SEND} {CAPTION} document disable_content_type_detection",
    ),
    Method(telegram.SendVoice, send_voice, f"{SEND} {CAPTION} voice duration"),
    Method(telegram.SendLocation, send_location, f"{SEND} latitude longitude"),
    Method(telegram.SendVenue, send_venue, f"{SEND} latitude longitude title address"),
    Method(telegram.SendChatAction, send_chat_action, "chat_id action"),
    Method(
        telegram.EditMessageText,
        edit_message_text,
        f"chat_id message_id text parse_mode entities reply_markup {PREVIEW}",
    ),
    Method(
        telegram.EditMessageCaption,
        edit_message_caption,
        f"chat_id message_id reply_markup {CAPTION}",
    ),
    Method(
        telegram.EditMessageReplyMarkup,
        edit_message_reply_markup,
        "chat_id message_id reply_markup",
    ),
    Method(telegram.DeleteMessage, delete_message, "chat_id message_id"),
    Method(
        telegram.AnswerCallbackQuery,
        answer_callback_query,
        "callback_query_id text show_alert cache_time",
    ),
    Method(telegram.SetMyCommands, set_my_commands, "commands scope language_code"),
    Method(telegram.GetMyCommands, get_my_commands, "scope language_code"),
    Method(telegram.DeleteMyCommands, delete_my_commands, "scope language_code"),
    Method(telegram.SetMyName, set_my_name, "name language_code"),
    Method(telegram.GetMyName, get_my_name, "language_code"),
    Method(telegram.SetMyDescription, set_my_description, "description language_code"),
    Method(telegram.GetMyDescription, get_my_description, "language_code"),
    Method(
        telegram.SetMyShortDescription,
        set_my_short_description,
        "short_description language_code",
    ),
    Method(telegram.GetMyShortDescription, get_my_short_description, "language_code"),
    Method(telegram.SetChatMenuButton, set_chat_menu_button, "chat_id menu_button"),
    Method(telegram.GetChatMenuButton, get_chat_menu_button, "chat_id"),
    Method(telegram.GetChat, get_chat, "chat_id"),
    Method(telegram.LogOut, log_out),
    Method(telegram.Close, close),
)
METHODS = {method.name.lower(): method for method in KNOWN}
_names = (getattr(model, "__api_method__", None) for model in vars(telegram).values())
ELSEWHERE = {name.lower() for name in _names if isinstance(name, str)}


def proper_name(name: str) -> str:
    """Telegram reads a method's name in any case."""
    known = METHODS.get(name.lower())
    return known.name if known else name


async def execute(account: Account, name: str, fields: Json) -> object:
    """Carry out a call as its raw fields came; raises Refusal."""
    method = METHODS.get(name.lower())
    if method is None:
        if name.lower() in ELSEWHERE:
            raise not_simulated(f"the method {name}")
        raise Refusal(HTTPStatus.NOT_FOUND, "method not found")
    return await method.carry_out(account, _checked(account, method, fields))


def _checked(account: Account, method: Method, fields: Json) -> BaseModel:
    _refuse_unheeded(method, fields)
    try:
        ready = {key: _unpacked(account, key, value) for key, value in fields.items()}
        call = method.model.model_validate(ready)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise bad_request(f"{method.name}: {place}: {first['msg']}") from error
    for stray in _strays(call, method.name):
        raise bad_request(f"unknown field {stray}")
    return call


def _refuse_unheeded(method: Method, fields: Json) -> None:
    for name in fields:
        if name not in method.model.model_fields:
            raise bad_request(f"unknown parameter {name} of {method.name}")
        if name not in method.heeded.split():
            raise not_simulated(f"the parameter {name} of {method.name}")


def _unpacked(account: Account, name: str, value: object) -> object:
    """Forms carry lists and objects as JSON text; an upload goes on as its new id."""
    if isinstance(value, File):
        return account.files.keep(value)
    if name in IN_JSON and isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError as error:
            raise bad_request(f"can't parse {name} JSON object") from error
    return markup_model(value) if name == "reply_markup" and value is not None else value


def _strays(value: object, path: str) -> Iterator[str]:
    """Misspelt fields at any depth: aiogram's models keep them as extras instead of refusing."""
    if isinstance(value, BaseModel):
        yield from (f"{path}.{name}" for name in value.model_extra or {})
        for name in value.model_fields_set:
            yield from _strays(getattr(value, name, None), f"{path}.{name}")
    elif isinstance(value, list):
        for item in value:
            yield from _strays(item, path)
