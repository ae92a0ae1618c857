"""A bot's updates, from the moment they happen until the bot has confirmed them.

Each waits in two orders at once: of all, as getUpdates hands them out, and of its own queue, as a
webhook receives them.
"""

import asyncio
from collections import OrderedDict, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from itertools import islice

from bot.simulator.bell import Bell
from bot.simulator.clock import Clock
from bot.simulator.refusal import Json, Refusal

LONGEST_POLL = 50.0
NOT_UNLESS_ASKED = {"chat_member", "message_reaction", "message_reaction_count"}
LIFE = {"callback_query": 150.0}  # seconds that Telegram keeps an update
LIFE_OF_OTHERS = 24 * 3600.0

Queue = tuple[str, int]


@dataclass(frozen=True, eq=False)
class Update:
    """``after`` is an update that must be gone before this one is delivered."""

    id: int
    kind: str
    place: int  # the chat; of a press the person
    body: Json
    expires_at: float
    repeated: bool = False
    after: "Update | None" = None

    @property
    def queue(self) -> Queue:
        """Telegram keeps no order between a chat's texts, its presses and its memberships."""
        return ("message" if self.kind == "edited_message" else self.kind, self.place)

    def json(self) -> Json:
        return {"update_id": self.id, self.kind: self.body}


@dataclass
class Updates:
    next_id: int
    clock: Clock
    allowed: Sequence[str] = ()
    _waiting: OrderedDict[Update, None] = field(default_factory=OrderedDict)
    _queues: dict[Queue, deque[Update]] = field(default_factory=lambda: defaultdict(deque))
    _held: dict[int, list[Update]] = field(default_factory=lambda: defaultdict(list))
    _last: dict[int, Update] = field(default_factory=dict)
    _bell: Bell = field(default_factory=Bell)
    _poll: int = 0
    _why_ended: str = ""

    def __len__(self) -> int:
        """Those that are not too old to be delivered."""
        now = self.clock.now()
        self._forget(update for update in self._waiting if update.expires_at <= now)
        return len(self._waiting)

    @property
    def queues(self) -> list[Queue]:
        return list(self._queues)

    def add(self, kind: str, place: int, body: Json, fault: str | None = None) -> list[Queue]:
        """The queues in which something waits now that did not before.

        None for what the bot does not want, and for what a fault holds until the next of that
        person.
        """
        wanted = kind in self.allowed if self.allowed else kind not in NOT_UNLESS_ASKED
        if not wanted:
            return []
        expires_at = self.clock.now() + LIFE.get(kind, LIFE_OF_OTHERS)
        update = Update(self.next_id, kind, place, body, expires_at)
        self.next_id += 1
        self._last[place] = update
        if fault == "reorder":
            self._held[place].append(update)
            return []
        again = [replace(update, repeated=True)] if fault == "duplicate" else []
        return self._put([update, *again, *self._held_before(update)])

    def let_go(self) -> list[Queue]:
        """What a fault still holds comes as it happened: the queues in which it waits."""
        held = [update for updates in self._held.values() for update in updates]
        self._held.clear()
        return self._put(held)

    def repeat_last(self, place: int) -> list[Queue]:
        """Queue a person's last update again, as when its confirmation was lost."""
        last = self._last.get(place)
        if last is None or self._is_over(last):
            return []
        return self._put([replace(last, repeated=True)])

    def front(self, queue: Queue) -> Update | None:
        """The next of its queue that is not too old."""
        while line := self._queues.get(queue):
            if not self._is_over(line[0]):
                return line[0]
            self.confirm(line[0])
        return None

    async def turn(self, update: Update) -> None:
        """Wait until nothing has to be delivered before it."""
        while update.after in self._waiting:
            await self._bell.wait(LONGEST_POLL)

    def confirm(self, update: Update) -> None:
        self._forget([update])

    def clear(self) -> None:
        for waiting in (self._waiting, self._queues, self._held):
            waiting.clear()
        self._bell.ring()

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
        while not len(self) and clock() < deadline:
            await self._bell.wait(deadline - clock())
            if mine != self._poll:
                raise Refusal(HTTPStatus.CONFLICT, self._why_ended)
        handed = list(islice(self._waiting, limit))
        self._forget(update for update in handed if update.repeated)
        return [update.json() for update in handed]

    def _held_before(self, following: Update) -> Iterator[Update]:
        for update in reversed(self._held.pop(following.place, [])):
            following = replace(update, after=following)
            yield following

    def _put(self, updates: Iterable[Update]) -> list[Queue]:
        queues = []
        for update in updates:
            self._waiting[update] = None
            self._queues[update.queue].append(update)
            queues.append(update.queue)
        self._bell.ring()
        return queues

    def _forget_before(self, offset: int) -> None:
        """A negative offset keeps so many of the newest, as on Telegram."""
        if offset < 0:
            self._forget(list(self._waiting)[:offset])
        else:
            self._forget(u for u in self._waiting if u.id < offset and not u.repeated)

    def _forget(self, updates: Iterable[Update]) -> None:
        for update in list(updates):
            self._waiting.pop(update, None)
            line = self._queues.get(update.queue)
            while line and line[0] not in self._waiting:
                line.popleft()
            if not line:
                self._queues.pop(update.queue, None)
            self._bell.ring()

    def _is_over(self, update: Update) -> bool:
        return update.expires_at <= self.clock.now()
