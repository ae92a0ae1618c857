"""The desk as a handler sees it: who writes, inside which transaction, and what we remember."""

import html
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import CallbackQuery, Update
from telegram import Message as Received

from bot.staff.messages import Change, Messages, Rows, Say, Toast
from bot.staff.presses import Press, read
from db import consulates
from db.consulates import Consulate
from db.keyring import Keyring
from db.staff import StaffMember
from surveys import Survey

_TOAST = 200  # letters


@dataclass(frozen=True)
class House:
    """What every desk shares while the bot runs."""

    keyring: Keyring
    survey: Survey  # whose question `servicio` names the services
    citizens: str  # the address of the citizens' chat, to which a start code can be added

    def link(self, code: str) -> str:
        """The deep link behind an entry's code."""
        return f"{self.citizens}{'&' if '?' in self.citizens else '?'}start={code}"


@dataclass(frozen=True)
class Desk:
    """One update of one member of staff inside its transaction."""

    session: AsyncSession
    house: House
    now: datetime
    update: Update
    member: StaffMember
    picture: bytes | None = None  # fetched before the transaction, where one was asked for

    @property
    def chat(self) -> int:
        assert self.update.effective_user is not None  # noqa: S101 - only people's updates come in
        return self.update.effective_user.id  # private chats only: the chat is the person

    @property
    def query(self) -> CallbackQuery | None:
        return self.update.callback_query

    @property
    def message(self) -> Received | None:
        return self.update.message

    @property
    def words(self) -> str:
        """What was typed, trimmed; nothing for a press, a picture or a sticker."""
        return (self.message.text or "").strip() if self.message else ""

    @property
    def press(self) -> Press | None:
        return read(self.query.data or "") if self.query else None

    def answer(self, text: str, buttons: Rows = (), *, notice: str | None = None) -> Messages:
        """Shows *text* where the person is looking: a press turns its own message into it.

        *notice* is a toast after a press, a line above after a text; like all texts it is HTML.
        """
        if self.query is None:
            return [Say(self.chat, text if notice is None else f"{notice}\n\n{text}", buttons)]
        shown: Say | Change = Say(self.chat, text, buttons)
        if isinstance(self.query.message, Received):
            shown = Change(self.chat, self.query.message.message_id, text, buttons)
        return [self._toast(notice), shown]

    def say(self, text: str, buttons: Rows = (), *, notice: str | None = None) -> Messages:
        """A message of its own, below: what was pressed stays as it is."""
        if self.query is None:
            return self.answer(text, buttons, notice=notice)
        return [self._toast(notice), Say(self.chat, text, buttons)]

    def _toast(self, notice: str | None) -> Toast:
        """Telegram shows a toast as it stands, and at most so much of it."""
        assert self.query is not None  # noqa: S101 - only presses are answered by a toast
        plain = html.unescape(notice or "")
        short = plain if len(plain) <= _TOAST else f"{plain[: _TOAST - 1]}…"
        return Toast(self.query.id, short or None)

    async def offices(self) -> list[Consulate]:
        """The consulates of the member's scope, in the order of their codes."""
        return list(await consulates.within(self.session, self.member.consulates))
