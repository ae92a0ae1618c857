"""The simulated Telegram in this very process, without HTTP: for tests of thousands of steps."""

import json
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from aiogram.client.session.base import BaseSession
from telegram.request import BaseRequest

from bot.simulator.acts import Impossible, unblock
from bot.simulator.bots import Account
from bot.simulator.bots import Bot as SimulatedBot
from bot.simulator.chats import Chat
from bot.simulator.files import File
from bot.simulator.methods import execute
from bot.simulator.people import User
from bot.simulator.refusal import Refusal
from bot.simulator.request import ATTACHED
from bot.simulator.updates import Queue
from bot.simulator.world import World

Button = tuple[int, str]  # its message, and what it carries


class Wireless:
    """One bot's Telegram, as strict as over HTTP. *said* is what the bot has asked of it."""

    def __init__(self, token: str, kinds: Sequence[str]) -> None:
        world = World.of([SimulatedBot(token, "PruebaBot", "Pulso")])
        self.account: Account = world.by_token(token)
        self.account.updates.allowed = kinds
        self.account.updates.next_id = 1  # the same for every run of an example
        self.said: list[tuple[str, Mapping[str, Any]]] = []

    async def call(self, method: str, fields: Mapping[str, Any]) -> tuple[int, str]:
        """The status and the body that the bot would read."""
        self.said.append((method, fields))
        try:
            result = await execute(self.account, method, dict(fields))
        except Refusal as refusal:
            return refusal.code.value, json.dumps(refusal.body)
        return 200, json.dumps({"ok": True, "result": result})

    @property
    def has_answered(self) -> bool:
        """Whether there is something to read: the end of a press's waiting alone is not."""
        return any(name != "answerCallbackQuery" or it.get("text") for name, it in self.said)

    def chat(self, name: str) -> Chat:
        return self.account.chat_with(User(name, "es"))

    def does(self, name: str, act: Callable[..., None], *given: object) -> None:
        """One of the simulator's acts, unless a phone would not do it; who blocks unblocks."""
        chat = self.chat(name)
        unblock(self.account, chat)
        with suppress(Impossible):
            act(self.account, chat, *given)

    def screen(self, name: str) -> list[Button]:
        """The buttons that stand in the chat now, the oldest message's first."""
        return list(_buttons(self.chat(name)))

    def flowing(self, stalled: set[Queue]) -> Iterator[dict[str, Any]]:
        """Every update that waits in a queue that is not *stalled*, as it is delivered."""
        updates = self.account.updates
        while queue := next((it for it in updates.queues if it not in stalled), None):
            yield from self.head(queue)

    def head(self, queue: Queue) -> Iterator[dict[str, Any]]:
        """The first of a queue, if something waits there that is not too old."""
        updates = self.account.updates
        update = updates.front(queue)
        if update is not None:
            updates.confirm(update)
            yield update.json()


def _buttons(chat: Chat) -> Iterator[Button]:
    for number, message in chat.messages.items():
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            yield from ((number, it["callback_data"]) for it in row if "callback_data" in it)


class AiogramWire(BaseSession):
    """What aiogram has instead of a connection."""

    def __init__(self, telegram: Wireless) -> None:
        super().__init__()
        self.telegram = telegram

    async def make_request(self, bot, method, timeout=None):
        files: dict[str, Any] = {}
        given = method.model_dump(warnings=False).items()
        fields = {key: self.prepare_value(it, bot=bot, files=files) for key, it in given}
        for key, file in files.items():
            content = b"".join([chunk async for chunk in file.read(bot)])
            upload = File(file.filename or key, "application/octet-stream", content)
            refers = f"{ATTACHED}{key}"
            fields = {name: upload if it == refers else it for name, it in fields.items()}
        asked = {name: it for name, it in fields.items() if it}
        status, body = await self.telegram.call(method.__api_method__, asked)
        return self.check_response(bot, method, status, body).result

    async def close(self) -> None: ...

    async def stream_content(self, *_arguments, **_named) -> AsyncGenerator[bytes, None]:
        yield b""


class LibraryWire(BaseRequest):
    """What python-telegram-bot has instead of a connection."""

    def __init__(self, telegram: Wireless) -> None:
        self.telegram = telegram

    async def do_request(self, url, method, request_data=None, *_timeouts, **_named):
        if "/file/bot" in url:
            path = url.partition("/file/bot")[2].partition("/")[2]
            return 200, self.telegram.account.files.at(path).content
        fields: dict[str, Any] = dict(request_data.json_parameters) if request_data else {}
        parts = request_data.multipart_data if request_data else {}
        fields |= {name: File(*_named_file(it)) for name, it in parts.items()}
        status, body = await self.telegram.call(url.rpartition("/")[2], fields)
        return status, body.encode()

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...


def _named_file(part) -> tuple[str, str, bytes]:
    name, content, kind = part
    return name, kind, content if isinstance(content, bytes) else content.read()
