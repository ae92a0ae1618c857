"""The sender: one delivery becomes one call to Telegram, and the call an outcome."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import Defaults, ExtBot

from bot.broadcasting.limiter import SharedLimiter
from bot.broadcasting.outcome import DAMAGED, NO_ANSWER, Final, Outcome, failed, outcome
from bot.broadcasting.request import AnswerError, Request
from db.broadcasts import BroadcastText
from db.deliveries import DeliveryState
from db.grants import Granted
from db.keyring import Keyring, WrongKeyError

# Requests under way, which matters at the paid rate only. httpx's pool gets slower the more wait
# in it: with 200 at once a message was measured to cost 3.5 ms of CPU, with 12 it was 2.
_AT_ONCE = 30

Rows = Sequence[Sequence[Mapping[str, str]]]


class Sender:
    """Sends with the citizens' token; whom to is unsealed only for the call."""

    def __init__(self, bot: ExtBot[None], keyring: Keyring) -> None:
        self._bot = bot
        self._keyring = keyring
        self._gate = asyncio.Semaphore(_AT_ONCE)

    async def send(self, delivery: Granted, said: BroadcastText) -> Outcome:
        if delivery.telegram_id is None:  # erased since it was frozen
            return Final(DeliveryState.OPTED_OUT)
        try:
            person = str(delivery.respondent_id)
            chat = int(self._keyring.unseal(delivery.telegram_id, person))
        except WrongKeyError:
            return failed(DAMAGED)
        try:
            async with self._gate:
                return Final(DeliveryState.SENT, message_id=await self._call(chat, delivery, said))
        except AnswerError as answer:
            reply = (answer.error_code, answer.description, answer.parameters)
            return outcome(*reply, edits=delivery.edits)
        except TelegramError:  # success, in words that cannot be read
            return outcome(None, NO_ANSWER, {}, edits=delivery.edits)

    async def _call(self, chat: int, delivery: Granted, said: BroadcastText) -> int:
        if delivery.edits is None:
            markup = _markup(said.buttons)
            return (await self._bot.send_message(chat, said.text, reply_markup=markup)).message_id
        await self._bot.edit_message_text(
            said.edited or said.text,
            chat,
            delivery.edits,
            reply_markup=_markup(said.edited_buttons),
        )
        return delivery.edits


@asynccontextmanager
async def sender(
    token: str, api: str, engine: AsyncEngine, keyring: Keyring
) -> AsyncIterator[Sender]:
    """A sender on the Bot API at *api*; nothing is asked of Telegram before the first message."""
    request = Request()
    bot: ExtBot[None] = ExtBot(
        token,
        base_url=f"{api}/bot",
        base_file_url=f"{api}/file/bot",
        request=request,
        get_updates_request=request,
        # A preview would be loaded by everybody, over the slowest links too.
        defaults=Defaults(
            parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
        ),
        rate_limiter=SharedLimiter(engine, bot_id(token)),
    )
    try:
        yield Sender(bot, keyring)
    finally:
        await request.shutdown()


def bot_id(token: str) -> int:
    return int(token.partition(":")[0])


def _markup(rows: Rows) -> InlineKeyboardMarkup | None:
    keyboard = {"inline_keyboard": [[dict(button) for button in row] for row in rows]}
    return InlineKeyboardMarkup.de_json(keyboard) if rows else None
