"""Walkers as processes of their own, forked from a warmed one (warm.py)."""

import asyncio

from tests.broadcasts.ledger import TOKEN
from tests.warmed import Warmed, is_alive


class Walkers(Warmed):
    """What they are told they all share; `start` adds what only one is told."""

    def __init__(self) -> None:
        super().__init__("tests.broadcasts.warm")
        self.order = {"key": bytes(range(32)).hex(), "token": TOKEN}

    def start(self, **fault) -> int:
        return self.fork({**self.order, **fault})


async def until(is_so, within=20.0) -> None:
    async with asyncio.timeout(within):
        while True:
            if await is_so():
                return
            await asyncio.sleep(0.01)  # between two looks; the condition decides


def dies(pid: int):
    async def is_dead() -> bool:
        return not is_alive(pid)

    return is_dead
