"""Store, then speak: one update is one transaction, and its messages come out of it as values."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import TelegramObject, Update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.citizen.conversation import Conversation, Shelf
from bot.citizen.sending import Messages
from db import arrivals, respondents
from db.keyring import Keyring
from db.transaction import transaction
from db.updates import REMEMBERED, UpdateKey


class TransactionMiddleware(BaseMiddleware):
    """Opens the transaction, lets the handler decide, commits, and says what is to be sent.

    An update that Telegram delivers again changes nothing: its handlers see that it is not new.
    """

    def __init__(self, engine: AsyncEngine, keyring: Keyring, shelf: Shelf) -> None:
        self.engine = engine
        self.keyring = keyring
        self.shelf = shelf

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Messages:
        bot: Bot = data["bot"]
        person, chat = data.get("event_from_user"), data.get("event_chat")
        if not isinstance(event, Update) or person is None or chat is None or chat.id != person.id:
            return ()  # only private chats are ours
        async with transaction(self.engine) as session:
            key = UpdateKey(bot.id, event.update_id)
            found = await arrivals.arrive(session, self.keyring, key, person.id)
            now, is_new, standing = found.now, found.is_new, found.standing
            if event.message and event.message.date < now - REMEMBERED:
                return ()  # too old to know whether it is new; a press knows by its turn
            conversation = Conversation(
                session, self.keyring, self.shelf, now, person.id, standing, is_new
            )
            messages: Messages = await handler(event, data | {"conversation": conversation})
            is_here = is_new and (event.message or event.callback_query)
            if is_here and standing and standing.respondent.blocked_at:
                # Last: a worker that settles has the person's deliveries before the person.
                await respondents.block(session, standing.respondent.id, None)
        return () if messages is UNHANDLED else messages
