"""Store, then speak: one update is one transaction, and its messages leave after the commit."""

from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from telegram import Update, User
from telegram.ext import Application, CallbackContext

from bot.staff import joining, pictures, prompting
from bot.staff.desk import Desk, House
from bot.staff.messages import Messages
from bot.staff.sending import send
from db import staff, updates
from db.transaction import transaction
from db.updates import REMEMBERED, UpdateKey

Handler = Callable[[Desk], Awaitable[Messages]]
Context = CallbackContext[Any, Any, Any, Any]
StaffApplication = Application[Any, Any, Any, Any, Any, Any]
Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]


class Store:
    """Makes of a handler what the library calls: it decides, we commit, and only then it is said.

    Only members get through to a handler; a stranger is told how one becomes a member. An update
    that Telegram delivers again changes nothing: the member gets from *again* what now stands.
    """

    def __init__(self, engine: AsyncEngine, house: House) -> None:
        self.engine = engine
        self.house = house

    def __call__(self, handler: Handler, again: Handler = prompting.present) -> Callback:
        async def decide(
            session: AsyncSession, update: Update, user: User, picture: bytes | None
        ) -> Messages:
            now, is_new = await self._see(session, update, user)
            if _is_forgotten(update, now):
                return []
            member = await staff.find(session, self.house.keyring, user.id)
            if member is None:
                return joining.stranger(update, user, self.house)
            desk = Desk(session, self.house, now, update, member, picture)
            return await (handler(desk) if is_new else again(desk))

        return self._callback(decide)

    def joining(self) -> Callback:
        """/start, which alone is also for those who are no members yet."""

        async def decide(
            session: AsyncSession, update: Update, user: User, _picture: bytes | None
        ) -> Messages:
            now, _ = await self._see(session, update, user)
            if _is_forgotten(update, now):
                return []
            return await joining.start(session, self.house, now, update, user)

        return self._callback(decide)

    async def _see(
        self, session: AsyncSession, update: Update, user: User
    ) -> tuple[datetime, bool]:
        key = UpdateKey(update.get_bot().id, update.update_id)
        return await updates.see(session, key, self.house.keyring.fingerprint(user.id))

    async def _picture(self, update: Update, user: User) -> bytes | None:
        """A picture that somebody is asked for, fetched while no transaction is open.

        What is asked may change meanwhile: the handler looks again.
        """
        offer = pictures.offered(update)
        if offer is None:
            return None
        async with transaction(self.engine) as session:
            member = await staff.find(session, self.house.keyring, user.id)
        if member is None or member.asking != "flyer":
            return None
        return await pictures.fetch(update.get_bot(), offer)

    def _callback(
        self, decide: Callable[[AsyncSession, Update, User, bytes | None], Awaitable[Messages]]
    ) -> Callback:
        async def callback(update: Update, context: Context) -> None:
            user, chat = update.effective_user, update.effective_chat
            if user is None or chat is None or chat.id != user.id:
                return  # only private chats are ours
            picture = await self._picture(update, user)
            async with transaction(self.engine) as session:
                messages = await decide(session, update, user, picture)
            await send(context.bot, messages)

        return callback


def _is_forgotten(update: Update, now: datetime) -> bool:
    """Too old to know whether it is new; a press knows by what it was shown for."""
    return update.message is not None and update.message.date < now - REMEMBERED
