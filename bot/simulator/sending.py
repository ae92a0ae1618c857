"""The methods that put something new into a person's chat."""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus

from aiogram.client.default import Default
from aiogram.methods import (
    EditMessageCaption,
    SendChatAction,
    SendDocument,
    SendLocation,
    SendMessage,
    SendPhoto,
    SendVenue,
    SendVoice,
)
from aiogram.types import MessageEntity

from bot.simulator.bots import Account
from bot.simulator.chats import Chat
from bot.simulator.entities import DATE_TIME_FORMAT, QUOTES, Entity, Formatted
from bot.simulator.files import file_json, picture_size
from bot.simulator.html import KINDS, from_html
from bot.simulator.markup import markup_json
from bot.simulator.refusal import Json, Refusal, bad_request, not_simulated
from bot.simulator.settling import settled

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


async def send_message(account: Account, call: SendMessage) -> Json:
    chat = reachable(account, call.chat_id)
    text = message_text(call.text, call.parse_mode, call.entities)
    return chat.bot_writes(text.as_text(), markup_json(call.reply_markup))


async def send_photo(account: Account, call: SendPhoto) -> Json:
    chat = reachable(account, call.chat_id)
    said = caption(call)
    file_id = str(call.photo)
    file = account.files.sent_as(file_id)
    width, height = picture_size(file.content)
    size = file_json(file_id, file) | {"width": width, "height": height}
    return chat.bot_writes({"photo": [size]} | said, markup_json(call.reply_markup))


async def send_document(account: Account, call: SendDocument) -> Json:
    chat = reachable(account, call.chat_id)
    said = caption(call)
    file_id = str(call.document)
    file = account.files.sent_as(file_id)
    document = file_json(file_id, file) | {"file_name": file.name, "mime_type": file.kind}
    return chat.bot_writes({"document": document} | said, markup_json(call.reply_markup))


async def send_voice(account: Account, call: SendVoice) -> Json:
    """What is no OGG would arrive as another kind of message."""
    chat = reachable(account, call.chat_id)
    said = caption(call)
    file_id = str(call.voice)
    file = account.files.sent_as(file_id)
    if not file.content.startswith(b"OggS"):
        raise not_simulated("a voice that is no OGG")
    about = {"duration": call.duration or 0, "mime_type": "audio/ogg"}
    voice = file_json(file_id, file) | about
    return chat.bot_writes({"voice": voice} | said, markup_json(call.reply_markup))


async def send_location(account: Account, call: SendLocation) -> Json:
    chat = reachable(account, call.chat_id)
    return chat.bot_writes({"location": _place(call)}, markup_json(call.reply_markup))


async def send_venue(account: Account, call: SendVenue) -> Json:
    """A venue's message has its location twice, as on Telegram."""
    chat = reachable(account, call.chat_id)
    place = _place(call)
    venue = {"location": place, "title": call.title, "address": call.address}
    return chat.bot_writes({"venue": venue, "location": place}, markup_json(call.reply_markup))


async def send_chat_action(account: Account, call: SendChatAction) -> bool:
    chat = reachable(account, call.chat_id)
    if call.action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.note("busy", action=call.action)
    return True


def reachable(account: Account, chat_id: object) -> Chat:
    chat = account.known_chat(chat_id)
    if chat.moved_to:
        why = "group chat was upgraded to a supergroup chat"
        raise Refusal(HTTPStatus.BAD_REQUEST, why, migrate_to_chat_id=chat.moved_to)
    if chat.deactivated:
        raise Refusal(HTTPStatus.FORBIDDEN, "user is deactivated")
    if chat.blocked:
        raise Refusal(HTTPStatus.FORBIDDEN, "bot was blocked by the user")
    return chat


def message_text(
    text: str | None, parse_mode: str | Default | None, entities: Sequence[MessageEntity] | None
) -> Formatted:
    formatted = _formatted(text or "", parse_mode, entities)
    if not formatted.text:
        raise bad_request("message text is empty")
    if formatted.length > LONGEST_TEXT:
        raise bad_request("message is too long")
    return formatted


def _place(call: SendLocation | SendVenue) -> Json:
    if abs(call.latitude) > 90 or abs(call.longitude) > 180:
        raise bad_request("wrong latitude or longitude")
    return {"latitude": call.latitude, "longitude": call.longitude}


def caption(call: SendPhoto | SendDocument | SendVoice | EditMessageCaption) -> Json:
    formatted = _formatted(call.caption or "", call.parse_mode, call.caption_entities)
    if formatted.length > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return formatted.as_caption()


def _formatted(
    text: str, parse_mode: str | Default | None, entities: Sequence[MessageEntity] | None
) -> Formatted:
    match parse_mode:
        case str() if parse_mode.upper() == "HTML":
            formatted = from_html(text)
        case str() if parse_mode:
            raise not_simulated(f"parse_mode {parse_mode}, only HTML")
        case _:
            given = tuple(_entity(entity) for entity in entities or ())
            formatted = Formatted(text, given).checked()
    stripped = formatted.stripped()
    return replace(stripped, entities=settled(stripped.entities))


def _entity(given: MessageEntity) -> Entity:
    if given.type not in {*KINDS.values(), *QUOTES}:
        raise not_simulated(f"entities of type {given.type}")
    if given.type == "date_time":
        _check_date_time(given)
    about = (given.url, given.unix_time, given.date_time_format, given.language)
    return Entity(given.type, given.offset, given.length, *about)


def _check_date_time(given: MessageEntity) -> None:
    if given.unix_time is None:
        raise bad_request("can't parse MessageEntity: Can't find field \"unix_time\"")
    if not DATE_TIME_FORMAT.fullmatch(given.date_time_format or ""):
        raise bad_request("can't parse MessageEntity: Invalid date-time format specified")
