"""Our own getUpdates loop: an update is confirmed to Telegram once it is done, not before."""

import asyncio
import json
import logging
from collections.abc import Sequence
from functools import partial
from typing import Any

import aiohttp

from bot.intake import Intake, Later, sender

_log = logging.getLogger(__name__)
_WAIT = 25  # seconds Telegram holds an empty answer; it allows 50
MOST_HELD = 30  # updates of one person; Telegram delivers a hundred at a time
_PAUSE = 1  # seconds after a failed call
_AGAIN = 0.2  # and until we ask again while an update is not done

Update = dict[str, Any]


async def poll(url: str, intake: Intake, kinds: Sequence[str]) -> None:
    """Takes updates of these kinds from *url*, a bot's getUpdates, until cancelled.

    The call is a bare one, because a library's parses a whole batch at once: one update it could
    not read would hold up all the others for ever.
    """
    timeout = aiohttp.ClientTimeout(total=_WAIT + 10)
    async with aiohttp.ClientSession(timeout=timeout) as client, asyncio.TaskGroup() as work:
        queues = Queues(intake, work)
        while True:
            queues.put(await _updates(client, url, queues.confirm(), kinds))
            await queues.settle(_AGAIN)


class Queues:
    """One queue a person: theirs come in order, and nobody waits for another's to be done.

    Telegram confirms all below an offset at once, so the offset stays at the oldest update that
    is not done; what it delivers again meanwhile is passed over. It delivers a hundred at most:
    of one who floods us only so many are kept, lest the others' never be among them.
    """

    def __init__(self, intake: Intake, work: asyncio.TaskGroup) -> None:
        self._intake = intake
        self._work = work
        self._next = 0  # above the newest update
        self._done: set[int] = set()  # those above the oldest that is not
        self._held: dict[int, asyncio.Task[None]] = {}
        self._lines: dict[int, list[asyncio.Task[None]]] = {}  # of each person with something held

    @property
    def offset(self) -> int:
        return min(self._held, default=self._next)

    def confirm(self) -> int:
        """The offset to ask from now; only when all below it is done is what was done forgotten.

        What is done while Telegram answers may be in that answer once more.
        """
        if not self._held:
            self._done.clear()
        return self.offset

    def put(self, batch: Sequence[Update]) -> None:
        for update in batch:
            number, person = update["update_id"], sender(update)
            self._next = number + 1
            if number in self._held or number in self._done:
                continue
            line = self._lines.setdefault(person, [])
            if len(line) >= MOST_HELD:
                _log.warning("an update is let go unread: its sender has %s waiting", MOST_HELD)
                self._done.add(number)
                continue
            task = self._work.create_task(self._take(update, line[-1] if line else None))
            self._held[number] = task
            line.append(task)
            task.add_done_callback(partial(self._let_go, number, person))

    async def settle(self, within: float) -> None:
        """Returns when nothing is held any more, or after *within* seconds."""
        if self._held:
            await asyncio.wait(self._held.values(), timeout=within)

    async def _take(self, update: Update, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        body = json.dumps(update).encode()
        while isinstance(later := await self._intake.take(body), Later):  # noqa: ASYNC110 - Telegram says when
            await asyncio.sleep(later.seconds)

    def _let_go(self, number: int, person: int, done: asyncio.Task[None]) -> None:
        del self._held[number]
        self._done.add(number)
        self._lines[person].remove(done)
        if not self._lines[person]:
            del self._lines[person]


async def _updates(
    client: aiohttp.ClientSession, url: str, offset: int, kinds: Sequence[str]
) -> list[Update]:
    """What Telegram has for us; nothing, after a pause, where it could not be asked."""
    question = {"offset": offset, "timeout": _WAIT, "allowed_updates": list(kinds)}
    try:
        async with client.post(url, json=question) as response:
            answer = await response.json()
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        _log.warning("getUpdates: %s", type(error).__name__)  # its text may hold the token
        await asyncio.sleep(_PAUSE)
        return []
    if answer.get("ok"):
        batch: list[Update] = answer["result"]
        return batch
    _log.warning("getUpdates was refused with %s", answer.get("error_code"))
    await asyncio.sleep(answer.get("parameters", {}).get("retry_after", _PAUSE))
    return []
