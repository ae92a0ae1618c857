"""A database and an event loop of their own, for tests that cannot be asynchronous themselves."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import async_engine
from db.keyring import Keyring


@dataclass
class Secluded:
    """What hypothesis' machines live in."""

    loop: asyncio.AbstractEventLoop
    url: str
    engine: AsyncEngine
    keyring: Keyring

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    def reconnect(self) -> AsyncEngine:
        """As a process that has just begun: nothing is left of earlier connections."""
        self.do(self.engine.dispose())
        self.engine = async_engine(self.url)
        return self.engine


@contextmanager
def secluded_in(url: str, keyring: Keyring) -> Iterator[Secluded]:
    made = Secluded(asyncio.new_event_loop(), url, async_engine(url), keyring)
    yield made
    made.do(made.engine.dispose())
    made.loop.close()
