"""A bot as it is registered, and what the simulator keeps for it while running."""

import re
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count

from bot.simulator.calls import Calls
from bot.simulator.chats import Chat, chat_number
from bot.simulator.clock import Clock
from bot.simulator.faults import Faults
from bot.simulator.files import Files
from bot.simulator.people import Group, User
from bot.simulator.refusal import Json, bad_request
from bot.simulator.updates import Queue, Updates
from bot.simulator.webhook import Webhook

SIMULATED_TOKEN = re.compile(r"\d{1,18}:SIMULADOR-[A-Za-z0-9_-]+")
BEGINNING_OF_2026 = 1_767_225_600


@dataclass(frozen=True)
class Bot:
    token: str
    username: str
    name: str

    def __post_init__(self) -> None:
        """Raises ValueError for a token that could open a bot of the real Telegram."""
        if not SIMULATED_TOKEN.fullmatch(self.token):
            raise ValueError(
                f"El simulador no arranca: el token de @{self.username} no es de simulación. "
                "Use uno de la forma 100001:SIMULADOR-nombre, nunca el de un bot verdadero."
            )

    @property
    def id(self) -> int:
        return int(self.token.partition(":")[0])

    def json(self) -> Json:
        name = {"first_name": self.name, "username": self.username}
        return {"id": self.id, "is_bot": True} | name


def first_id() -> int:
    """A start for ids that a restarted simulator will not give out again (ten a second)."""
    return int((time.time() - BEGINNING_OF_2026) * 10)


@dataclass(frozen=True)
class Press:
    chat: Chat
    at: float


CarryOut = Callable[["Account", Json], Awaitable[None]]


@dataclass
class Account:
    """One bot's side of the simulator: its chats, its updates, its commands."""

    bot: Bot
    in_response: CarryOut  # what becomes of a method call in a webhook's response
    clock: Clock
    files: Files = field(default_factory=Files)
    updates: Updates = field(init=False)
    webhook: Webhook | None = None
    calls: Calls = field(default_factory=Calls)
    faults: Faults = field(default_factory=Faults)
    chats: dict[int, Chat] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    commands: dict[tuple[str, int | None, str], list[Json]] = field(default_factory=dict)
    about: dict[tuple[str, str], str] = field(default_factory=dict)  # by what and language
    menu_buttons: dict[int | None, str] = field(default_factory=dict)  # by chat; None is all
    launched_at: float = field(init=False)
    away_until: float = 0.0
    _message_ids: Iterator[int] = field(default_factory=lambda: count(first_id()))

    def __post_init__(self) -> None:
        self.updates = Updates(first_id(), self.clock)
        self.launched_at = self.clock.now()

    def chat_with(self, user: User) -> Chat:
        chat = self.chats.get(user.id)
        if chat is None:
            chat = self.chats[user.id] = self._chat(user)
        chat.user = user  # the phone's language may have changed
        return chat

    def group_with(self, user: User, group: Group) -> Chat:
        chat = self.chats[group.id] = self._chat(user, group)
        chat.begun = True
        return chat

    def known_chat(self, chat_id: object) -> Chat:
        """The chat of a person who has written to the bot, or of a group it was added to."""
        number = chat_number(chat_id)
        chat = None if number is None else self.chats.get(number)
        if chat is None or not chat.begun:
            raise bad_request("chat not found")
        return chat

    def post(self, kind: str, chat: Chat, body: Json) -> None:
        """Hand an update to whoever listens, by polling or by webhook."""
        fault = self.faults.befalling(kind)
        self._deliver(self.updates.add(kind, chat.id, body, fault.kind if fault else None))

    def repeat_last(self, chat: Chat) -> bool:
        """Deliver the person's last update once more, if there was one and it is not too old."""
        repeated = self.updates.repeat_last(chat.user.id)
        self._deliver(repeated)
        return bool(repeated)

    def mend(self) -> None:
        """No fault is left, and nothing is held by one."""
        self.faults.ordered.clear()
        self._deliver(self.updates.let_go())

    async def set_webhook(self, webhook: Webhook | None) -> None:
        old, self.webhook = self.webhook, webhook
        if old:
            await old.close()
        self.updates.end_polls("terminated by setWebhook request")
        if webhook:
            webhook.deliver(self.updates.queues)

    def _chat(self, user: User, group: Group | None = None) -> Chat:
        return Chat(self.bot.json(), user, self._message_ids, self.clock, group)

    def _deliver(self, queues: Iterable[Queue]) -> None:
        if self.webhook:
            self.webhook.deliver(queues)
