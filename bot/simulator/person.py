"""A person with a phone: what tests and the demonstration do in a chat, over ``/sim``."""

import asyncio
import re
from base64 import b64encode
from typing import Any

from bot.simulator import screen
from bot.simulator.asking import ask
from bot.simulator.screen import Message

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


class Person:
    """The same name is the same person, in every bot's chat and after a restart."""

    def __init__(
        self, base_url: str, bot_username: str, name: str, language_code: str = "es"
    ) -> None:
        self.name = name
        self._sim = f"{base_url.rstrip('/')}/sim"
        self._bot = bot_username
        self._language_code = language_code
        self._chat = ""
        self._acted_at = 0

    async def start(self, payload: str = "") -> None:
        """Follow the bot's link with its payload and touch the start button."""
        if not PAYLOAD.fullmatch(payload):
            raise ValueError(f"a start payload is at most 64 of A-Z a-z 0-9 _ -, not {payload!r}")
        await self.say(f"/start {payload}".rstrip())

    async def say(self, text: str) -> None:
        await self._act("say", text=text)

    async def edit(self, text: str) -> None:
        """Correct one's own newest message."""
        newest = [message.id for message in await self.messages() if not message.from_bot][-1]
        await self._act("edit", message_id=newest, text=text)

    async def make_group(self, title: str) -> int:
        """A group with the bot in it: its id."""
        await self._open()
        made = await ask("POST", f"{self._chat}/groups", {"title": title})
        return int(made["id"])

    async def say_in_group(self, group_id: int, text: str) -> None:
        await self._open()
        await ask("POST", f"{self._chat}/groups/{group_id}/say", {"text": text})

    async def migrate_group(self, group_id: int) -> int:
        """It becomes a supergroup: its new id."""
        await self._open()
        moved = await ask("POST", f"{self._chat}/groups/{group_id}/migrate", {})
        return int(moved["id"])

    async def press(self, label: str) -> None:
        """The newest button of that label, under a message or under the typing box.

        Raises LookupError with the labels that are there.
        """
        log = await self._log()
        newest_first = reversed(screen.messages(log))
        buttons = [(*button, message.id) for message in newest_first for button in message.buttons]
        keys = screen.keys_under_box(log)
        for present, data, message_id in buttons:
            if present == label:
                await self.press_stale(message_id, data)
                return
        if label not in keys:
            labels = [*(present for present, *_ in buttons), *keys]
            raise LookupError(f"no button {label!r} for {self.name}; there are {labels}")
        if keys[label].get("request_location"):
            await self.sends("location")
        else:
            await self.say(label)

    async def press_stale(self, message_id: int, data: str) -> None:
        """A button as an old screen still shows it, whether or not it is there now."""
        await self._act("press", message_id=message_id, data=data)

    async def sends(self, kind: str, picture: bytes = b"", **place: float) -> None:
        """A photo, sticker, voice, document or location.

        ``picture`` is the photo's PNG or JPEG; ``latitude`` and ``longitude`` are the location's,
        else it is Madrid.
        """
        chosen = {"picture": b64encode(picture).decode()} if picture else {}
        await self._act("send", kind=kind, **chosen, **place)

    async def block(self) -> None:
        await self._act("block")

    async def unblock(self) -> None:
        await self._act("unblock")

    async def deactivate(self) -> None:
        """Delete one's Telegram account, as this bot sees it."""
        await self._act("deactivate")

    async def repeat_last(self) -> None:
        """Have the bot receive this person's last update once more."""
        await self._act("again")

    async def reads(self, containing: str, within: float = 5.0) -> str:
        """Wait until a message, edit or notice since this person's last act says so.

        Its whole text; raises TimeoutError with the transcript.
        """
        after = self._acted_at
        try:
            async with asyncio.timeout(within):
                while True:
                    news = await self._log(after, wait=within)
                    for text in map(screen.heard, news):
                        if containing in text:
                            return text
                    after += len(news)
        except TimeoutError:
            so_far = await self.transcript()
            raise TimeoutError(f"{self.name} did not read {containing!r}:\n{so_far}") from None

    async def messages(self) -> list[Message]:
        """What stands in the chat now, oldest first."""
        return screen.messages(await self._log())

    async def transcript(self) -> str:
        await self._open()
        return str(await ask("GET", f"{self._chat}/transcript"))

    async def _act(self, act: str, **given: object) -> None:
        await self._open()
        done = await ask("POST", f"{self._chat}/{act}", given)
        self._acted_at = done["after"]

    async def _log(self, after: int = 0, wait: float = 0) -> list[dict[str, Any]]:
        await self._open()
        log: list[dict[str, Any]] = await ask("GET", f"{self._chat}/log?after={after}&wait={wait}")
        return log

    async def _open(self) -> None:
        if not self._chat:
            who = {"name": self.name, "language_code": self._language_code}
            user = await ask("POST", f"{self._sim}/people", who)
            self._chat = f"{self._sim}/{self._bot}/{user['id']}"
