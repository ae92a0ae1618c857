"""People in great numbers, and a Telegram that costs little: what loads a bot's webhook.

The simulator is strict and therefore slow; here a call is read only for the buttons that it shows,
so that the process that is measured is the one that works.
"""

import asyncio
import itertools
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import aiohttp
from aiohttp import web

from bot.citizen import webhook
from tests.bench.subject import SECRET

ENTRY = "BENCH"
PREFERRED = ("c", "d", "s")  # a choice, else done with marking, else skip: see presses.py
HEADERS = {webhook._HEADER: SECRET, "Content-Type": "application/json"}
CONNECTIONS = 40  # as Telegram's default


@dataclass
class Citizen:
    """Presses what is shown, from one interview into the next; one act at a time."""

    id: int
    message_id: int = 0
    buttons: list[str] = field(default_factory=list)
    shown_at: float = 0.0

    def act(self) -> dict:
        """The body of the next update, without its number."""
        user = {"id": self.id, "is_bot": False, "first_name": f"Vecina {self.id}"}
        chat = {"id": self.id, "type": "private", "first_name": user["first_name"]}
        data = self._choice()
        if data is None:
            said = {"message_id": 1, "date": int(time.time()), "chat": chat, "from": user}
            return {"message": said | {"text": f"/start {ENTRY}"}}
        shown = {"message_id": self.message_id, "date": 1, "chat": chat, "text": "?"}
        query = {"id": str(time.monotonic_ns()), "from": user, "message": shown}
        return {"callback_query": query | {"chat_instance": "1", "data": data}}

    @property
    def is_asked(self) -> bool:
        """Whether a question stands before them, and no welcome or thanks."""
        return any(data.startswith("t:") for data in self.buttons)

    def _choice(self) -> str | None:
        acts: dict[str, list[str]] = {}
        for data in self.buttons:
            if data.startswith("t:"):
                acts.setdefault(data.split(":")[2], []).append(data)
        shown = next((acts[act] for act in PREFERRED if act in acts), None)
        rated = shown[:5] if shown else []  # not "no aplica", which ends an interview early
        pressed = rated[self.id % len(rated)] if rated else None
        agree = next((data for data in self.buttons if data.startswith("agree:")), None)
        return pressed or agree


class Crowd:
    """Telegram and its people in one: the bot's calls come in, updates go out."""

    def __init__(self, count: int, buttons: Sequence[str] = ()) -> None:
        """*buttons* are before everybody from the beginning, of a bot that shows none."""
        first = 7_000_000_000
        self.people = {first + n: Citizen(first + n, 1, list(buttons)) for n in range(count)}
        self.idle = deque(self.people.values())
        self._numbers = itertools.count(int(time.time() * 1000))
        self._messages = itertools.count(1000)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        """The base address for the bot's calls."""
        site = web.Application()
        site.router.add_post("/bot{token}/{method}", self._call)
        runner = web.AppRunner(site, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()

    async def act(self, client: aiohttp.ClientSession, url: str, who: Citizen) -> int:
        """One act of one person; the webhook's status."""
        status, _ = await self.deliver(client, url, who.act())
        return status

    def says(self, who: Citizen) -> dict:
        """A word that answers nothing."""
        user = {"id": who.id, "is_bot": False, "first_name": "Rosa"}
        chat = {"id": who.id, "type": "private", "first_name": "Rosa"}
        said = {"message_id": 1, "date": int(time.time()), "chat": chat, "from": user}
        return {"message": said | {"text": "hola"}}

    async def deliver(
        self, client: aiohttp.ClientSession, url: str, event: dict
    ) -> tuple[int, float]:
        """The webhook's status, and how many seconds it asks Telegram to wait."""
        body = json.dumps({"update_id": next(self._numbers)} | event).encode()
        async with client.post(url, data=body, headers=HEADERS) as response:
            await response.read()
            return response.status, float(response.headers.get("Retry-After", 0))

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"].lower()
        if method not in {"sendmessage", "editmessagetext"}:
            return web.json_response({"ok": True, "result": True})
        fields = _fields(request.content_type, await request.text())
        who = self.people[int(fields["chat_id"])]
        who.message_id = int(fields.get("message_id", 0)) or next(self._messages)
        rows = fields.get("reply_markup", {}).get("inline_keyboard", [])
        who.buttons = [button.get("callback_data", "") for row in rows for button in row]
        who.shown_at = time.perf_counter()
        chat = {"id": who.id, "type": "private"}
        result = {"message_id": who.message_id, "date": 1, "chat": chat, "text": "?"}
        return web.json_response({"ok": True, "result": result})


def _fields(content_type: str, body: str) -> dict:
    """A call as JSON, as ours leave, or as the form that aiogram writes."""
    if content_type == "application/json":
        return json.loads(body)
    fields = {name: value[0] for name, value in parse_qs(body).items()}
    return fields | {"reply_markup": json.loads(fields.get("reply_markup", "{}"))}


@dataclass
class Walked:
    """What a load came to: seconds of each answer, and what was not accepted."""

    seconds: float
    answered: list[float]
    shown: list[float]
    refused: int

    async def follow(self, who: Citizen, due: float, act: Awaitable[int]) -> None:
        """Notes when an act that was due then was accepted, and when the next question came."""
        if await act == 200:
            self.answered.append(time.perf_counter() - due)
            self.shown.append(who.shown_at - due)
        else:
            self.refused += 1


async def warm_up(crowd: Crowd, url: str) -> None:
    """Everybody is in the midst of an interview afterwards, and the bot is warm."""
    async with aiohttp.ClientSession() as client:
        for who in crowd.people.values():
            for _ in range(4):
                await crowd.act(client, url, who)


async def ask_all(crowd: Crowd, url: str) -> None:
    """Everybody has a question before them; where theirs has ended, one of a new interview."""
    async with aiohttp.ClientSession() as client:
        for who in crowd.people.values():
            while not who.is_asked:
                await crowd.act(client, url, who)


async def at_full_speed(crowd: Crowd, url: str, seconds: float) -> Walked:
    """So many presses as 40 connections can bring, each waiting for its answer.

    Who comes to the end presses no more: ends early when that is everybody.
    """
    done = Walked(0, [], [], 0)
    asked = deque(who for who in crowd.people.values() if who.is_asked)
    began = time.perf_counter()

    async def connection(client: aiohttp.ClientSession) -> None:
        while asked and (now := time.perf_counter()) - began < seconds:
            who = asked.popleft()
            await done.follow(who, now, crowd.act(client, url, who))
            if who.is_asked:
                asked.append(who)

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as client:
        await asyncio.gather(*(connection(client) for _ in range(CONNECTIONS)))
    done.seconds = time.perf_counter() - began
    return done


async def at_rate(crowd: Crowd, url: str, rate: float, seconds: float) -> Walked:
    """A steady stream whether or not the bot keeps up: who waits is counted as waiting."""
    done, acts = Walked(0, [], [], 0), set()
    began = time.perf_counter()

    async def act(who: Citizen, due: float) -> None:
        await done.follow(who, due, crowd.act(client, url, who))
        crowd.idle.append(who)

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as client:
        for number in range(int(rate * seconds)):
            due = began + number / rate
            if (early := due - time.perf_counter()) > 0:
                await asyncio.sleep(early)  # this is the rate that is asked for
            if not crowd.idle:
                done.refused += 1
                continue
            acts.add(asyncio.create_task(act(crowd.idle.popleft(), due)))
        await asyncio.gather(*acts)
    done.seconds = time.perf_counter() - began
    return done
