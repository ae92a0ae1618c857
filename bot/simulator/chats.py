"""One chat with one bot, of a person or a group: its messages, and the log of what happened.

The log is the truth that a page or a test replays; ``messages`` is where it has come to.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.simulator.bell import Bell
from bot.simulator.clock import Clock
from bot.simulator.people import Group, User
from bot.simulator.refusal import Json


@dataclass
class Chat:
    bot: Json
    user: User
    message_ids: Iterator[int]  # shared by all chats of a bot, as on Telegram
    clock: Clock
    group: Group | None = None  # then the user is who added the bot to it
    begun: bool = False
    blocked: bool = False
    deactivated: bool = False
    moved_to: int | None = None
    messages: dict[int, Json] = field(default_factory=dict)
    log: list[Json] = field(default_factory=list)
    bell: Bell = field(default_factory=Bell)

    @property
    def id(self) -> int:
        return self.group.id if self.group else self.user.id

    def json(self) -> Json:
        return (self.group or self.user).chat_json()

    def note(self, kind: str, **what: object) -> None:
        self.log.append({"number": len(self.log) + 1, "kind": kind} | what)
        self.bell.ring()

    async def news(self, after: int, seconds: float) -> list[Json]:
        """What happened after that number; waits a while for the first of it."""
        if len(self.log) <= after:
            await self.bell.wait(seconds)
        return self.log[after:]

    def person_writes(self, content: Json) -> Json:
        self.begun = True
        message = self._new(self.user.json(), content)
        self.note("said", message=message)
        return message

    def bot_writes(self, content: Json, markup: Json | None) -> Json:
        """A keyboard under the typing box belongs to the chat, not to the message."""
        inline = markup if markup and "inline_keyboard" in markup else None
        message = self._new(self.bot, content | _under(inline))
        self.note("message", message=message, keyboard=None if inline else markup)
        return message

    def edit(self, message: Json, content: Json, markup: Json | None) -> Json:
        kept = {key: message[key] for key in ("message_id", "from", "chat", "date")}
        edited = kept | {"edit_date": self.now()} | content | _under(markup)
        self.messages[message["message_id"]] = edited
        self.note("edited", message=edited)
        return edited

    def delete(self, message: Json) -> None:
        del self.messages[message["message_id"]]
        self.note("deleted", message=message)

    def now(self) -> int:
        return int(self.clock.now())

    def _new(self, sender: Json, content: Json) -> Json:
        message: Json = {
            "message_id": next(self.message_ids),
            "from": sender,
            "chat": self.json(),
            "date": self.now(),
        } | content
        self.messages[message["message_id"]] = message
        return message


def _under(inline: Json | None) -> Json:
    return {"reply_markup": inline} if inline and inline["inline_keyboard"] else {}


def chat_number(given: object) -> int | None:
    """The chat_id of a call, which may come as text; none for an @name."""
    text = str(given)
    return int(text) if re.fullmatch(r"-?\d{1,18}", text) else None


def content_of(message: Json) -> Json:
    """What a bot wrote, without who, where and when."""
    stamp = {"message_id", "from", "chat", "date", "edit_date", "reply_markup"}
    return {key: value for key, value in message.items() if key not in stamp}
