"""A bot's updates, from the moment they happen until the bot has confirmed them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from bot.simulator.bell import Bell
from bot.simulator.refusal import Json, Refusal

LONGEST_POLL = 50.0
NOT_UNLESS_ASKED = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True)
class Update:
    id: int
    kind: str
    chat_id: int
    body: Json
    repeated: bool = False

    @property
    def queue(self) -> tuple[str, int]:
        """Telegram keeps no order between a person's texts and presses."""
        return (self.kind, self.chat_id)

    def json(self) -> Json:
        return {"update_id": self.id, self.kind: self.body}


@dataclass
class Updates:
    next_id: int
    allowed: Sequence[str] = ()
    pending: list[Update] = field(default_factory=list)
    _last: dict[int, Update] = field(default_factory=dict)
    _bell: Bell = field(default_factory=Bell)
    _poll: int = 0
    _why_ended: str = ""

    def add(self, kind: str, chat_id: int, body: Json) -> None:
        wanted = kind in self.allowed if self.allowed else kind not in NOT_UNLESS_ASKED
        if wanted:
            update = Update(self.next_id, kind, chat_id, body)
            self.next_id += 1
            self._last[chat_id] = update
            self.pending.append(update)
            self._bell.ring()

    def repeat_last(self, chat_id: int) -> bool:
        """Queue a person's last update again, as when its confirmation was lost."""
        last = self._last.get(chat_id)
        if last is None:
            return False
        self.pending.append(replace(last, repeated=True))
        self._bell.ring()
        return True

    def confirm(self, update: Update) -> None:
        self.pending = [other for other in self.pending if other is not update]

    def end_polls(self, why: str) -> None:
        self._poll += 1
        self._why_ended = why
        self._bell.ring()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """What getUpdates answers; a newer poll ends the older one with a conflict."""
        self.end_polls(
            "terminated by other getUpdates request; "
            "make sure that only one bot instance is running"
        )
        mine = self._poll
        self._forget_before(offset)
        clock = asyncio.get_running_loop().time
        deadline = clock() + min(seconds, LONGEST_POLL)
        while not self.pending and clock() < deadline:
            await self._bell.wait(deadline - clock())
            if mine != self._poll:
                raise Refusal(HTTPStatus.CONFLICT, self._why_ended)
        handed = self.pending[:limit]
        self.pending = [u for u in handed if not u.repeated] + self.pending[limit:]
        return [update.json() for update in handed]

    def _forget_before(self, offset: int) -> None:
        """A negative offset keeps so many of the newest, as on Telegram."""
        if offset < 0:
            self.pending = self.pending[offset:]
        self.pending = [u for u in self.pending if u.repeated or u.id >= offset]
