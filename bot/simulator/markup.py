"""Keyboards: which class a reply_markup is, and what Telegram refuses in one."""

from itertools import chain
from urllib.parse import urlsplit

from aiogram.types import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from pydantic import BaseModel

from bot.simulator.entities import utf16
from bot.simulator.refusal import Json, bad_request, not_simulated

# By key, because a union of models would take {"inline_keyboard": null} for a ReplyKeyboardRemove.
CLASSES: dict[str, type[BaseModel]] = {
    "inline_keyboard": InlineKeyboardMarkup,
    "keyboard": ReplyKeyboardMarkup,
    "remove_keyboard": ReplyKeyboardRemove,
    "force_reply": ForceReply,
}
INLINE = {"text", "callback_data", "url", "style"}
UNDER_THE_BOX = {"text", "request_location", "style"}
CALLBACK_DATA_BYTES = 64
PROTOCOLS = {"", "http", "https", "tg"}
LONGEST_PLACEHOLDER = 64
MOST_INLINE = 100  # buttons; nowhere documented, but every bot author has met it


def markup_model(raw: object) -> BaseModel:
    """Raises Refusal for none of the four kinds, or pydantic's ValidationError."""
    chosen = [model for key, model in CLASSES.items() if isinstance(raw, dict) and key in raw]
    if len(chosen) != 1:
        raise bad_request("object expected as reply markup")
    return chosen[0].model_validate(raw)


def markup_json(markup: BaseModel | None) -> Json | None:
    match markup:
        case None:
            return None
        case InlineKeyboardMarkup():
            buttons = list(chain.from_iterable(markup.inline_keyboard))
            if len(buttons) > MOST_INLINE:
                raise bad_request("reply markup is too long")
            for button in buttons:
                _check_inline(button)
        case ReplyKeyboardMarkup():
            if not any(markup.keyboard):
                raise bad_request("keyboard can't be empty")
            _check_placeholder(markup)
            for key in chain.from_iterable(markup.keyboard):
                _check(key, UNDER_THE_BOX)
        case ForceReply():
            _check_placeholder(markup)
        case _:
            pass
    return markup.model_dump(mode="json", exclude_none=True)


def _check_placeholder(markup: ReplyKeyboardMarkup | ForceReply) -> None:
    """Telegram's words for this are not on record."""
    if utf16(markup.input_field_placeholder or "") > LONGEST_PLACEHOLDER:
        raise bad_request("input field placeholder is too long")


def _check_inline(button: InlineKeyboardButton) -> None:
    _check(button, INLINE)
    data = button.callback_data
    if data is None and button.url is None:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if button.url is not None and urlsplit(button.url).scheme not in PROTOCOLS:
        why = f"inline keyboard button URL '{button.url}' is invalid: Unsupported URL protocol"
        raise bad_request(why)
    if data is not None and not 1 <= len(data.encode()) <= CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _check(button: InlineKeyboardButton | KeyboardButton, known: set[str]) -> None:
    if not button.text.strip():
        raise bad_request("can't parse keyboard button: Text must be non-empty")
    for name in set(button.model_dump(exclude_none=True)) - known:
        raise not_simulated(f"the button field {name}")
