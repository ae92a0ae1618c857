"""Delivery to a bot's webhook: in order within a queue, again until the bot accepts."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import chain, repeat
from urllib.parse import urlsplit

import aiohttp

from bot.simulator.refusal import Json, Refusal, bad_request
from bot.simulator.request import fields_of_response
from bot.simulator.updates import Update, Updates

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
THIS_MACHINE = {"127.0.0.1", "localhost", "::1"}
PATIENCE = aiohttp.ClientTimeout(total=60)
PAUSES = (0.0, 0.25, 0.5, 1.0, 2.0)  # Telegram's grow to a minute; a demonstration's need not

log = logging.getLogger(__name__)
Queue = tuple[str, int]


@dataclass(frozen=True)
class Destination:
    """Where a bot wants its updates; raises Refusal for anywhere outside this machine."""

    url: str
    secret: str | None
    simultaneous: int

    def __post_init__(self) -> None:
        address = urlsplit(self.url)
        if address.scheme != "http" or address.hostname not in THIS_MACHINE:
            raise bad_request("bad webhook: the simulator calls only http on this machine")
        if self.secret is not None and not SECRET.fullmatch(self.secret):
            raise bad_request("secret token contains unallowed characters")

    @property
    def headers(self) -> dict[str, str]:
        return {SECRET_HEADER: self.secret} if self.secret else {}


class Webhook:
    def __init__(
        self,
        destination: Destination,
        updates: Updates,
        execute: Callable[[str, Json], Awaitable[object]],
    ) -> None:
        self.destination = destination
        self.last_error = ""
        self._updates = updates
        self._execute = execute
        self._walks: dict[Queue, asyncio.Task[None]] = {}
        self._free = asyncio.Semaphore(destination.simultaneous)
        self._session = aiohttp.ClientSession(timeout=PATIENCE)

    def deliver(self) -> None:
        """See to it that somebody walks every queue in which something waits."""
        for queue in dict.fromkeys(update.queue for update in self._updates.pending):
            if queue not in self._walks:
                self._walks[queue] = asyncio.create_task(self._walk(queue))

    async def close(self) -> None:
        """Stop delivering; what was not accepted stays pending."""
        here = asyncio.current_task()
        others = [walk for walk in self._walks.values() if walk is not here]
        for walk in others:
            walk.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._session.close()

    async def _walk(self, queue: Queue) -> None:
        try:
            while not self._session.closed:
                waiting = (u for u in self._updates.pending if u.queue == queue)
                update = next(waiting, None)
                if update is None:
                    return
                reply = await self._until_accepted(update)
                self._updates.confirm(update)
                await self._carry_out(reply)
        finally:
            del self._walks[queue]

    async def _until_accepted(self, update: Update) -> Json:
        for pause in chain(PAUSES, repeat(PAUSES[-1])):
            try:
                async with (
                    self._free,
                    self._session.post(
                        self.destination.url,
                        json=update.json(),
                        headers=self.destination.headers,
                        allow_redirects=False,
                    ) as response,
                ):
                    if response.status // 100 == 2:
                        return await _reply(response)
                    self.last_error = f"Wrong response from the webhook: {response.status}"
            except (aiohttp.ClientError, TimeoutError) as error:
                self.last_error = f"Connection failed: {type(error).__name__}"
            await asyncio.sleep(pause)
        raise AssertionError("the pauses never end")

    async def _carry_out(self, reply: Json) -> None:
        """The bot never learns the result, so a refusal goes to our own log."""
        method = str(reply.pop("method", "get"))
        if method.lower().startswith("get"):
            return
        try:
            await self._execute(method, reply)
        except Refusal as refusal:
            log.warning("%s in a webhook's response: %s", method, refusal)


async def _reply(response: aiohttp.ClientResponse) -> Json:
    try:
        return await fields_of_response(response)
    except (Refusal, ValueError) as unreadable:
        log.warning("a webhook's response is not a method call: %s", unreadable)
        return {}
