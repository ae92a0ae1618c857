"""A bot without a program: the test pulls its strings, and looks at its phone in a browser."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.simulator.app import start
from bot.simulator.bots import Bot
from bot.simulator.people import User
from bot.simulator.person import Person

TOKEN, NAME = "100003:SIMULADOR-titere", "TitereBot"

ROSA = User("Rosa", "es").id


@dataclass(frozen=True)
class Puppet:
    telegram: str

    @property
    def phone(self) -> str:
        """The address of Rosa's."""
        return f"{self.telegram}/?bot={NAME}&person=Rosa"

    @property
    def rosa(self) -> Person:
        return Person(self.telegram, NAME, "Rosa")

    async def call(self, method: str, **fields: object) -> Any:
        """A method of the Bot API: its result."""
        url = f"{self.telegram}/bot{TOKEN}/{method}"
        async with aiohttp.ClientSession() as client, client.post(url, json=fields) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def say(self, text: str, **fields: object) -> int:
        """Tells Rosa; the number of the message."""
        sent = await self.call("sendMessage", chat_id=ROSA, text=text, **fields)
        return int(sent["message_id"])

    async def change(self, message_id: int, text: str, **fields: object) -> None:
        where = {"chat_id": ROSA, "message_id": message_id}
        await self.call("editMessageText", **where, text=text, **fields)

    async def hears(self, seconds: int = 10) -> list[dict[str, Any]]:
        """The updates that came since the last look, once there is one."""
        heard = await self.call("getUpdates", timeout=seconds)
        if heard:
            await self.call("getUpdates", offset=heard[-1]["update_id"] + 1)
        return heard


def inline(*labels: str) -> dict[str, Any]:
    """Buttons one under the other; each says its label."""
    return {"inline_keyboard": [[{"text": it, "callback_data": it}] for it in labels]}


@asynccontextmanager
async def puppet_show() -> AsyncIterator[Puppet]:
    running = await start([Bot(TOKEN, NAME, "Títere")])
    puppet = Puppet(running.url)
    await puppet.rosa.say("hola")
    await puppet.hears()
    yield puppet
    await running.close()
