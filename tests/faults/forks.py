"""Bots as processes, any number at once, each of which can be told to end and is waited for."""

import asyncio
import os
import signal

from tests.conversations.conftest import TOKEN
from tests.conversations.test_kills import Bots
from tests.staff.conftest import STAFF_TOKEN
from tests.warmed import is_alive

DRAINED = 10.0  # seconds that a bot may take to end well


class Forks(Bots):
    def __init__(self) -> None:
        super().__init__({"key": bytes(range(32)).hex()}, "tests.faults.warm")

    def citizens(self, port: int | None = None, **order) -> int:
        """The citizens' bot: called at that port, else asking."""
        return self._begin(token=TOKEN, **({"port": port} if port else {}), **order)

    def staff(self, **order) -> int:
        return self._begin(token=STAFF_TOKEN, is_staff=True, **order)

    async def end(self, pid: int) -> None:
        """Told to end, as a new version's start does it; it must, and in time."""
        os.kill(pid, signal.SIGTERM)
        async with asyncio.timeout(DRAINED):
            while is_alive(pid):  # noqa: ASYNC110 - another process: there is no event
                await asyncio.sleep(0.01)

    def _begin(self, **order) -> int:
        self.start(**order)
        return self.pid
