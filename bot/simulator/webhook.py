"""Delivery to a bot's webhook: in order within a queue, again until the bot accepts.

Telegram repeats at once, then after pauses that double up to a random 60 to 120 s; ours end at
two seconds, so that a demonstration recovers while one watches. Its own time-out is kept.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

import aiohttp

from bot.simulator.clock import Clock
from bot.simulator.refusal import Json, Refusal, bad_request
from bot.simulator.request import fields_of_response
from bot.simulator.updates import Queue, Update, Updates

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
LONGEST_SECRET = 256
SECRET = re.compile(r"[A-Za-z0-9_-]+")
THIS_MACHINE = {"127.0.0.1", "localhost", "::1"}
PATIENCE = aiohttp.ClientTimeout(total=60)
PAUSES = (0.0, 0.25, 0.5, 1.0, 2.0)  # seconds; the last goes on
LONGEST_RETRY_AFTER = 3600
GONE_FOR = 23 * 3600.0  # seconds of nothing but 410 after which a webhook is taken away

log = logging.getLogger(__name__)


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
        if self.secret and len(self.secret) > LONGEST_SECRET:
            raise bad_request("secret token is too long")
        if self.secret and not SECRET.fullmatch(self.secret):
            raise bad_request("secret token contains unallowed characters")

    @property
    def headers(self) -> dict[str, str]:
        return {SECRET_HEADER: self.secret} if self.secret else {}


@dataclass(frozen=True)
class Failure:
    """Why a delivery was not accepted, and how long the bot asked to be left alone."""

    why: str
    retry_after: int = 0


class Webhook:
    def __init__(
        self,
        destination: Destination,
        updates: Updates,
        clock: Clock,
        carry_out: Callable[[Json], Awaitable[None]],
        give_up: Callable[[], Awaitable[None]],
    ) -> None:
        self.destination = destination
        self.last_error: tuple[int, str] | None = None  # when, and what
        self._updates = updates
        self._clock = clock
        self._carry_out = carry_out
        self._give_up = give_up
        self._gone_since: float | None = None  # since when each response was a 410
        self._walks: dict[Queue, asyncio.Task[None]] = {}
        self._free = asyncio.Semaphore(destination.simultaneous)
        connector = aiohttp.TCPConnector(limit=destination.simultaneous)
        self._session = aiohttp.ClientSession(connector=connector, timeout=PATIENCE)

    def deliver(self, queues: Iterable[Queue]) -> None:
        """See to it that somebody walks each of these queues, in which something waits."""
        for queue in queues:
            if queue not in self._walks:
                self._walks[queue] = asyncio.create_task(self._walk(queue))

    async def close(self) -> None:
        """Stop delivering; what was not accepted stays waiting."""
        here = asyncio.current_task()
        walks = [walk for walk in self._walks.values() if walk is not here]
        for walk in walks:
            walk.cancel()
        await asyncio.gather(*walks, return_exceptions=True)
        await self._session.close()

    async def _walk(self, queue: Queue) -> None:
        try:
            last, failures = None, 0
            while not self._session.closed and (update := self._updates.front(queue)):
                await self._updates.turn(update)
                if self._updates.front(queue) is not update:
                    continue
                failures = failures if update is last else 0
                last = update
                match await self._offer(update):
                    case Failure() as failure:
                        self.last_error = (int(self._clock.now()), failure.why)
                        pause = failure.retry_after or PAUSES[min(failures, len(PAUSES) - 1)]
                        failures += 1
                        if self._is_gone():
                            await self._give_up()
                        else:
                            await self._wait(update, pause)
                    case reply:
                        self._updates.confirm(update)
                        await self._carry_out(reply)
        finally:
            del self._walks[queue]

    def _is_gone(self) -> bool:
        since = self._gone_since
        return since is not None and self._clock.now() > since + GONE_FOR

    async def _wait(self, update: Update, seconds: float) -> None:
        """What would be too old after the pause is dropped before it, as Telegram does."""
        if self._clock.now() + seconds >= update.expires_at:
            self._updates.confirm(update)
        else:
            await self._clock.pause(seconds)

    async def _offer(self, update: Update) -> Json | Failure:
        """The method call in the response of a bot that accepts, if there is one."""
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
                if response.status != HTTPStatus.GONE:
                    self._gone_since = None
                elif self._gone_since is None:
                    self._gone_since = self._clock.now()
                if response.status // 100 == 2:
                    return await _reply(response)
                why = f"Wrong response from the webhook: {response.status} {response.reason}"
                return Failure(why, _retry_after(response))
        except TimeoutError:
            return Failure("Read timeout expired")
        except aiohttp.ClientConnectorError:
            return Failure("Connection refused")
        except aiohttp.ClientError:
            return Failure("Connection closed")


def _retry_after(response: aiohttp.ClientResponse) -> int:
    """Telegram reads seconds, and no date."""
    given = response.headers.get("Retry-After", "")
    return min(int(given), LONGEST_RETRY_AFTER) if given.isascii() and given.isdigit() else 0


async def _reply(response: aiohttp.ClientResponse) -> Json:
    try:
        return await fields_of_response(response)
    except (Refusal, ValueError) as unreadable:
        log.warning("a webhook's response is not a method call: %s", unreadable)
        return {}
